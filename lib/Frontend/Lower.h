//===- Lower.h - A parsed TU becomes ownership IR ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The half of extract() that is left when somebody else has parsed the TU: a
// host such as clang-tidy. It has to be called while Sema is alive, after the
// last declaration. Bodies in system headers are not looked at, whether they
// were parsed or not.
//
// What is instantiated on the way is added to the AST, so nobody may be walking
// over it.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_LOWER_H
#define WEAKSPOT_FRONTEND_LOWER_H

#include "Frontend/Extract.h"
#include "llvm/ADT/StringRef.h"

namespace clang {
class Preprocessor;
class Sema;
} // namespace clang

namespace weakspot::frontend {

class BodyObserver;

/// Of the options, those of the parse are not used. Relative paths start at
/// Directory. Observer, if there is one, is told of every body.
ir::Module lower(clang::Sema &S, const ExtractOptions &Options,
                 llvm::StringRef Directory, ExtractStats &Stats,
                 BodyObserver *Observer = nullptr);

/// Whether what follows an error was left out of the AST, so that lowering it
/// would say something of another program.
bool isIncomplete(const clang::Sema &S);

/// The Sema of the parser that reads from PP; null if none does.
clang::Sema *semaOf(const clang::Preprocessor &PP);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_LOWER_H

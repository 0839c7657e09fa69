//===- Text.h - The text form of the ownership IR ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A line-based text, for people and tests; docs/ir.md has its grammar. For a
// verified module, parse(print(M)) is structurally equal to M and prints to
// the same bytes. Printing never fails: what is out of range in a module that
// is not verified is shown with a `?`, which does not parse.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_TEXT_H
#define WEAKSPOT_IR_TEXT_H

#include "IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot::ir {

void print(const Module &M, llvm::raw_ostream &OS);

/// One function alone, as it stands in its module's text.
void print(const Module &M, const Function &F, llvm::raw_ostream &OS);

/// Reads a module; every symbol, register and label that is used must be
/// declared. The module is not verified. The first error is reported as
/// `NAME:LINE:COL: error: expected ..., found ...`.
llvm::Expected<Module> parse(llvm::StringRef Text,
                             llvm::StringRef NameForErrors);

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_TEXT_H

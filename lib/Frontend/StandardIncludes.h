//===- StandardIncludes.h - The standard's headers that files use -*- C++ -*-=//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which of the standard's headers the files of a project include, themselves or
// through headers of their own. Only the directives are looked at, and both
// sides of each #if: what is found serves to parse ahead, not to know.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_STANDARDINCLUDES_H
#define WEAKSPOT_FRONTEND_STANDARDINCLUDES_H

#include "Frontend/Extract.h"
#include "llvm/ADT/ArrayRef.h"
#include <string>

namespace weakspot::frontend {

/// Directives that include each of them that at least MinUsers of the commands'
/// files reach, in the order of their names: the standard lets headers be
/// included in any order ([using.headers]). The commands have the same flags.
/// Of the options those that say where files are read are used.
std::string standardIncludes(llvm::ArrayRef<const CompileCommand *> Commands,
                             const ExtractOptions &Options, unsigned MinUsers);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_STANDARDINCLUDES_H

//===- DatabaseSearch.h - Where a project's database is ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Looks where clang-tidy looks, in the directory and its parents, and in each
// one's build directories, `build*/` and `build*/*/`. The nearest wins; of
// several build directories side by side, the one written last.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_DATABASESEARCH_H
#define WEAKSPOT_DRIVER_DATABASESEARCH_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace weakspot {

/// The path of the compile_commands.json of the project around a directory. The
/// error lists every place that was looked at.
llvm::Expected<std::string> findDatabase(llvm::StringRef Directory);

/// The same where the user names the build directory (or the file itself).
llvm::Expected<std::string> databaseIn(llvm::StringRef BuildDirectory);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_DATABASESEARCH_H

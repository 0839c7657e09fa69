//===- OutputFile.h - Files that are written whole ------------ -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A file is written beside its place and renamed when it is complete, so that
// nobody ever reads half of one, and an old one is kept where writing fails. A
// device or a pipe is written as it is, a symbolic link stays one.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_OUTPUTFILE_H
#define WEAKSPOT_REPORT_OUTPUTFILE_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

/// `-` is standard output.
llvm::Error writeFile(llvm::StringRef Path,
                      llvm::function_ref<void(llvm::raw_ostream &)> Write);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_OUTPUTFILE_H

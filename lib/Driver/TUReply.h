//===- TUReply.h - What a worker tells of its TU ----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The bytes that go from a worker to the parent: the result of the extraction,
// with the module in its binary form. Both ends are the same program, so the
// frame needs no version; the module's form has its own.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_TUREPLY_H
#define WEAKSPOT_DRIVER_TUREPLY_H

#include "Frontend/Extract.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

void writeReply(const frontend::ExtractResult &Result, llvm::raw_ostream &OS);

/// File is for messages. ModuleBytes becomes the binary form of the module,
/// without what was measured when it was made.
llvm::Expected<frontend::ExtractResult> readReply(llvm::StringRef Reply,
                                                  llvm::StringRef File,
                                                  llvm::StringRef &ModuleBytes);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_TUREPLY_H

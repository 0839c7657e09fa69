//===- EditReply.h - What a worker tells of its edits -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The bytes that go from a worker to the parent when a TU's edits are made: for
// each request those that it asked for.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_EDITREPLY_H
#define WEAKSPOT_DRIVER_EDITREPLY_H

#include "Fixes/WeakenTU.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

void writeEdits(llvm::ArrayRef<fixes::WeakenedTU> ByRequest,
                llvm::raw_ostream &OS);
llvm::Expected<std::vector<fixes::WeakenedTU>> readEdits(llvm::StringRef Bytes);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_EDITREPLY_H

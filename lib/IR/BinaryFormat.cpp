//===- BinaryFormat.cpp - The layout of the binary form -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/BinaryFormat.h"
#include "IR/Signature.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;

namespace weakspot::ir {

uint64_t operationsDigest() {
  std::string Table;
  for (unsigned I = 0; I != NumOpcodes; ++I) {
    auto Op = static_cast<Opcode>(I);
    Table += (mnemonic(Op) + " " + signature(Op) + "\n").str();
  }
  return xxh3_64bits(Table);
}

uint64_t payloadChecksum(StringRef File) {
  return xxh3_64bits(File.drop_front(header::Operations));
}

} // namespace weakspot::ir

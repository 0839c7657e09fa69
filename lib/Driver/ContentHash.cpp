//===- ContentHash.cpp - What files hold, as short names ------ -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Driver/ContentHash.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;

namespace weakspot {

void ContentHash::add(StringRef Text) {
  uint64_t Size = Text.size();
  Hasher.update(
      ArrayRef(reinterpret_cast<const uint8_t *>(&Size), sizeof(Size)));
  Hasher.update(Text);
}

std::string ContentHash::finish() {
  BLAKE3Result<16> Digest = Hasher.final<16>();
  return toHex(ArrayRef<uint8_t>(Digest), /*LowerCase=*/true);
}

StringRef FileHashes::of(StringRef Path) {
  auto [It, IsNew] = Known.try_emplace(Path);
  if (!IsNew)
    return It->second;
  auto Buffer = MemoryBuffer::getFile(Path, /*IsText=*/false,
                                      /*RequiresNullTerminator=*/false);
  if (Buffer) {
    ContentHash Hash;
    Hash.add((*Buffer)->getBuffer());
    It->second = Hash.finish();
  }
  return It->second;
}

} // namespace weakspot

//===- IRBinary.cpp - Fuzzes the binary form of the IR --------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Any bytes under a good header are a verified module or an error, and a
// module round-trips.
//
//===----------------------------------------------------------------------===//

#include "IR/Binary.h"
#include "IR/BinaryFormat.h"
#include "IR/Equal.h"
#include "IR/Text.h"
#include "IR/Verify.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/ErrorHandling.h"

using namespace llvm;
using namespace weakspot::ir;

static Expected<Module> read(StringRef Bytes) {
  return readBinary(MemoryBuffer::getMemBufferCopy(Bytes, "fuzz"));
}

/// Makes the header what the writer would have made it, all but the strings'
/// size: otherwise next to nothing would get past it.
static void completeHeader(std::string &Bytes) {
  if (Bytes.size() < header::Size)
    return;
  using namespace support::endian;
  Bytes.replace(0, BinaryMagic.size(), BinaryMagic.data());
  write32le(&Bytes[header::Version], FormatVersion);
  write64le(&Bytes[header::Operations], operationsDigest());
  write64le(&Bytes[header::Checksum], payloadChecksum(Bytes));
}

// libFuzzer calls it by this name.
// NOLINTNEXTLINE(readability-identifier-naming)
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *Data, size_t Size) {
  std::string Bytes(reinterpret_cast<const char *>(Data), Size);
  completeHeader(Bytes);
  auto M = read(Bytes);
  if (!M) {
    consumeError(M.takeError());
    return 0;
  }
  if (!findViolations(*M).empty())
    report_fatal_error("read, but not verified");
  print(*M, nulls());
  std::string Written;
  raw_string_ostream OS(Written);
  if (Error E = writeBinary(*M, OS)) {
    consumeError(std::move(E));
    return 0;
  }
  Module Again = cantFail(read(Written));
  if (auto Difference = findDifference(*M, Again))
    report_fatal_error(Twine(*Difference));
  return 0;
}

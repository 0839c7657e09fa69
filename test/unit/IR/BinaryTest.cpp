//===- BinaryTest.cpp -----------------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/BinaryFormat.h"
#include "IR/Equal.h"
#include "IR/Verify.h"
#include "Sample.h"
#include "llvm/Support/Endian.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace weakspot::ir;

namespace {

void expectRoundTrip(const Module &M) {
  std::string Bytes = sample::binary(M);
  auto Again = sample::fromBinary(Bytes);
  ASSERT_TRUE(bool(Again)) << toString(Again.takeError());
  EXPECT_EQ(findDifference(M, *Again), std::nullopt);
  EXPECT_EQ(sample::binary(*Again), Bytes);
  EXPECT_EQ(sample::printed(*Again), sample::printed(M));
}

std::string errorOf(StringRef Bytes) {
  auto M = sample::fromBinary(Bytes);
  return M ? "" : toString(M.takeError());
}

void fixChecksum(std::string &Bytes) {
  if (Bytes.size() >= header::Size)
    support::endian::write64le(&Bytes[header::Checksum],
                               payloadChecksum(Bytes));
}

/// The bytes give a verified module or an error that names the file.
void expectNoHarm(StringRef Bytes) {
  auto M = sample::fromBinary(Bytes);
  if (!M) {
    EXPECT_TRUE(
        StringRef(toString(M.takeError())).starts_with("sample.wsir: "));
    return;
  }
  EXPECT_TRUE(findViolations(*M).empty());
  sample::printed(*M);
}

} // namespace

TEST(BinaryTest, everyOperationRoundTrips) {
  expectRoundTrip(sample::allOperations());
}

TEST(BinaryTest, emptyModuleRoundTrips) { expectRoundTrip(Module()); }

TEST(BinaryTest, randomModulesRoundTrip) {
  for (unsigned Seed = 0; Seed != 400 && !HasFailure(); ++Seed) {
    SCOPED_TRACE(Seed);
    expectRoundTrip(sample::random(Seed));
  }
}

TEST(BinaryTest, stringsAreNotCopied) {
  auto Buffer = MemoryBuffer::getMemBufferCopy(
      sample::binary(sample::allOperations()), "sample.wsir");
  const char *Begin = Buffer->getBufferStart(), *End = Buffer->getBufferEnd();
  auto M = readBinary(std::move(Buffer));
  ASSERT_TRUE(bool(M));
  for (const Record &R : M->Records)
    EXPECT_TRUE(Begin <= R.Key.data() && R.Key.data() < End);
}

TEST(BinaryTest, internedAfterReading) {
  auto M = sample::fromBinary(sample::binary(sample::allOperations()));
  ASSERT_TRUE(bool(M));
  size_t Files = M->Files.size(), Types = M->Types.size();
  EXPECT_EQ(M->internFile(M->Files.back()), Files - 1);
  EXPECT_EQ(M->internType(Type(M->Types.back())), TypeId(Types - 1));
  EXPECT_EQ(M->internFile("new.h"), Files);
}

TEST(BinaryTest, absolutePathsAreRefused) {
  for (StringRef Path : {"/a/b.cpp", "C:\\b.cpp", "\\\\host\\b.cpp"}) {
    Module M;
    M.Name = "m.cpp";
    M.internFile(Path);
    std::string Bytes;
    raw_string_ostream OS(Bytes);
    EXPECT_EQ(toString(writeBinary(M, OS)),
              ("m.cpp: the absolute path " + Path + " can't be in a file of IR")
                  .str());
  }
  Module M;
  M.Name = "/m.cpp";
  std::string Bytes;
  raw_string_ostream OS(Bytes);
  EXPECT_EQ(toString(writeBinary(M, OS)),
            "/m.cpp: the absolute path /m.cpp can't be in a file of IR");
}

TEST(BinaryTest, otherFilesAreRejected) {
  EXPECT_EQ(errorOf(""), "sample.wsir: not a file of Weakspot's IR");
  EXPECT_EQ(errorOf("BC\xc0\xde"), "sample.wsir: not a file of Weakspot's IR");
  EXPECT_EQ(errorOf("WSIR\1"),
            "sample.wsir: truncated IR: the header is not complete");
}

TEST(BinaryTest, otherVersionsAreRejected) {
  std::string Bytes = sample::binary(Module());
  support::endian::write32le(&Bytes[header::Version], FormatVersion + 1);
  EXPECT_EQ(errorOf(Bytes), "sample.wsir: IR of a newer Weakspot: format " +
                                std::to_string(FormatVersion + 1) +
                                ", this one reads " +
                                std::to_string(FormatVersion));
  support::endian::write32le(&Bytes[header::Version], 0);
  EXPECT_EQ(errorOf(Bytes),
            "sample.wsir: IR of an older Weakspot: format 0, this one reads " +
                std::to_string(FormatVersion));
}

TEST(BinaryTest, otherOperationsAreRejected) {
  std::string Bytes = sample::binary(Module());
  Bytes[header::Operations] ^= 1;
  fixChecksum(Bytes);
  EXPECT_EQ(errorOf(Bytes),
            "sample.wsir: IR of another Weakspot: its operations differ");
}

TEST(BinaryTest, everyFlippedByteIsNoticed) {
  std::string Good = sample::binary(sample::allOperations());
  for (size_t I = 0; I != Good.size(); ++I)
    for (unsigned char Flip : {0x01, 0x80, 0xff}) {
      std::string Bytes = Good;
      Bytes[I] = static_cast<char>(Bytes[I] ^ Flip);
      EXPECT_NE(errorOf(Bytes), "") << "byte " << I;
    }
}

TEST(BinaryTest, everyTruncationIsNoticed) {
  std::string Good = sample::binary(sample::allOperations());
  for (size_t Size = 0; Size != Good.size(); ++Size)
    EXPECT_NE(errorOf(StringRef(Good).take_front(Size)), "") << Size;
  EXPECT_NE(errorOf(Good + std::string(4, '\0')), "");
}

TEST(BinaryTest, flippedBytesUnderAGoodChecksumDoNoHarm) {
  std::string Good = sample::binary(sample::allOperations());
  for (size_t I = header::Operations; I != Good.size(); ++I)
    for (unsigned Bit = 0; Bit != 8; ++Bit) {
      std::string Bytes = Good;
      Bytes[I] = static_cast<char>(Bytes[I] ^ (1 << Bit));
      fixChecksum(Bytes);
      expectNoHarm(Bytes);
    }
}

TEST(BinaryTest, truncationUnderAGoodChecksumIsNoticed) {
  std::string Good = sample::binary(sample::allOperations());
  for (size_t Size = header::Size; Size != Good.size(); ++Size) {
    std::string Bytes = Good.substr(0, Size);
    fixChecksum(Bytes);
    EXPECT_NE(errorOf(Bytes), "") << Size;
  }
}

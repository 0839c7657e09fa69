//===- BinaryFormat.h - The layout of the binary form -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What writer and reader agree on; docs/ir.md describes it. Any change here,
// and any change of what the writer puts into a record, needs a new
// FormatVersion. A change of Ops.def does not: its digest is in the file.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_BINARYFORMAT_H
#define WEAKSPOT_IR_BINARYFORMAT_H

#include "llvm/ADT/StringRef.h"
#include <cstdint>

namespace weakspot::ir {

inline constexpr llvm::StringLiteral BinaryMagic = "WSIR";
inline constexpr uint32_t FormatVersion = 2;

/// Offsets of the little-endian numbers before the strings.
namespace header {
inline constexpr size_t Version = 4;      // 32 bits
inline constexpr size_t Checksum = 8;     // 64 bits, of all that follows it
inline constexpr size_t Operations = 16;  // 64 bits: operationsDigest
inline constexpr size_t StringBytes = 24; // 64 bits
inline constexpr size_t Size = 32;
} // namespace header

/// Where the bitstream begins: after the strings, at a multiple of four.
constexpr uint64_t bitstreamOffset(uint64_t StringBytes) {
  return header::Size + ((StringBytes + 3) & ~uint64_t(3));
}

/// The bitstream is one block, of records without abbreviations.
inline constexpr unsigned ModuleBlock = 8;
inline constexpr unsigned AbbreviationWidth = 2;

enum RecordCode : unsigned {
  RC_Strings = 1, ///< The sizes of the strings, in order.
  RC_Module = 2,
  RC_Type = 3,
  RC_Record = 4,
  RC_Global = 5,
  RC_Function = 6,
  RC_Block = 7,       ///< The instructions after it belong to it.
  RC_FirstInstr = 16, ///< Plus the opcode.
};

/// How an instruction's place is given.
enum PlaceCode : unsigned {
  PC_None,
  PC_SameLine, ///< As the one before, in another column: column.
  PC_SameFile, ///< Signed difference of lines, column.
  PC_Full,     ///< File, line, column.
};

/// Of all mnemonics and signatures: opcodes and records mean the same to two
/// tools whose digests are equal.
uint64_t operationsDigest();

/// Of a whole file: everything after the checksum.
uint64_t payloadChecksum(llvm::StringRef File);

/// Small for numbers near zero of either sign.
constexpr uint64_t encodeSigned(int64_t V) {
  return (static_cast<uint64_t>(V) << 1) ^ static_cast<uint64_t>(V >> 63);
}
constexpr int64_t decodeSigned(uint64_t V) {
  return static_cast<int64_t>((V >> 1) ^ (~(V & 1) + 1));
}

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_BINARYFORMAT_H

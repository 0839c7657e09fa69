//===- Signature.h - The parts of an operation's text -----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Ops.def describes each operation by a signature. Here it is taken apart
// once, so that parser, printer, verifier and binary reader walk the same list
// of parts instead of knowing the operations one by one.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_SIGNATURE_H
#define WEAKSPOT_IR_SIGNATURE_H

#include "IR/Module.h"
#include "llvm/ADT/ArrayRef.h"
#include <optional>

namespace weakspot::ir {

/// One part of a signature; Kind is its letter in Ops.def.
struct Part {
  char Kind;
  bool Optional = false; ///< Followed by `?`.
  bool Many = false;     ///< Followed by `+`.

  /// Whether it takes exactly one element of Instr::Args.
  bool isOperand() const { return Kind == 'r' || Kind == 'm'; }
  /// Whether it takes any number of elements of Instr::Args.
  bool isOperandList() const { return Kind == '*' || Kind == 'M'; }
  /// Whether it is kept in Instr::Sub.
  bool isSub() const {
    return Kind == 'K' || Kind == 'P' || Kind == 'W' || Kind == 'L';
  }
};

/// The operation's parts in textual order, with `=` first where it defines a
/// register.
llvm::ArrayRef<Part> parts(Opcode Op);

/// Whether a comma stands between two neighbouring parts that are both there.
bool hasComma(const Part &Before, const Part &After);

/// How many single operands the parts after the I-th one require.
unsigned operandsRequiredAfter(llvm::ArrayRef<Part> Parts, size_t I);

/// How many operands the operation takes, where that never varies.
std::optional<unsigned> fixedOperandCount(llvm::ArrayRef<Part> Parts);

/// Instr::HasFirst of an operation with so many operands.
bool hasFirst(llvm::ArrayRef<Part> Parts, size_t NumOperands);

/// Whether a part of the kind is there, optional or not.
bool contains(Opcode Op, char Kind);

/// The operation of a mnemonic.
std::optional<Opcode> opcodeOf(llvm::StringRef Mnemonic);

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_SIGNATURE_H

//===- Verify.h - Whether a module keeps its guarantees ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A verified module is well formed: whoever reads it need not check indices,
// operand counts or the order of definitions and uses again, and may follow
// types, bases, slots held by value and overridden methods without meeting
// the same one twice. docs/ir.md lists the guarantees.
//
// Verifying takes any module, even one made of random bytes.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_VERIFY_H
#define WEAKSPOT_IR_VERIFY_H

#include "IR/Module.h"
#include "llvm/Support/Error.h"
#include <string>
#include <vector>

namespace weakspot::ir {

/// What is wrong with the module, in its order. Each message names the record,
/// global or function, and in a function the block and the instruction. No
/// more than Limit of them: one mistake may have many consequences.
std::vector<std::string> findViolations(const Module &M, size_t Limit = 20);

/// The same as an error, one message a line.
llvm::Error verify(const Module &M);

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_VERIFY_H

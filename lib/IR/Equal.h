//===- Equal.h - Whether two modules say the same ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Two verified modules are equal if they have the same records, globals and
// functions in the same order. Types and files are compared by what they are:
// in which order they were met says nothing. Nor does the number of registers
// of a function that is only declared.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_EQUAL_H
#define WEAKSPOT_IR_EQUAL_H

#include "IR/Module.h"
#include <optional>
#include <string>

namespace weakspot::ir {

/// Where the modules first differ; nothing if they are equal.
std::optional<std::string> findDifference(const Module &A, const Module &B);

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_EQUAL_H

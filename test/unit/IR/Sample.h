//===- Sample.h - Modules to test with --------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TEST_UNIT_IR_SAMPLE_H
#define WEAKSPOT_TEST_UNIT_IR_SAMPLE_H

#include "IR/Binary.h"
#include "IR/Text.h"
#include <string>

namespace weakspot::ir::sample {

/// test/IR/all-operations.wir: every operation in all its forms.
Module allOperations();

/// A valid module with functions, blocks, types and odd names made from a
/// stream of numbers; equal streams give equal modules.
Module random(unsigned Seed);

Module parsed(llvm::StringRef Text);
std::string printed(const Module &M);
std::string binary(const Module &M);
llvm::Expected<Module> fromBinary(llvm::StringRef Bytes);

} // namespace weakspot::ir::sample

#endif // WEAKSPOT_TEST_UNIT_IR_SAMPLE_H

//===- VerifyFunction.h - Whether a body is well formed ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The part of the verifier that looks at blocks and instructions.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_VERIFYFUNCTION_H
#define WEAKSPOT_IR_VERIFYFUNCTION_H

#include "IR/Module.h"
#include "llvm/ADT/Twine.h"
#include <string>
#include <vector>

namespace weakspot::ir {

struct Violations {
  size_t Limit;
  std::vector<std::string> Messages;

  bool isFull() const { return Messages.size() >= Limit; }
  void add(const llvm::Twine &Where, const llvm::Twine &What) {
    if (!isFull())
      Messages.push_back((Where + ": " + What).str());
  }
};

/// The tables of M, and what F's header says, are in order.
void verifyBody(const Module &M, const Function &F, Violations &Out);

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_VERIFYFUNCTION_H

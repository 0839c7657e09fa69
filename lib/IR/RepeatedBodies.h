//===- RepeatedBodies.h - Bodies that many modules have ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Inline functions and instances of templates have a body in each TU that uses
// them, and a link takes one: that of the module whose name comes first. The
// others are most of a program's bodies. They are dropped as modules come in,
// so that they are never all in memory; which one stays does not depend on the
// order.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_REPEATEDBODIES_H
#define WEAKSPOT_IR_REPEATEDBODIES_H

#include "IR/Module.h"

namespace weakspot::ir {

class RepeatedBodies {
public:
  /// Drops what another module has, here or there: it has no body then, while
  /// FF_Defined stays. M's functions have to stay where they are, as they do
  /// when a module is moved.
  void dropFrom(Module &M);

private:
  struct Holder {
    Function *Body = nullptr;
    llvm::StringRef ModuleName;
  };

  /// By a hash of the function's key and place.
  llvm::DenseMap<std::pair<uint64_t, uint64_t>, Holder> First;
};

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_REPEATEDBODIES_H

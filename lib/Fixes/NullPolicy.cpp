//===- NullPolicy.cpp - Names of what a fix does for null -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/NullPolicy.h"
#include "Contracts/Spelling.h"

using namespace llvm;

namespace weakspot::fixes {

Expected<NullPolicy> nullPolicyNamed(StringRef Name) {
  return contracts::namedBy<NullPolicy>(Name, {{"return", NullPolicy::Return},
                                               {"skip", NullPolicy::Skip},
                                               {"throw", NullPolicy::Throw}});
}

} // namespace weakspot::fixes

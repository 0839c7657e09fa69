//===- NullPolicy.cpp - Names of what a fix does for null -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/NullPolicy.h"

using namespace llvm;

namespace weakspot::fixes {

Expected<NullPolicy> nullPolicyNamed(StringRef Name) {
  if (Name == "return")
    return NullPolicy::Return;
  if (Name == "skip")
    return NullPolicy::Skip;
  if (Name == "throw")
    return NullPolicy::Throw;
  return createStringError("'" + Name + "' is none of return, skip, throw");
}

} // namespace weakspot::fixes

//===- NullPolicy.h - Names of what a fix does for null ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The names that the command line and .clang-tidy have for the policies.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_NULLPOLICY_H
#define WEAKSPOT_FIXES_NULLPOLICY_H

#include "Fixes/WeakenTU.h"
#include "llvm/Support/Error.h"

namespace weakspot::fixes {

/// `return`, `skip`, `throw`.
llvm::Expected<NullPolicy> nullPolicyNamed(llvm::StringRef Name);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_NULLPOLICY_H

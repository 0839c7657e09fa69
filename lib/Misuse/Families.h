//===- Families.h - The checks, as observers that share work ----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One function per family. Which checks it serves is in the table of
// Misuse.cpp.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_FAMILIES_H
#define WEAKSPOT_MISUSE_FAMILIES_H

#include "Misuse/Check.h"
#include <memory>

namespace weakspot::misuse {

std::unique_ptr<PathObserver> makeLockChecks(const Context &C);
std::unique_ptr<PathObserver> makeDanglingLock(const Context &C);
std::unique_ptr<PathObserver> makeDoubleOwnership(const Context &C);
std::unique_ptr<PathObserver> makeSharedFromThis(const Context &C);
std::unique_ptr<PathObserver> makeBornExpired(const Context &C);
std::unique_ptr<PathObserver> makeWeakSelf(const Context &C);
std::unique_ptr<PathObserver> makeLockStoredBack(const Context &C);
std::unique_ptr<PathObserver> makeUseCount(const Context &C);
std::unique_ptr<PathObserver> makeIteration(const Context &C);
std::unique_ptr<PathObserver> makeWeakCache(const Context &C);
std::unique_ptr<PathObserver> makeWeakKey(const Context &C);
std::unique_ptr<PathObserver> makeHookNotLast(const Context &C);
std::unique_ptr<PathObserver> makeResurrection(const Context &C);

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_FAMILIES_H

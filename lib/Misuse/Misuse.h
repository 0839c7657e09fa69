//===- Misuse.h - The checks of weak and shared pointers --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All checks but those of cycles, as one observer of the analysis. Depends on
// the IR and the analysis alone.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_MISUSE_H
#define WEAKSPOT_MISUSE_MISUSE_H

#include "Analysis/PathObserver.h"
#include <functional>
#include <memory>

namespace weakspot {

/// The names of the checks, without the `weakspot-` prefix.
llvm::ArrayRef<llvm::StringRef> misuseChecks();

/// An observer of the checks that are on; null if none is.
std::unique_ptr<analysis::PathObserver>
makeMisuseObserver(std::function<bool(llvm::StringRef)> IsOn);

} // namespace weakspot

#endif // WEAKSPOT_MISUSE_MISUSE_H

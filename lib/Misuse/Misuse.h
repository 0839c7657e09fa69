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

struct MisuseOptions {
  /// Whether a check is on, by its name without the prefix.
  std::function<bool(llvm::StringRef Check)> IsOn;
  /// Whether a check says nothing of objects of a class, by its qualified name.
  /// Empty: of none.
  std::function<bool(llvm::StringRef Check, llvm::StringRef Class)> IsIgnored =
      {};
  /// Whether what is given to an owner must be seen to be made by new, or to be
  /// released.
  bool StrictOwnership = false;
};

/// An observer of the checks that are on; null if none is.
std::unique_ptr<analysis::PathObserver>
makeMisuseObserver(MisuseOptions Options);

} // namespace weakspot

#endif // WEAKSPOT_MISUSE_MISUSE_H

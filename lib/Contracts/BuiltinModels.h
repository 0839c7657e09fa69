//===- BuiltinModels.h - The model files in the tool ------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The text of models/*.yaml, which the build turns into a source file: the
// tool needs no path to them when it runs.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_CONTRACTS_BUILTINMODELS_H
#define WEAKSPOT_CONTRACTS_BUILTINMODELS_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace weakspot::contracts {

struct BuiltinModel {
  llvm::StringRef Name; ///< `std.yaml`
  llvm::StringRef Text;
};

/// The standard library's first, then the kinds' own, then the others in the
/// order of their names.
llvm::ArrayRef<BuiltinModel> builtinModels();

} // namespace weakspot::contracts

#endif // WEAKSPOT_CONTRACTS_BUILTINMODELS_H

//===- Nearest.h - What a misspelt name may have meant ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_NEAREST_H
#define WEAKSPOT_REPORT_NEAREST_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <optional>
#include <string>

namespace weakspot {

/// The candidate that is closest to Name, if one is close enough to be meant.
std::optional<llvm::StringRef> nearest(llvm::StringRef Name,
                                       llvm::ArrayRef<std::string> Candidates);

/// The end of a message that refuses Name: `; did you mean 'PREFIXnearest'?`.
/// Empty if no candidate is close enough.
std::string didYouMean(llvm::StringRef Name,
                       llvm::ArrayRef<std::string> Candidates,
                       llvm::StringRef Prefix = "");

} // namespace weakspot

#endif // WEAKSPOT_REPORT_NEAREST_H

//===- Nearest.cpp - What a misspelt name may have meant --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/Nearest.h"
#include "llvm/ADT/Twine.h"
#include <algorithm>

using namespace llvm;

namespace weakspot {

std::optional<StringRef> nearest(StringRef Name,
                                 ArrayRef<std::string> Candidates) {
  // A third of the letters may be wrong, but never more than six.
  auto Best = static_cast<unsigned>(std::min<size_t>(Name.size() / 3 + 1, 6));
  std::optional<StringRef> Result;
  for (const std::string &Candidate : Candidates) {
    unsigned Distance =
        Name.edit_distance(Candidate, /*AllowReplacements=*/true, Best);
    if (Distance < Best || (Distance == Best && !Result)) {
      Best = Distance;
      Result = Candidate;
    }
  }
  return Result;
}

std::string didYouMean(StringRef Name, ArrayRef<std::string> Candidates,
                       StringRef Prefix) {
  std::optional<StringRef> Near = nearest(Name, Candidates);
  return Near ? ("; did you mean '" + Prefix + *Near + "'?").str() : "";
}

} // namespace weakspot

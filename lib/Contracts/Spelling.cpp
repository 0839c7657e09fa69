//===- Spelling.cpp - The nearest right word ------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/Spelling.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace llvm;

namespace weakspot::contracts {

/// The known word that may have been meant; empty if none is near.
static StringRef nearestWord(StringRef Word, ArrayRef<StringRef> Known) {
  StringRef Best;
  unsigned BestDistance = std::max<size_t>(1, Word.size() / 2) + 1;
  for (StringRef Candidate : Known) {
    unsigned Distance =
        Word.edit_distance(Candidate, /*AllowReplacements=*/true, BestDistance);
    if (Distance < BestDistance) {
      Best = Candidate;
      BestDistance = Distance;
    }
  }
  return Best;
}

std::string didYouMean(StringRef Word, ArrayRef<StringRef> Known) {
  StringRef Best = nearestWord(Word, Known);
  return Best.empty() ? "" : ("; did you mean '" + Best + "'?").str();
}

std::string unknownWord(StringRef Kind, StringRef Word,
                        ArrayRef<StringRef> Known) {
  std::string Hint = didYouMean(Word, Known);
  return ("unknown " + Kind + " '" + Word + "'" +
          (Hint.empty() ? "; expected one of: " + join(Known, ", ") : Hint))
      .str();
}

Error notOneOf(StringRef Word, ArrayRef<StringRef> Known) {
  return createStringError("'" + Word + "' is not one of " + join(Known, ", ") +
                           didYouMean(Word, Known));
}

} // namespace weakspot::contracts

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

StringRef nearestWord(StringRef Word, ArrayRef<StringRef> Known) {
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

std::string unknownWord(StringRef Kind, StringRef Word,
                        ArrayRef<StringRef> Known) {
  StringRef Best = nearestWord(Word, Known);
  std::string Message = ("unknown " + Kind + " '" + Word + "'").str();
  if (!Best.empty())
    return Message + "; did you mean '" + Best.str() + "'?";
  return Message + "; expected one of: " + join(Known, ", ");
}

} // namespace weakspot::contracts

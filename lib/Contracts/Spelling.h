//===- Spelling.h - The nearest right word ----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Words of model files, and of some options, are checked against closed lists;
// a wrong word is answered with the nearest right one, or with the list.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_CONTRACTS_SPELLING_H
#define WEAKSPOT_CONTRACTS_SPELLING_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>
#include <utility>

namespace weakspot::contracts {

/// `; did you mean 'X'?`; empty if no known word is near.
std::string didYouMean(llvm::StringRef Word,
                       llvm::ArrayRef<llvm::StringRef> Known);

/// `unknown KIND 'WORD'; did you mean 'X'?`, or `; expected one of: ...`.
std::string unknownWord(llvm::StringRef Kind, llvm::StringRef Word,
                        llvm::ArrayRef<llvm::StringRef> Known);

/// `'WORD' is not one of X, Y; did you mean 'X'?`
llvm::Error notOneOf(llvm::StringRef Word,
                     llvm::ArrayRef<llvm::StringRef> Known);

/// What a word stands for.
template <typename T>
llvm::Expected<T> namedBy(llvm::StringRef Word,
                          llvm::ArrayRef<std::pair<llvm::StringRef, T>> Known) {
  llvm::SmallVector<llvm::StringRef, 4> Words;
  for (const auto &[Name, Value] : Known) {
    if (Name == Word)
      return Value;
    Words.push_back(Name);
  }
  return notOneOf(Word, Words);
}

} // namespace weakspot::contracts

#endif // WEAKSPOT_CONTRACTS_SPELLING_H

//===- SummaryTable.h - The summaries made so far ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One general summary per function, and a few for calls with constants that the
// general one does not cover, such as a ring built with so many nodes. Those
// are made when such a call is met; `nullptr` stands for one that is being made
// right now, further out on the stack.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_SUMMARYTABLE_H
#define WEAKSPOT_ANALYSIS_SUMMARYTABLE_H

#include "Analysis/Summary.h"

namespace weakspot::analysis {

/// Constants by parameter; unknown where the parameter stays open.
using Constants = llvm::SmallVector<Value, 4>;

class SummaryTable {
public:
  /// Caught: by function, whether what it throws may land in a handler.
  explicit SummaryTable(const std::vector<bool> &Caught)
      : General(Caught.size()), Growing(Caught.size()), Special(Caught.size()),
        Caught(Caught) {}

  /// Null where none was made yet.
  const Summary *of(FuncNo F) const { return General[index(F)].get(); }
  void set(FuncNo F, Summary S) {
    General[index(F)] = std::make_unique<Summary>(std::move(S));
  }

  bool isCaught(FuncNo F) const { return Caught[index(F)]; }

  /// Whether F is part of a small recursion that is being solved. A call that
  /// goes deeper than its summary knows has then no end yet, rather than an
  /// unknown one.
  bool isGrowing(FuncNo F) const { return Growing[index(F)]; }
  void setGrowing(FuncNo F, bool IsGrowing) { Growing[index(F)] = IsGrowing; }

  struct Entry {
    Constants Args;
    std::unique_ptr<Summary> Made;
  };
  /// The summary of F for these arguments, if it was asked for before.
  const Entry *special(FuncNo F, const Constants &Args) const {
    for (const auto &E : Special[index(F)])
      if (E->Args == Args)
        return E.get();
    return nullptr;
  }
  /// A place for one; null if F has enough of them, or too many are being made.
  Entry *addSpecial(FuncNo F, Constants Args) {
    if (Special[index(F)].size() >= MaxSpecial)
      return nullptr;
    Special[index(F)].push_back(
        std::make_unique<Entry>(Entry{std::move(Args), nullptr}));
    return Special[index(F)].back().get();
  }

  unsigned SpecialDepth = 0; ///< Of special summaries being made.

private:
  static constexpr unsigned MaxSpecial = 3;

  std::vector<std::unique_ptr<Summary>> General;
  std::vector<bool> Growing;
  std::vector<llvm::SmallVector<std::unique_ptr<Entry>, 0>> Special;
  const std::vector<bool> &Caught;
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_SUMMARYTABLE_H

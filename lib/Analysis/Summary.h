//===- Summary.h - What calling a function does -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A summary is a small set of disjuncts; each is one way through the function:
// the access paths it touches (as nodes, parents first), the facts under which
// it is taken, the contents it leaves in cells that its caller can see, what it
// returns, what escapes to unknown code and which calls it could not resolve.
// Node numbers inside a disjunct are indexes into its own Nodes.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_SUMMARY_H
#define WEAKSPOT_ANALYSIS_SUMMARY_H

#include "Analysis/Heap.h"

namespace weakspot::analysis {

/// Symbols of unknown scalars. The kind tells a summary's user what to look at.
enum class SymbolKind : uint64_t {
  Argument = 1,
  Entry = 2,
  Anonymous = 3,
  Derived = 4,
  Guess = 5 ///< The result of a call that no summary covers.
};

constexpr uint64_t SymbolShift = 60;

inline uint64_t symbol(SymbolKind K, uint64_t Id) {
  return (static_cast<uint64_t>(K) << SymbolShift) |
         (Id & ((1ULL << SymbolShift) - 1));
}
inline SymbolKind symbolKind(uint64_t S) {
  return static_cast<SymbolKind>(S >> SymbolShift);
}
inline uint64_t symbolId(uint64_t S) { return S & ((1ULL << SymbolShift) - 1); }

struct Disjunct {
  std::vector<Node> Nodes;
  uint32_t FirstOfFacts = 0; ///< Nodes from here on occur only in facts.
  std::vector<std::pair<uint32_t, bool>> NullFacts;
  std::vector<std::pair<uint32_t, RecordNo>> ClassFacts;
  std::vector<std::pair<uint64_t, Value>> SymbolFacts;
  std::vector<std::pair<uint64_t, Range>> Ranges;
  std::vector<Expr> Exprs; ///< What its Derived symbols stand for.
  std::vector<std::pair<uint32_t, Content>> Cells;
  std::vector<std::pair<uint32_t, Value>> Keys; ///< By node, ascending.
  std::vector<uint32_t> Escaped;
  std::vector<PendingCall> Pending;
  llvm::SmallVector<Event, 0> Events; ///< Of what its caller can see.
  Value Ret;
  llvm::SmallVector<FuncNo, 2> Skipped;
  llvm::SmallVector<Choice, 0> Choices, Parted; ///< See State.
  uint8_t Made = 0;                             ///< See State.
  /// Whether two of its cells may be one for a caller, and then what one of
  /// them gets is read from the other.
  bool MayAlias = false;
  /// Whether a node stands for an element of a collection that has others.
  enum class Elements : uint8_t {
    None,
    Some, ///< One was met that is as the facts say.
    All   ///< A loop visited each, and each is so.
  } OfEach = Elements::None;
};

struct Summary {
  std::vector<Disjunct> Disjuncts; ///< None: it never returns, unless Partial.
  std::vector<Disjunct> Throwing;  ///< Some ways on which it throws, as far as
                                   ///< one of its callers may catch that.
  bool Truncated = false;          ///< Over a budget.
  bool Partial = false; ///< Not every way through it is among the disjuncts.
  bool Deep = false;    ///< So is one of those that it calls.
  bool Blurred = false; ///< It is not known when each of them is taken.

  /// Whether one of its ways is about each element of a collection.
  bool walks() const;
  /// Whether one is about each element of each element.
  bool walksInDepth() const;
};

/// What the state at a function's exit means to callers.
Disjunct summarize(const State &S, const Arena &A);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_SUMMARY_H

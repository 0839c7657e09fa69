//===- LockQuestions.h - What a path has asked of weak pointers -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Questions whether a weak pointer's object is there (expired(), use_count()),
// and tests that depend on pointers, in the function that is being followed:
// each by the symbol of its answer. A path relies on an answer where a fact of
// its state is about that symbol.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_LOCKQUESTIONS_H
#define WEAKSPOT_MISUSE_LOCKQUESTIONS_H

#include "Misuse/Check.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace weakspot::misuse {

class LockQuestions {
public:
  struct Question {
    NodeNo Referent = NodeNo::None;
    Place Where;
    llvm::StringRef What;
    /// Strong cells that a lock had filled before: the answer is theirs, too.
    llvm::SmallVector<NodeNo, 1> Locked = {};
  };

  void enter();

  void ask(Value Answer, Question Q);
  /// An answer that depends on pointers: a comparison's, or that of a function
  /// that was given them and may have asked.
  void test(const PathView &V, const ir::Instr &I, const State &S);
  /// A call asked whether Referent is there; its answer may say so.
  void askedInside(const PathView &V, NodeNo Referent) {
    AskedIn.push_back({V.instrNo(), Referent});
  }
  /// What the call at which V is has asked about.
  llvm::SmallVector<NodeNo, 1> askedInside(const PathView &V) const;

  /// The question whose answer the path relies on, the first if there are more.
  const Question *reliedOn(const State &S, const Arena &A,
                           NodeNo Referent) const;
  /// Whether the path relies on an answer that depends on N.
  bool isTested(const State &S, const Arena &A, NodeNo N) const;

private:
  llvm::DenseMap<uint64_t, Question> Questions;
  llvm::DenseMap<uint64_t, llvm::SmallVector<NodeNo, 1>> Tests;
  /// Calls, and whether what they asked about is there.
  llvm::SmallVector<std::pair<uint32_t, NodeNo>, 2> AskedIn;
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_LOCKQUESTIONS_H

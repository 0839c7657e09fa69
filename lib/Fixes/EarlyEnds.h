//===- EarlyEnds.h - Objects that end while they are used -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Weakening an edge that is needed turns a leak into an early end. So the
// paths of the repaired program are watched for what must not happen at a weak
// member or capture: that it is locked when its object is gone, or that its
// holder is used after its object went. What the program did before the repair
// is not held against it: compare the two.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_EARLYENDS_H
#define WEAKSPOT_FIXES_EARLYENDS_H

#include "Analysis/PathObserver.h"
#include <map>

namespace weakspot::fixes {

class EarlyEnds : public analysis::PathObserver {
public:
  /// Which weak member it happens to, as `Child::parent_`, and in words what.
  using Ends = std::map<std::string, Note>;

  /// Hands everything on to Next, if there is one.
  explicit EarlyEnds(analysis::PathObserver *Next) : Next(Next) {}

  /// An object went while code could still have used it.
  const Ends &used() const { return Used; }
  /// It went before its holder, which only died itself afterwards.
  const Ends &outlived() const { return Outlived; }

  void begin(const analysis::Program &P, const analysis::CallGraph &G) override;
  void enter(const analysis::PathView &V) override;
  void before(const analysis::PathView &V, const ir::Instr &I,
              analysis::State &S) override;
  void after(const analysis::PathView &V, const ir::Instr &I,
             analysis::State &S) override;
  void event(const analysis::PathView &V, const analysis::Event &E,
             const analysis::State &Before, analysis::State &S) override;
  void exit(const analysis::PathView &V, analysis::State &S) override;
  void leave(const analysis::PathView &V) override;
  std::vector<Finding> end() override;

private:
  void locked(const analysis::PathView &V, const analysis::State &S,
              analysis::NodeNo Cell, analysis::State &Noted);
  void touched(const analysis::PathView &V, const analysis::State &S,
               analysis::NodeNo Object);
  void addOutlived(const analysis::PathView &V, analysis::NodeNo Cell);

  analysis::PathObserver *Next;
  const analysis::CallGraph *Calls = nullptr;
  Ends Used, Outlived;
};

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_EARLYENDS_H

//===- MemberChanges.h - What changes a list of observers -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Which functions change a member that holds observers, read off the bodies;
// callers of those, up to a few levels, may do so too. A change that depends on
// a flag of the same class is deferred and does not count, nor does one of a
// new object.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_MEMBERCHANGES_H
#define WEAKSPOT_MISUSE_MEMBERCHANGES_H

#include "Analysis/CallGraph.h"
#include "Misuse/Bodies.h"
#include "Misuse/Fresh.h"
#include "Misuse/ListedClosures.h"
#include <map>
#include <optional>

namespace weakspot::misuse {

inline constexpr uint32_t NoParam = ~0U;

/// By which of its parameters a function gets at the object whose member it
/// changes. NoParam: another way, or none that is known.
struct Way {
  uint32_t Param = NoParam;
  /// The object is not the parameter's, but one that this has as a member.
  bool IsMembers = false;
  bool operator==(const Way &) const = default;
};

/// A function that may change a member: how.
struct Hop {
  analysis::FuncNo Next = analysis::FuncNo::None; ///< None: it does so itself.
  analysis::Place Where; ///< Of the change, or nowhere.
  unsigned Length = 0;
  Way By;
  bool Removes = false; ///< Rather than adds.
};

using Reach = std::map<analysis::FuncNo, Hop>;

/// Whether H holds others' pointers or callables.
bool holdsObservers(const analysis::Program &P, const Home &H);

class MemberChanges {
public:
  MemberChanges(const analysis::Program &P, const analysis::CallGraph &G);

  /// The functions that change a member themselves.
  const ListedClosures::Changers &changers() const { return Changing; }
  /// All from which a change of the member is reached.
  const Reach &reach(Home H);

private:
  struct Change {
    analysis::Place Where;
    Way By;
    bool Removes = false;
  };

  void findChanges(const Body &B);
  std::optional<Way> wayThrough(const Home &H, const Body &Caller,
                                analysis::FuncNo Callee, const Way &To);

  const analysis::Program &P;
  const analysis::CallGraph &G;
  Fresh New;
  ListedClosures::Changers Changing;
  std::map<Home, std::map<analysis::FuncNo, Change>> Changes;
  std::map<Home, Reach> Reaches;
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_MEMBERCHANGES_H

//===- Automaton.cpp - Sets of sequences of events ------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Automaton.h"
#include <algorithm>
#include <deque>
#include <map>
#include <set>

namespace weakspot::test {

Automaton::NodeSet Automaton::closure(NodeSet From) const {
  std::set<Node> Seen(From.begin(), From.end());
  while (!From.empty()) {
    Node N = From.back();
    From.pop_back();
    for (const Step &S : Nodes[N].Steps)
      if (!S.E && Seen.insert(S.To).second)
        From.push_back(S.To);
  }
  return {Seen.begin(), Seen.end()};
}

Automaton::NodeSet Automaton::after(const NodeSet &From, Event E) const {
  NodeSet To;
  for (Node N : From)
    for (const Step &S : Nodes[N].Steps)
      if (S.E == E)
        To.push_back(S.To);
  return closure(std::move(To));
}

bool Automaton::accepts(const NodeSet &Any) const {
  return std::ranges::any_of(Any, [&](Node N) { return Nodes[N].Accepts; });
}

Automaton::Difference Automaton::without(const Automaton &Other) const {
  // Both are made deterministic, in step. The words come shortest first.
  constexpr size_t MaxPairs = 20000;
  using Pair = std::pair<NodeSet, NodeSet>;
  struct Reached {
    const Pair *Before;
    Event By;
  };
  std::map<Pair, Reached> Seen;
  std::deque<const Pair *> Queue;
  auto Reach = [&](Pair P, Reached How) {
    auto [It, Inserted] = Seen.try_emplace(std::move(P), How);
    if (Inserted)
      Queue.push_back(&It->first);
  };
  Reach({closure({Start}), Other.closure({Start})}, {nullptr, nullptr});
  while (!Queue.empty()) {
    if (Seen.size() > MaxPairs)
      return {std::nullopt, true};
    const Pair *P = Queue.front();
    Queue.pop_front();
    if (accepts(P->first) && !Other.accepts(P->second)) {
      Word W;
      for (const Pair *At = P; Seen.at(*At).Before; At = Seen.at(*At).Before)
        W.push_back(Seen.at(*At).By);
      std::ranges::reverse(W);
      return {W, false};
    }
    std::set<Event> Events;
    for (Node N : P->first)
      for (const Step &S : Nodes[N].Steps)
        if (S.E)
          Events.insert(S.E);
    for (Event E : Events)
      Reach({after(P->first, E), Other.after(P->second, E)}, {P, E});
  }
  return {};
}

} // namespace weakspot::test

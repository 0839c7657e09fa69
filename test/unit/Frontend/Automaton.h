//===- Automaton.h - Sets of sequences of events ----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A non-deterministic automaton whose words are the sequences of events on the
// paths through a graph. Two graphs of different shape say the same if they
// have the same words; loops need no limit for that.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_UNIT_FRONTEND_AUTOMATON_H
#define WEAKSPOT_UNIT_FRONTEND_AUTOMATON_H

#include <optional>
#include <vector>

namespace weakspot::test {

/// What happens; compared by identity.
using Event = const void *;
using Word = std::vector<Event>;

class Automaton {
public:
  using Node = unsigned;
  static constexpr Node Start = 0;

  Automaton() : Nodes(1) {}

  Node addNode() {
    Nodes.emplace_back();
    return Nodes.size() - 1;
  }
  /// Null: the step makes no event.
  void addStep(Node From, Event E, Node To) {
    Nodes[From].Steps.push_back({E, To});
  }
  void accept(Node N) { Nodes[N].Accepts = true; }
  size_t size() const { return Nodes.size(); }

  struct Difference {
    /// A shortest word that is missing; none if there is no such.
    std::optional<Word> Missing;
    /// Gave up: nothing is known.
    bool TooLarge = false;
  };
  /// What this one says and the other does not.
  Difference without(const Automaton &Other) const;

private:
  struct Step {
    Event E;
    Node To;
  };
  struct State {
    std::vector<Step> Steps;
    bool Accepts = false;
  };
  /// Sorted; with all that steps without an event lead to.
  using NodeSet = std::vector<Node>;
  NodeSet closure(NodeSet From) const;
  NodeSet after(const NodeSet &From, Event E) const;
  bool accepts(const NodeSet &Any) const;

  std::vector<State> Nodes;
};

} // namespace weakspot::test

#endif // WEAKSPOT_UNIT_FRONTEND_AUTOMATON_H

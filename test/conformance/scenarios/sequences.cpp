//===- sequences.cpp - Sequences ------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <algorithm>
#include <deque>
#include <iterator>
#include <list>
#include <memory>
#include <queue>
#include <stack>
#include <vector>

using Shared = std::shared_ptr<Object>;

static Shared make(int N) { return std::make_shared<Object>(N); }

SCENARIO(push_and_pop) {
  std::vector<Shared> V;
  V.push_back(make(1));
  V.emplace_back(make(2));
  probe();
  V.pop_back();
  probe();
  V.clear();
  probe();
}

SCENARIO(push_copies) {
  Shared A = make(1);
  std::vector<Shared> V;
  V.push_back(A);
  A.reset();
  probe();
  V.back().reset();
  probe();
}

SCENARIO(values) {
  std::vector<Object> V;
  V.reserve(8);
  V.emplace_back(1);
  V.push_back(Object(2));
  probe();
  std::vector<Object> W = V;
  probe();
  V.erase(V.begin());
  probe();
}

SCENARIO(initializer_lists) {
  std::vector<Shared> V{make(1), make(2)};
  probe();
  V = {make(3)};
  probe();
}

SCENARIO(copies_and_moves) {
  std::vector<Shared> V{make(1), make(2)};
  std::vector<Shared> W = V;
  V.clear();
  probe();
  V = std::move(W);
  if (W.empty())
    probe();
  V.swap(W);
  W.clear();
  probe();
}

SCENARIO(ranges) {
  std::list<Shared> L{make(1), make(2)};
  std::vector<Shared> V(L.begin(), L.end());
  L.clear();
  probe();
  V.insert(V.end(), V.front());
  V.erase(V.begin(), V.end());
  probe();
}

SCENARIO(insert_and_erase) {
  std::vector<Shared> V;
  V.insert(V.begin(), make(1));
  V.insert(V.end(), make(2));
  V.emplace(V.begin(), make(3));
  probe();
  V.erase(V.begin());
  probe();
}

SCENARIO(erase_while_iterating) {
  std::list<Shared> L{make(1), make(2), make(3)};
  for (auto It = L.begin(); It != L.end();)
    if ((*It)->number() == 2)
      It = L.erase(It);
    else
      ++It;
  probe();
  L.pop_front();
  probe();
}

SCENARIO(iteration_visits_each) {
  std::vector<Shared> V{make(1), make(2)};
  for (Shared &S : V)
    S.reset();
  probe();
  for (auto It = V.begin(); It != V.end(); ++It)
    *It = make(4);
  probe();
}

SCENARIO(indices) {
  std::vector<Shared> V{make(1), make(2)};
  V[0].reset();
  probe();
  V.at(1) = nullptr;
  probe();
}

SCENARIO(nested) {
  std::vector<std::vector<Shared>> V;
  V.emplace_back();
  V.back().push_back(make(1));
  V.push_back(V.front());
  V.front().clear();
  probe();
  V.pop_back();
  probe();
}

SCENARIO(deque_and_adaptors) {
  std::deque<Shared> D;
  D.push_front(make(1));
  D.push_back(make(2));
  D.pop_front();
  probe();
  std::queue<Shared> Q;
  Q.push(make(3));
  Q.push(make(4));
  Shared A = Q.front();
  Q.pop();
  A.reset();
  probe();
  std::stack<Shared> S;
  S.push(make(5));
  S.emplace(make(6));
  S.pop();
  probe();
}

SCENARIO(splice) {
  std::list<Shared> L{make(1)}, K{make(2), make(3)};
  L.splice(L.end(), K);
  if (K.empty())
    probe();
  L.clear();
  probe();
}

SCENARIO(copy_and_transform) {
  std::vector<Shared> V{make(1), make(2)}, W, X;
  std::copy(V.begin(), V.end(), std::back_inserter(W));
  V.clear();
  probe();
  std::transform(W.begin(), W.end(), std::back_inserter(X),
                 [](const Shared &S) { return make(S->number()); });
  probe();
  std::for_each(X.begin(), X.end(), [](Shared &S) { S.reset(); });
  probe();
}

SCENARIO(ranges_algorithms) {
  std::vector<Shared> V{make(1), make(2)}, W;
  std::ranges::copy(V, std::back_inserter(W));
  std::ranges::for_each(V, [](Shared &S) { S = nullptr; });
  probe();
}

SCENARIO(unique_elements) {
  std::vector<std::unique_ptr<Object>> V;
  V.push_back(std::make_unique<Object>(1));
  V.emplace_back(new Object(2));
  probe();
  std::unique_ptr<Object> A = std::move(V.back());
  V.clear();
  probe();
}

SCENARIO(weak_elements) {
  std::vector<std::weak_ptr<Object>> V;
  {
    Shared A = make(1);
    V.push_back(A);
    probe();
  }
  probe();
}

SCENARIO(an_index_after_an_erase) {
  std::vector<Shared> V{make(1), make(2), make(3)};
  V.erase(V.begin());
  V[0] = nullptr;
  probe();
  V[1].reset();
  probe();
}

static bool isTwo(const Shared &S) { return S->number() == 2; }

SCENARIO(predicates_decide) {
  std::vector<Shared> V{make(1), make(2), make(4)};
  std::erase_if(V, isTwo);
  probe();
  V.push_back(nullptr);
  std::erase_if(V, [](const auto &S) { return S; });
  probe();
  std::list<Shared> L{make(2), make(3)};
  L.remove_if(isTwo);
  probe();
  auto It = std::find_if(L.begin(), L.end(), isTwo);
  if (It == L.end())
    probe();
}

SCENARIO(remove_and_erase) {
  std::vector<Shared> V{make(2), make(1), make(4), make(3)};
  V.erase(std::remove_if(V.begin(), V.end(),
                         [](const Shared &S) { return S->number() < 3; }),
          V.end());
  probe();
  std::vector<Shared> W;
  std::copy_if(V.begin(), V.end(), std::back_inserter(W),
               [](const Shared &S) { return S->number() == 4; });
  V.clear();
  probe();
}

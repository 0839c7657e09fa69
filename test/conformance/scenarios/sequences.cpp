//===- sequences.cpp - Sequences ------------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <algorithm>
#include <deque>
#include <forward_list>
#include <iterator>
#include <list>
#include <memory>
#include <queue>
#include <stack>
#include <valarray>
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

SCENARIO(many_copies) {
  std::vector<Shared> V(2, make(1)), W;
  V.pop_back();
  probe();
  W.assign({make(2), make(3)});
  V.assign(W.begin(), W.end());
  W.clear();
  probe();
  V.insert(V.end(), {make(4)});
  V.insert(V.end(), W.begin(), W.end());
  V.insert(V.end(), 1, make(5));
  probe();
  V.assign(1, nullptr);
  probe();
}

SCENARIO(after) {
  std::forward_list<Shared> L;
  L.emplace_front(make(1));
  L.insert_after(L.before_begin(), make(2));
  L.emplace_after(L.before_begin(), make(3));
  probe();
  L.erase_after(L.begin());
  probe();
  L.erase_after(L.begin(), L.end());
  probe();
  L.clear();
  probe();
}

SCENARIO(splice_some) {
  std::list<Shared> L{make(1), make(2), make(3)}, K, J;
  K.splice(K.end(), L, L.begin());
  L.clear();
  probe();
  J.splice(J.end(), K, K.begin(), K.end());
  K.clear();
  probe();
  K.push_back(make(4));
  J.merge(K);
  K.push_back(make(5));
  J.merge(K, std::less<>());
  J.sort();
  J.sort(std::less<>());
  if (K.empty())
    probe();
  J.clear();
  probe();
}

SCENARIO(remove_one) {
  Shared A = make(1);
  std::list<Shared> L{A, make(2)};
  L.remove(A);
  A.reset();
  probe();
  std::vector<Shared> V{make(3)};
  Shared B = V.front();
  std::erase(V, B);
  B.reset();
  probe();
  std::list<int> Numbers{1};
  Numbers.remove(1);
  std::erase(Numbers, 1);
  std::list<std::pair<int, Shared>> P{{1, make(4)}};
  P.remove({1, P.front().second});
  std::erase(P, P.front());
}

SCENARIO(adaptors_copy) {
  std::deque<Shared> D{make(1), make(2)};
  std::stack<Shared> S(D), T(S), U(D.begin(), D.end()), W;
  D.clear();
  S = U;
  T = {};
  U = {};
  probe();
  W.swap(S);
  W.top().reset();
  probe();
  W = {};
  probe();
  auto Less = [](const Shared &A, const Shared &B) {
    return A->number() < B->number();
  };
  std::priority_queue<Shared, std::vector<Shared>, decltype(Less)> P(Less);
  P.push(make(3));
  P.push(P.top());
  P.pop();
  probe();
  std::vector<Shared> V{make(4)};
  std::priority_queue<Shared> Q(std::less<Shared>(), V);
  V.clear();
  probe();
  Q.pop();
  P.pop();
  probe();
}

SCENARIO(value_arrays) {
  std::valarray<int> V(3), W;
  W = V;
  W.swap(V);
  W[0];
  struct Pointer {
    Shared Kept;
  };
  std::valarray<Pointer> P(2), Q;
  P[0].Kept = make(1);
  Q = P;
  P = std::valarray<Pointer>();
  if (P.size() == 0)
    probe();
  P.swap(Q);
  P[0].Kept.reset();
  probe();
  P = {Pointer{make(3)}, Pointer{}};
  P = Pointer{make(2)};
  std::valarray<Pointer> R(P[0], 2);
  P[1].Kept.reset();
  P[0].Kept.reset();
  R[0].Kept.reset();
  probe();
}

SCENARIO(iterators_walk) {
  std::vector<Shared> V{make(1), make(2)};
  std::vector<Shared>::iterator I, J = V.begin();
  I = J;
  J++;
  J->reset();
  probe();
  I.base()->reset();
  probe();
}

SCENARIO(iterators_move) {
  std::vector<Shared> V{make(3), make(4)};
  for (auto It = std::make_move_iterator(V.begin());
       It != std::make_move_iterator(V.end()); ++It)
    Shared Taken = *It;
  probe();
}

SCENARIO(iterators_walk_back) {
  std::vector<Shared> V{make(5), make(6)};
  for (auto It = V.rbegin(); It != V.rend(); ++It)
    It->reset();
  probe();
}

SCENARIO(iterators_count) {
  std::vector<Shared> V{make(7)};
  auto C = std::counted_iterator(V.begin(), 1);
  (*C).reset();
  probe();
}

SCENARIO(iterators_jump) {
  std::deque<Shared> D{make(1), make(2)};
  auto I = D.begin();
  I += 1;
  I -= 1;
  I + 1;
  1 + I;
  I - 1;
  I[0];
  I = std::next(I);
  I = std::next(D.begin(), 1);
  std::advance(I, 1);
  I = std::end(D);
  --I;
  I--;
  std::prev(D.end());
  I - D.begin();
  auto R = D.rbegin();
  R.base();
  R + 1, 1 + R, R - 1, R[0];
  std::vector<Shared> V{make(3)};
  auto J = V.begin();
  J + 1, 1 + J, J - 1, J[0], J<V.end(), J> V.end();
  probe();
  D.clear();
  probe();
}

SCENARIO(whole_ranges) {
  Shared Array[] = {make(1), make(2)};
  for (auto *It = std::begin(Array); It != std::end(Array); ++It)
    It->reset();
  probe();
  std::vector<Shared> V{make(3)};
  for (auto It = std::begin(V); It != std::end(V); It = std::next(It))
    It->reset();
  probe();
  std::initializer_list<Shared> L{make(4)};
  for (auto It = std::begin(L); It != std::end(L); ++It)
    Shared Copy = *It;
  std::list<Shared> K{make(5)};
  if (auto It = std::ranges::next(K.begin(), 1); It == K.end())
    probe();
}

SCENARIO(inserters) {
  std::vector<Shared> V;
  auto Back = std::back_inserter(V), Copy(Back);
  *Back++ = make(1);
  Back = Copy;
  probe();
  std::deque<Shared> D;
  std::front_insert_iterator<std::deque<Shared>> Front(D), Other(Front);
  *Front = make(2);
  std::vector<decltype(Front)> All;
  All.emplace_back(Other);
  Front = Other;
  Shared A = make(3);
  *++Front = A;
  A.reset();
  probe();
  std::list<Shared> L;
  auto Any = std::inserter(L, L.end());
  *Any = make(4);
  Any = Any;
  probe();
  D.pop_front();
  L.clear();
  V.clear();
  probe();
}

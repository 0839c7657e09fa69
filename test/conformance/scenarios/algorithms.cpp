//===- algorithms.cpp - What algorithms copy, call and let go -------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// The parallel algorithms need no library so.
#define _GLIBCXX_USE_TBB_PAR_BACKEND 0

#include "probe.h"
#include <algorithm>
#include <execution>
#include <functional>
#include <iterator>
#include <list>
#include <memory>
#include <numeric>
#include <random>
#include <ranges>
#include <span>
#include <vector>

using Shared = std::shared_ptr<Object>;
using Vector = std::vector<Shared>;

static Vector two() {
  return {std::make_shared<Object>(1), std::make_shared<Object>(2)};
}

SCENARIO(for_each_calls) {
  Vector V = two();
  std::for_each(V.begin(), V.end(), [](Shared &S) { S.reset(); });
  probe();
}

SCENARIO(ranges_for_each_calls) {
  Vector V = two();
  std::ranges::for_each(V, [](Shared &S) { S.reset(); });
  probe();
}

SCENARIO(copy_shares) {
  Vector V = two(), W;
  std::copy(V.begin(), V.end(), std::back_inserter(W));
  std::ranges::copy(V, std::back_inserter(W));
  V.clear();
  probe();
}

SCENARIO(move_hands_over) {
  Vector V = two(), W;
  std::move(V.begin(), V.end(), std::back_inserter(W));
  probe();
  W.clear();
  probe();
}

SCENARIO(copy_if_chooses) {
  Vector V = two(), W;
  std::copy_if(V.begin(), V.end(), std::back_inserter(W),
               [](const Shared &) { return true; });
  V.clear();
  probe();
}

SCENARIO(transform_makes) {
  Vector V = two(), W;
  std::transform(V.begin(), V.end(), std::back_inserter(W),
                 [](const Shared &S) { return S; });
  V.clear();
  probe();
}

SCENARIO(remove_if_and_erase) {
  Vector V = two();
  V.erase(
      std::remove_if(V.begin(), V.end(), [](const Shared &) { return true; }),
      V.end());
  probe();
}

SCENARIO(fill_shares) {
  Vector V(2);
  Shared A = std::make_shared<Object>(1);
  std::fill(V.begin(), V.end(), A);
  A.reset();
  probe();
}

SCENARIO(generate_makes) {
  Vector V(2);
  std::generate(V.begin(), V.end(), [] { return std::make_shared<Object>(1); });
  probe();
}

SCENARIO(swap_ranges_exchanges) {
  Vector V = two(), W(2);
  std::swap_ranges(V.begin(), V.end(), W.begin());
  V.clear();
  probe();
}

SCENARIO(accumulate_hands_on) {
  Vector V = two();
  Shared S = std::accumulate(V.begin(), V.end(), Shared(),
                             [](Shared, const Shared &Next) { return Next; });
  V.clear();
  probe();
}

SCENARIO(reorder) {
  Vector V = two();
  std::reverse(V.begin(), V.end());
  std::sort(V.begin(), V.end());
  std::ranges::sort(V);
  std::stable_sort(V.begin(), V.end(), std::less<>());
  std::rotate(V.begin(), V.begin(), V.end());
  std::iter_swap(V.begin(), V.begin());
  probe();
}

SCENARIO(ask) {
  Vector V = two();
  auto IsObject = [](const Shared &S) { return S != nullptr; };
  std::all_of(V.begin(), V.end(), IsObject);
  std::any_of(V.begin(), V.end(), IsObject);
  std::ranges::all_of(V, IsObject);
  std::count(V.begin(), V.end(), V[0]);
  std::find(V.begin(), V.end(), V[0]);
  std::find_if(V.begin(), V.end(), IsObject);
  std::ranges::find_if(V, IsObject);
  std::find_if_not(V.begin(), V.end(), IsObject);
  std::distance(V.begin(), V.end());
  std::size(V);
  if (!std::empty(V))
    probe();
}

SCENARIO(for_each_of_some) {
  Vector V = two();
  std::for_each_n(V.begin(), 2, [](Shared &S) { S.reset(); });
  probe();
  V = two();
  std::for_each(std::execution::seq, V.begin(), V.end(),
                [](Shared &S) { S.reset(); });
  probe();
}

SCENARIO(copy_some) {
  Vector V = two(), W, X(2), Y;
  std::copy_n(V.begin(), 2, std::back_inserter(W));
  V.clear();
  probe();
  std::copy(W.begin(), W.end(), X.begin());
  W.clear();
  probe();
  std::remove_copy_if(X.begin(), X.end(), std::back_inserter(Y),
                      [](const Shared &) { return false; });
  X.clear();
  probe();
}

SCENARIO(move_over) {
  Vector V = two(), W(2);
  std::move(V.begin(), V.end(), W.begin());
  V.clear();
  probe();
  W.clear();
  probe();
}

SCENARIO(transform_over) {
  Vector V = two(), W(2), X;
  std::transform(V.begin(), V.end(), W.begin(),
                 [](const Shared &S) { return S; });
  V.clear();
  probe();
  std::transform(W.begin(), W.end(), W.begin(), std::back_inserter(X),
                 [](const Shared &S, const Shared &) { return S; });
  W.clear();
  probe();
}

SCENARIO(generate_some) {
  Vector V;
  std::generate_n(std::back_inserter(V), 1,
                  [] { return std::make_shared<Object>(1); });
  probe();
}

SCENARIO(reduce_hands_on) {
  Vector V = two();
  Shared S = std::accumulate(V.begin(), V.end(), Shared(),
                             [](Shared, const Shared &Next) { return Next; });
  std::vector<int> N{1, 2};
  std::accumulate(N.begin(), N.end(), 0);
  std::reduce(N.begin(), N.end(), 0);
  V.clear();
  probe();
}

SCENARIO(partition_keeps) {
  Vector V = two();
  std::partition(V.begin(), V.end(),
                 [](const Shared &S) { return S->number() == 2; });
  probe();
  V.front().reset();
  probe();
}

SCENARIO(reorder_more) {
  Vector V = two();
  std::nth_element(V.begin(), V.begin(), V.end());
  std::shuffle(V.begin(), V.end(), std::minstd_rand());
  std::lower_bound(V.begin(), V.end(), V[0]);
  std::min_element(V.begin(), V.end());
  std::unique(V.begin(), V.end());
  probe();
}

SCENARIO(ranges_of_two_iterators) {
  Vector V = two(), W, X(2);
  std::ranges::for_each(V.begin(), V.end(), [](const Shared &) {});
  std::ranges::for_each(V, [](int) {}, [](const Shared &) { return 1; });
  std::ranges::copy(V.begin(), V.end(), std::back_inserter(W));
  std::ranges::copy(V, X.begin());
  V.clear();
  probe();
  auto IsNull = [](const Shared &S) { return S == nullptr; };
  std::ranges::none_of(W.begin(), W.end(), IsNull);
  std::ranges::none_of(
      W, [](int N) { return N; }, [](const Shared &) { return 0; });
  std::ranges::find(W, W[0]);
  std::ranges::find(W.begin(), W.end(), W[0]);
  if (std::ranges::find_if(W.begin(), W.end(), IsNull) == W.end())
    W.clear();
  X.clear();
  probe();
}

SCENARIO(ranges_copy_if_chooses) {
  Vector V = two(), W, X;
  std::ranges::copy_if(V, std::back_inserter(W),
                       [](const Shared &S) { return S->number() == 1; });
  V.clear();
  probe();
  std::ranges::move(W, std::back_inserter(X));
  probe();
  X.clear();
  probe();
}

SCENARIO(ranges_transform_makes) {
  Vector V = two(), W, X, Y(2);
  auto Same = [](const Shared &S) { return S; };
  std::ranges::transform(V, std::back_inserter(W), Same);
  std::ranges::transform(V.begin(), V.end(), std::back_inserter(X), Same);
  std::ranges::transform(V, Y.begin(), Same);
  V.clear();
  W.clear();
  X.clear();
  probe();
}

SCENARIO(the_empty_are_removed) {
  Vector V = two();
  V.push_back(nullptr);
  V[0].reset();
  V.erase(std::remove(V.begin(), V.end(), nullptr), V.end());
  probe();
  V.insert(V.begin(), nullptr);
  std::erase(V, nullptr);
  probe();
  std::list<Shared> L(V.begin(), V.end());
  L.push_front(nullptr);
  L.remove(nullptr);
  std::list<Object *> Plain{nullptr, V.front().get()};
  Plain.remove(nullptr);
  V.clear();
  probe();
  L.pop_front();
  probe();
}

SCENARIO(ranges_remove_if_and_erase) {
  Vector V = two();
  auto Rest = std::ranges::remove_if(
      V, [](const Shared &S) { return S->number() == 1; });
  V.erase(Rest.begin(), Rest.end());
  probe();
}

SCENARIO(subranges) {
  Vector V = two();
  std::ranges::subrange R(V.begin(), V.end()), S(R);
  if (S && !S.empty() && S.size() == 2)
    S.front().reset();
  probe();
  std::ranges::subrange<Vector::iterator> None, All(V);
  std::vector<decltype(S)> Kept;
  Kept.emplace_back(S);
  if (!None)
    All.front().reset();
  S[1];
  S.data();
  S.end();
  auto It = V.begin();
  std::ranges::advance(It, 1);
  V.clear();
  probe();
}

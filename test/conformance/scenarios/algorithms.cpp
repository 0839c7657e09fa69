//===- algorithms.cpp - What algorithms copy, call and let go -------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <algorithm>
#include <functional>
#include <iterator>
#include <memory>
#include <numeric>
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

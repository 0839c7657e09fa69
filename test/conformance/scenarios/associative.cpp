//===- associative.cpp - Maps and sets ------------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <map>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

using Shared = std::shared_ptr<Object>;

static Shared make(int N) { return std::make_shared<Object>(N); }

SCENARIO(index) {
  std::map<int, Shared> M;
  M[1] = make(1);
  M[2] = make(2);
  probe();
  M[1] = nullptr;
  probe();
  M.at(2).reset();
  probe();
}

SCENARIO(insert_and_erase) {
  std::map<int, Shared> M;
  M.insert({1, make(1)});
  M.insert(std::make_pair(2, make(2)));
  M.emplace(3, make(3));
  M.try_emplace(4, make(4));
  M.insert_or_assign(5, make(5));
  probe();
  M.erase(2);
  probe();
  M.erase(M.begin());
  probe();
  M.clear();
  probe();
}

SCENARIO(assigned_again) {
  std::unordered_map<int, Shared> M;
  M[1] = make(1);
  M.insert_or_assign(1, make(2));
  probe();
  M[1] = make(3);
  probe();
}

SCENARIO(find) {
  std::map<int, Shared> M{{1, make(1)}, {2, make(2)}};
  auto It = M.find(2);
  if (It != M.end())
    It->second.reset();
  probe();
  if (M.find(7) == M.end())
    probe();
  if (M.count(1) && M.contains(1))
    probe();
}

SCENARIO(iteration) {
  std::map<int, Shared> M{{1, make(1)}, {2, make(2)}};
  for (auto &[Number, S] : M)
    S.reset();
  probe();
  for (auto It = M.begin(); It != M.end();)
    It = M.erase(It);
  if (M.empty())
    probe();
}

SCENARIO(keys_own) {
  std::map<Shared, int> M;
  Shared A = make(1);
  M[A] = 2;
  probe();
  M.erase(A);
  A.reset();
  probe();
}

SCENARIO(keys_that_stay) {
  std::unordered_map<Shared, std::weak_ptr<Object>> M;
  {
    Shared A = make(1);
    M[A] = A;
  }
  probe();
  M.clear();
  probe();
}

SCENARIO(copies_and_moves) {
  std::map<int, Shared> M{{1, make(1)}};
  auto N = M;
  M.clear();
  probe();
  M = std::move(N);
  M.swap(N);
  probe();
  N.clear();
  probe();
}

SCENARIO(extract_and_merge) {
  std::map<int, Shared> M{{1, make(1)}, {2, make(2)}}, N;
  auto Node = M.extract(1);
  M.clear();
  probe();
  N.insert(std::move(Node));
  probe();
  M.merge(N);
  M.clear();
  probe();
}

SCENARIO(multimap) {
  std::multimap<int, Shared> M;
  M.emplace(1, make(1));
  M.insert({1, make(2)});
  probe();
  M.clear();
  probe();
}

SCENARIO(sets) {
  std::set<Shared> S;
  Shared A = make(1);
  S.insert(A);
  S.insert(make(2));
  probe();
  S.erase(A);
  A.reset();
  probe();
  S.clear();
  probe();
}

SCENARIO(objects_as_values) {
  std::map<int, Object> M;
  M.emplace(std::piecewise_construct, std::forward_as_tuple(1),
            std::forward_as_tuple(2));
  M.try_emplace(3, 4);
  probe();
  M.erase(1);
  probe();
}

SCENARIO(literal_keys) {
  std::map<std::string, Shared> M;
  M["one"] = make(1);
  M[std::string("two")] = make(2);
  M["one"] = nullptr;
  probe();
  M.erase("two");
  probe();
}

SCENARIO(hints) {
  std::map<int, Shared> M;
  M.emplace_hint(M.end(), 1, make(1));
  M.emplace_hint(M.end(), std::pair(2, make(2)));
  M.insert(M.end(), {3, make(3)});
  M.try_emplace(M.end(), 4, make(4));
  M.insert_or_assign(M.end(), 5, make(5));
  M.emplace(std::pair(6, make(6)));
  M.insert({{7, make(7)}, {8, make(8)}});
  probe();
  M.erase(M.begin(), M.end());
  probe();
}

SCENARIO(lists_and_ranges) {
  std::vector<std::pair<int, Shared>> V{{1, make(1)}, {2, make(2)}};
  std::map<int, Shared> M(V.begin(), V.end()), N(std::less<int>{});
  N.insert(V.begin(), V.end());
  V.clear();
  M.clear();
  probe();
  M = {{3, make(3)}};
  if (auto Range = N.equal_range(1); Range.first != Range.second)
    Range.first->second.reset();
  probe();
  for (auto It = N.rbegin(); It != N.rend(); ++It)
    It->second.reset();
  probe();
}

SCENARIO(handles) {
  std::map<int, Shared> M{{1, make(1)}, {2, make(2)}};
  auto A = M.extract(M.begin()), B = M.extract(2);
  if (A && !A.empty())
    A.mapped().reset();
  probe();
  std::map<int, Shared>::node_type C(std::move(B)), D;
  C.key() = 7;
  D.swap(C);
  C = std::move(D);
  M.clear();
  probe();
  M.insert(M.end(), std::move(C));
  probe();
  M.clear();
  probe();
}

SCENARIO(multimaps) {
  std::multimap<int, Shared> M;
  M.emplace(std::pair(1, make(1)));
  M.emplace(std::piecewise_construct, std::forward_as_tuple(1),
            std::forward_as_tuple(make(2)));
  M.insert(M.extract(M.begin()));
  probe();
  std::unordered_multimap<int, Shared> N;
  N.emplace(1, make(3));
  N.insert({2, make(4)});
  N.erase(N.begin());
  probe();
  N.clear();
  M.clear();
  probe();
}

SCENARIO(multimaps_from_lists) {
  using Map = std::multimap<int, Shared>;
  Map M{{1, make(1)}, {1, make(2)}};
  probe();
  Map N(M.begin(), M.end());
  M = {{2, make(3)}, {2, make(4)}};
  probe();
  N.clear();
  probe();
  M.insert({{3, make(5)}, {3, make(6)}});
  M.erase(M.find(3));
  M.erase(M.find(3));
  probe();
  N.insert(M.begin(), M.end());
  M.clear();
  probe();
  N.clear();
  probe();
}

SCENARIO(multimaps_with_hints) {
  std::multimap<int, Shared> M;
  M.insert(M.end(), {1, make(1)});
  M.emplace_hint(M.end(), 1, make(2));
  probe();
  auto Node = M.extract(1);
  Node.key() = 2;
  M.insert(M.begin(), std::move(Node));
  probe();
  M.erase(M.find(2));
  probe();
  M.clear();
  probe();
}

SCENARIO(multisets_from_lists) {
  Shared A = make(1);
  std::multiset<Shared> S{A, A};
  S = {A, make(2)};
  S.insert(S.begin(), A);
  probe();
  S.erase(S.find(A));
  S.erase(S.find(A));
  A.reset();
  probe();
  S.clear();
  probe();
}

SCENARIO(whole_ranges_of_a_key) {
  std::multimap<int, Shared> M;
  M.emplace(1, make(1));
  M.emplace(1, make(2));
  auto [First, Last] = M.equal_range(1);
  M.erase(First, Last);
  probe();
  M.emplace(2, make(3));
  M.erase(2);
  probe();
  Shared A = make(4);
  std::multiset<Shared> S{A, A};
  auto [From, To] = S.equal_range(A);
  S.erase(From, To);
  S.insert(A);
  S.erase(A);
  S.insert(A);
  S.erase(S.begin());
  A.reset();
  probe();
}

SCENARIO(keys_that_are_there) {
  std::map<int, Shared> M;
  bool IsNew = M.emplace(1, make(1)).second;
  probe();
  IsNew = M.try_emplace(1, make(2)).second;
  probe();
  IsNew |= M.insert({2, make(3)}).second;
  probe();
  std::set<Shared> S;
  IsNew &= S.insert(make(4)).second;
  M.clear();
  if (IsNew)
    probe();
  S.clear();
  probe();
}

SCENARIO(sets_are_filled) {
  std::set<Shared> S{make(1), make(2)};
  std::vector<Shared> V(S.begin(), S.end());
  S = {make(3)};
  probe();
  std::set<Shared> T(V.begin(), V.end()), U(T), W(std::less<Shared>{});
  V.clear();
  T.clear();
  probe();
  W.insert(U.begin(), U.end());
  U.clear();
  W.insert({make(4)});
  W.insert(W.end(), make(5));
  W.emplace(new Object(6));
  W.emplace_hint(W.end(), new Object(7));
  probe();
  T = W;
  T.swap(W);
  T.clear();
  probe();
  W.erase(W.begin());
  probe();
  W.erase(W.begin(), W.end());
  probe();
}

SCENARIO(set_handles) {
  std::set<Shared> S{make(1)}, T;
  auto A = S.extract(S.begin());
  S.clear();
  probe();
  if (A && A.value()->number() == 1)
    T.insert(std::move(A));
  Shared B = make(2);
  T.insert(T.end(), B);
  S.insert(T.extract(B));
  S.merge(T);
  B.reset();
  if (T.empty())
    probe();
  S.clear();
  probe();
}

SCENARIO(multisets) {
  Shared A = make(1);
  std::multiset<Shared> S;
  S.insert({A, A});
  S.insert(A);
  S.emplace(A);
  S.insert(S.extract(S.begin()));
  A.reset();
  probe();
  S.clear();
  probe();
  std::unordered_multiset<Shared> U;
  U.emplace(new Object(2));
  U.insert(make(3));
  probe();
  U.clear();
  probe();
}

SCENARIO(set_ranges) {
  Shared A = make(1), B = make(2);
  std::vector<Shared> V{make(3)};
  std::unordered_set<Shared> S;
  S.insert(V.begin(), V.end());
  S.emplace(A);
  S.emplace_hint(S.begin(), B);
  A.reset();
  if (auto Range = S.equal_range(B); Range.first != Range.second)
    S.erase(Range.first, Range.second);
  for (auto It = S.begin(S.bucket(B)); It != S.end(S.bucket(B)); ++It)
    S.count(*It);
  B.reset();
  probe();
  if (S.find(nullptr) == S.end() && !S.empty())
    S.clear();
  probe();
}

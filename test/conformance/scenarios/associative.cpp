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
#include <utility>

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

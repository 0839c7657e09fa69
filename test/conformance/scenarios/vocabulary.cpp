//===- vocabulary.cpp - Optional, variant, pair, tuple, array -------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <array>
#include <ios>
#include <memory>
#include <optional>
#include <span>
#include <system_error>
#include <tuple>
#include <utility>
#include <variant>

using Shared = std::shared_ptr<Object>;

SCENARIO(optional) {
  std::optional<Shared> O;
  if (!O)
    O = std::make_shared<Object>(1);
  probe();
  O.emplace(std::make_shared<Object>(2));
  probe();
  std::optional<Shared> P = std::move(O);
  P = std::nullopt;
  probe();
}

SCENARIO(optional_of_objects) {
  std::optional<Object> O;
  O.emplace(1);
  probe();
  O.reset();
  probe();
  O = std::make_optional<Object>(2);
  if (O.has_value())
    probe();
}

SCENARIO(optional_access) {
  std::optional<Shared> O(std::make_shared<Object>(1));
  O->reset();
  probe();
  *O = std::make_shared<Object>(2);
  Shared A = O.value();
  O.reset();
  probe();
}

SCENARIO(variant) {
  std::variant<int, Shared> V = std::make_shared<Object>(1);
  probe();
  V = 2;
  probe();
  V.emplace<Shared>(std::make_shared<Object>(3));
  std::get<Shared>(V).reset();
  probe();
  V = std::make_shared<Object>(4);
  std::variant<int, Shared> W = V;
  V.emplace<0>(5);
  probe();
}

SCENARIO(error_code) {
  std::error_code E;
  Shared A = std::make_shared<Object>(1);
  if (E)
    A.reset();
  probe();
  E = std::make_error_code(std::errc::io_error);
  if (E)
    A.reset();
  probe();
}

SCENARIO(error_code_values) {
  std::error_code E(5, std::generic_category()), F(E), G;
  G = F;
  Shared A = std::make_shared<Object>(1);
  if (G.value() == 5)
    A.reset();
  probe();
  G.clear();
  if (!G)
    A = std::make_shared<Object>(2);
  probe();
  G.assign(7, G.category());
  if (G)
    A.reset();
  probe();
  G = std::io_errc::stream;
  if (G)
    A = std::make_shared<Object>(3);
  probe();
}

SCENARIO(pair) {
  std::pair<int, Shared> P(1, std::make_shared<Object>(1));
  auto Q = P;
  P.second.reset();
  probe();
  auto [Number, S] = std::move(Q);
  probe();
  S.reset();
  probe();
}

SCENARIO(make_pair_converts) {
  std::pair<Shared, Shared> P =
      std::make_pair(std::make_shared<Derived>(1), nullptr);
  probe();
  std::swap(P.first, P.second);
  P.second.reset();
  probe();
}

SCENARIO(tuple) {
  std::tuple<Shared, int, Shared> T(std::make_shared<Object>(1), 2,
                                    std::make_shared<Object>(3));
  std::get<0>(T).reset();
  probe();
  Shared A;
  std::tie(A, std::ignore, std::ignore) =
      std::make_tuple(std::make_shared<Object>(4), 5, 6);
  probe();
  std::apply([](const Shared &, int, Shared &Last) { Last.reset(); }, T);
  probe();
}

SCENARIO(array) {
  std::array<Shared, 2> A = {std::make_shared<Object>(1),
                             std::make_shared<Object>(2)};
  A[0] = nullptr;
  probe();
  std::array<Shared, 2> B = A;
  A.back().reset();
  probe();
  for (Shared &S : B)
    S.reset();
  probe();
}

SCENARIO(span) {
  std::array<Shared, 2> A = {std::make_shared<Object>(1),
                             std::make_shared<Object>(2)};
  std::span<Shared> S = A;
  S[1].reset();
  probe();
  for (Shared &E : S)
    E = nullptr;
  probe();
}

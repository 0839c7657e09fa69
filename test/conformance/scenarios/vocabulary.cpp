//===- vocabulary.cpp - Optional, variant, pair, tuple, array -------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <any>
#include <array>
#include <ios>
#include <memory>
#include <optional>
#include <span>
#include <system_error>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

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

SCENARIO(optional_in_place) {
  std::optional<Shared> O(std::in_place, new Object(1)), None(std::nullopt);
  if (None)
    O.reset();
  probe();
  std::optional<Shared> P(O), Q;
  O.reset();
  probe();
  Q.swap(P);
  Shared A = Q.value_or(nullptr);
  Q = {};
  probe();
  A = P.value_or(std::make_shared<Object>(2));
  probe();
  auto Made = std::make_optional<std::pair<Shared, int>>(A, 1);
  A.reset();
  probe();
}

#if __cpp_lib_optional >= 202110L
SCENARIO(optional_goes_on) {
  std::optional<Shared> O(std::make_shared<Object>(1));
  auto P = O.and_then([](const Shared &S) { return std::optional<Shared>(S); });
  O.reset();
  if (P)
    probe();
  auto Q = P.or_else([] { return std::optional<Shared>(); });
  P.reset();
  if (Q)
    probe();
}
#endif

SCENARIO(variant_in_place) {
  std::variant<int, Shared> V(std::in_place_index<1>, new Object(1)),
      W(std::in_place_type<Shared>, new Object(2)), U;
  probe();
  U = V;
  V = 0;
  probe();
  W.swap(U);
  U = 0;
  probe();
  if (Shared *S = std::get_if<Shared>(&W))
    S->reset();
  else
    W = 0;
  probe();
}

SCENARIO(variant_visited) {
  std::variant<int, Shared> V = std::make_shared<Object>(1);
  struct Visitor {
    void operator()(int) const {}
    void operator()(Shared &S) const { S.reset(); }
  };
  std::visit(Visitor(), V);
  if (std::holds_alternative<Shared>(V))
    V = 0;
  probe();
  std::visit([] { probe(); });
}

SCENARIO(any_in_place) {
  std::any A(std::in_place_type<Shared>, new Object(1)),
      B = std::make_any<Shared>(new Object(2));
  probe();
  A.swap(B);
  B.reset();
  probe();
  if (Shared *S = std::any_cast<Shared>(&A))
    S->reset();
  probe();
}

SCENARIO(swapped_records) {
  std::pair<int, Shared> P(1, std::make_shared<Object>(1)), Q;
  P.swap(Q);
  P = {};
  probe();
  std::tuple<int, Shared> T(Q), U;
  T.swap(U);
  Q = {};
  T = {};
  probe();
  U = {};
  probe();
}

SCENARIO(get_of_an_array) {
  std::array<Shared, 2> A = {std::make_shared<Object>(1),
                             std::make_shared<Object>(2)};
  std::get<0>(A).reset();
  probe();
  std::get<1>(A) = nullptr;
  probe();
}

SCENARIO(spans) {
  std::array<Shared, 2> A = {std::make_shared<Object>(1),
                             std::make_shared<Object>(2)};
  std::span<Shared> S(A.begin(), A.end()), T, U(S);
  if (T.empty())
    T = U;
  T.front().reset();
  probe();
  T.back().reset();
  probe();
  A[0] = std::make_shared<Object>(3);
  for (Shared &E : S.subspan(0))
    E.reset();
  probe();
}

static void resetAll(std::initializer_list<Shared *> L) {
  for (Shared *S : L)
    S->reset();
}

SCENARIO(initializer_list) {
  Shared A = std::make_shared<Object>(1), B = std::make_shared<Object>(2);
  resetAll({&A});
  probe();
  std::initializer_list<Shared> L = {B}, M(L);
  B.reset();
  if (M.size() == 1 && std::begin(M) != std::end(M))
    probe();
  std::initializer_list<Shared> None = std::initializer_list<Shared>();
  for (const Shared &S : None)
    probe();
}

SCENARIO(views_of_views) {
  std::array<Shared, 1> A = {std::make_shared<Object>(1)}, B, C;
  std::vector<std::span<Shared>> V;
  V.emplace_back(std::span<Shared>(A));
  std::span<Shared> S(A);
  V.emplace_back(S);
  std::span<const Shared> Read(S);
  if (Read.size() == 1 && Read[0])
    probe();
  B.swap(A);
  probe();
  C = B;
  B[0].reset();
  probe();
  C.swap(A);
  V.back()[0].reset();
  probe();
}

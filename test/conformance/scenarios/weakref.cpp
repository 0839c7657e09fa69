//===- weakref.cpp - What the runtime library's classes own ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A table that is swept lazily is purged before a probe: the contract says that
// an entry goes with what it waits for.
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <functional>
#include <map>
#include <sstream>
#include <weakref/weakref.h>

struct Thing : Object {
  using Object::Object;
  std::shared_ptr<Thing> kept;
  std::function<void()> call;
  void ping() { probe(); }
  void take(const std::shared_ptr<Thing> &T) { kept = T; }
  void operator()(int) { probe(); }
  weakref::hook weakref_hook;
};
using Shared = std::shared_ptr<Thing>;

// --- References -------------------------------------------------------------

SCENARIO(ref_observes) {
  Shared A = std::make_shared<Thing>(1);
  weakref::ref R(A);
  weakref::ref<Thing> S(R.weak()), T;
  T = S;
  swap(S, T);
  R.swap(T);
  if (R() && R.lock() && R.alive() && !R.expired() && R == T && !(R != T))
    probe();
  weakref::owner_equal(R, S);
  R.hash();
  R.address();
  R.owner_before(S);
  R.owner_before(A);
  std::weak_ptr<Thing> W = R;
  std::weak_ptr<Object> Base;
  Base = R;
  if (W.lock() && Base.lock())
    probe();
  A.reset();
  if (!R.lock() && W.expired() && !Base.lock())
    probe();
  R.reset();
}

SCENARIO(value_ref_observes) {
  auto A = std::make_shared<int>(1);
  weakref::value_ref R(A);
  R.hash();
  if (R == weakref::value_ref(A) && !(R != weakref::value_ref(A)))
    probe();
}

SCENARIO(callback_ref_owns_its_function) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  {
    weakref::ref R(A, [B] {});
    B.reset();
    probe();
    if (R.lock() && R() && R.alive() && !R.expired() && R && R.has_callback())
      probe();
    R.weak();
  }
  probe();
}

SCENARIO(callback_ref_lets_go) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  weakref::callback_ref<Thing> R(A, [B] {}), S;
  weakref::try_watch(A, [B] {}, S);
  B.reset();
  probe();
  R.cancel();
  S.reset();
  probe();
}

SCENARIO(proxy_observes) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  weakref::proxy P(A);
  P->ping();
  (*P).ping();
  P(1);
  std::error_code E;
  if (P.lock() && P.get(E) && P.alive() && P)
    probe();
  P.reference();
  weakref::proxy<Object> Base = P;
  if (Base.lock() && weakref::proxy(P.reference()).lock())
    probe();
  weakref::proxy Q(A, [B] {});
  B.reset();
  probe();
  A.reset();
  probe();
}

SCENARIO(try_proxy_observes) {
  Shared A = std::make_shared<Thing>(1);
  weakref::try_proxy P(A);
  std::error_code E;
  P.invoke(E, &Thing::ping);
  if (P.get(E) && P.alive() && P)
    probe();
  A.reset();
  probe();
}

SCENARIO(made_and_adopted_objects_are_owned) {
  struct Plain : Object {
    Plain(int Number, const Shared &T) : Object(Number), kept(T) {}
    Shared kept;
  };
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2),
         C = std::make_shared<Thing>(3);
  auto P = weakref::make<Plain>(4, A);
  auto Q = weakref::adopt(std::make_unique<Plain>(5, B));
  weakref::finalizer(P, [C] {});
  A.reset();
  B.reset();
  C.reset();
  probe();
  P.reset();
  probe();
  Q.reset();
  probe();
}

// --- Callables --------------------------------------------------------------

SCENARIO(bind_weak_calls_while_alive) {
  Shared A = std::make_shared<Thing>(1);
  std::function<void()> F = weakref::bind_weak(&Thing::ping, A);
  std::function<void()> G =
      weakref::bind_weak(&Thing::ping, std::weak_ptr<Thing>(A));
  std::function<void()> H =
      weakref::bind_weak(&Thing::ping, weakref::ref<Thing>(A));
  F();
  G();
  H();
  A.reset();
  probe();
  F();
}

SCENARIO(bind_weak_keeps_arguments) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  std::function<void()> F = weakref::bind_weak(&Thing::take, A, B);
  B.reset();
  probe();
  F();
  F = nullptr;
  probe();
}

SCENARIO(weak_method_calls_while_alive) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  weakref::weak_method M(A, &Thing::ping);
  weakref::weak_method W(std::weak_ptr<Thing>(A), &Thing::ping);
  weakref::weak_method D(A, &Thing::ping, [B] {});
  B.reset();
  M();
  W();
  if (M.alive() && M && M == W && !(M != W))
    probe();
  M.object();
  M.method();
  auto L = M.lock();
  A.reset();
  probe();
  if (L)
    L();
  L = {};
  probe();
}

// --- Tables -----------------------------------------------------------------

using KeyMap = weakref::weak_key_map<Thing, Shared>;

SCENARIO(key_map_keeps_values_while_keys_live) {
  KeyMap M;
  Shared A = std::make_shared<Thing>(1);
  M[A] = std::make_shared<Thing>(2);
  probe();
  if (M.get(A) && M.contains(A) && M.find(A) != M.end() && !M.empty())
    probe();
  M.at(A)->ping();
  M.value_or(A, nullptr);
  A.reset();
  M.purge();
  probe();
}

SCENARIO(key_map_inserts_and_erases) {
  KeyMap M;
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  M.try_emplace(A, std::make_shared<Thing>(3));
  M.insert({B, std::make_shared<Thing>(4)});
  probe();
  M.insert_or_assign(A, std::make_shared<Thing>(5));
  probe();
  M.erase(A);
  probe();
  M.erase(M.find(B));
  probe();
  M.insert_or_assign(A, B);
  M.clear();
  probe();
}

SCENARIO(key_map_gives_back) {
  KeyMap M;
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  M[A] = std::make_shared<Thing>(3);
  M[B] = std::make_shared<Thing>(4);
  auto X = M.pop(A);
  probe();
  X.reset();
  probe();
  auto Y = M.extract(B);
  if (Y && !Y.empty() && Y.key() && Y.mapped())
    probe();
  {
    auto Given = M.insert(std::move(Y));
    auto R(Given);
    if (R.inserted && R.position != M.end() && !R.node)
      probe();
  }
  probe();
  auto Z = M.popitem();
  Z.reset();
  probe();
}

SCENARIO(key_map_copies_and_merges) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  KeyMap M{{A, std::make_shared<Thing>(3)}}, N(M), O;
  O = N;
  M.clear();
  N.clear();
  probe();
  O.swap(M);
  swap(M, O);
  M.merge(O);
  N.update(M);
  N |= M;
  KeyMap P = M | N;
  M.clear();
  N.clear();
  probe();
  KeyMap R(P);
  weakref::erase_if(P, [](const auto &, const auto &) { return true; });
  probe();
  weakref::erase_if(R, [](const auto &E) { return E.first != nullptr; });
  probe();
  std::vector<std::pair<Shared, Shared>> V{{A, B}};
  KeyMap Q(V.begin(), V.end());
  if (P == P && !(P != P))
    probe();
  P.hash_function();
}

// The tables are never destroyed, so that their entries are what leaks.

SCENARIO(key_map_value_is_its_key_leaks) {
  auto &M = *new KeyMap;
  Shared A = std::make_shared<Thing>(1);
  M[A] = A;
  A.reset();
  M.purge();
  probe();
}

SCENARIO(key_map_value_holds_its_key_leaks) {
  auto &M = *new weakref::weak_key_map<Thing, std::pair<int, Shared>>;
  Shared A = std::make_shared<Thing>(1);
  M[A].second = A;
  A.reset();
  M.purge();
  probe();
}

SCENARIO(key_map_value_is_another_goes) {
  auto &M = *new KeyMap;
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  M[A] = B;
  B.reset();
  A.reset();
  M.purge();
  probe();
}

SCENARIO(map_by_weak_keys_leaks) {
  auto &M = *new std::map<std::weak_ptr<Thing>, Shared, std::owner_less<>>;
  Shared A = std::make_shared<Thing>(1);
  M[A] = A;
}

SCENARIO(map_by_weak_keys_is_emptied) {
  auto &M = *new std::map<std::weak_ptr<Thing>, Shared, std::owner_less<>>;
  Shared A = std::make_shared<Thing>(1);
  M[A] = A;
  M.clear();
}

SCENARIO(key_map_lists) {
  Shared A = std::make_shared<Thing>(1);
  KeyMap M;
  M[A] = std::make_shared<Thing>(2);
  auto Keys = M.keys();
  auto Refs = M.keyrefs();
  auto Values = M.values();
  auto Items = M.items();
  for (auto [Key, Value] : M)
    Value->ping();
  for (auto It = M.begin(); It != M.end(); ++It)
    It->second->ping();
  A.reset();
  M.clear();
  probe();
  Keys.clear();
  Values.clear();
  probe();
  Items.clear();
  probe();
}

SCENARIO(key_map_takes_ranges) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  std::vector<std::pair<Shared, Shared>> V{{A, std::make_shared<Thing>(3)}};
  KeyMap M, N(M, M.get_allocator());
  M.insert(V.begin(), V.end());
  N.update(V);
  V.clear();
  probe();
  M.emplace(B, std::make_shared<Thing>(4));
  if (auto Range = M.equal_range(A); Range.first != Range.second)
    probe();
  auto X = M.extract(M.find(B));
  probe();
  X = {};
  probe();
  N.clear();
  M.erase(M.begin(), M.end());
  probe();
  M.insert({{A, std::make_shared<Thing>(5)}, {B, nullptr}});
  M.insert(M.end(), {B, std::make_shared<Thing>(6)});
  A.reset();
  M.purge();
  probe();
}

SCENARIO(key_map_takes_hints) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  KeyMap M;
  M.emplace_hint(M.end(), A, std::make_shared<Thing>(3));
  M.try_emplace(M.end(), B, std::make_shared<Thing>(4));
  probe();
  M.insert_or_assign(M.end(), B, std::make_shared<Thing>(5));
  probe();
  auto X = M.extract(A);
  M.insert(M.end(), std::move(X));
  probe();
  A.reset();
  M.purge();
  probe();
}

using ValueMap = weakref::weak_value_map<int, Thing>;

SCENARIO(value_map_takes_hints) {
  Shared A = std::make_shared<Thing>(1);
  ValueMap M;
  M.emplace_hint(M.end(), 1, A);
  M.try_emplace(M.end(), 2, A);
  M.insert_or_assign(M.end(), 3, A);
  A.reset();
  probe();
}

SCENARIO(value_map_by_subscript) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  ValueMap M;
  M[1] = A;
  const int Two = 2;
  M[Two] = B;
  M[3] = M[1];
  if (M[1])
    M[1]->ping();
  Shared C = M[3];
  A.reset();
  probe();
  C.reset();
  probe();
}

SCENARIO(value_map_by_subscript_keeps_keys) {
  weakref::weak_value_map<Shared, Thing> M;
  Shared A = std::make_shared<Thing>(1);
  M[std::make_shared<Thing>(2)] = A;
  probe();
  A.reset();
  M.purge();
  probe();
}

SCENARIO(value_map_takes_ranges) {
  Shared A = std::make_shared<Thing>(1);
  std::vector<std::pair<int, Shared>> V{{1, A}};
  ValueMap M;
  M.insert(V.begin(), V.end());
  M.insert({{2, A}, {3, A}});
  M.insert(M.end(), {4, A});
  M.update(V);
  M.emplace(5, A);
  V.clear();
  if (auto Range = M.equal_range(1); Range.first != Range.second)
    probe();
  auto X = M.extract(M.find(1));
  if (X.mapped())
    probe();
  M.erase(M.begin(), M.end());
  A.reset();
  probe();
  X = {};
  probe();
}

SCENARIO(value_map_keeps_nothing) {
  ValueMap M;
  Shared A = std::make_shared<Thing>(1);
  M.insert_or_assign(1, A);
  M.try_emplace(2, A);
  M.store(3, A);
  if (M.get(1) && M.at(1) && M.contains(2))
    probe();
  A.reset();
  probe();
  if (!M.get(1))
    probe();
}

SCENARIO(value_map_gives_back) {
  ValueMap M;
  Shared A = std::make_shared<Thing>(1);
  M.insert({1, A});
  Shared B = M.pop(1);
  M.insert_or_assign(1, A);
  auto X = M.extract(1);
  M.insert_or_assign(1, A);
  auto Y = M.popitem();
  A.reset();
  probe();
  B.reset();
  X = {};
  Y.reset();
  probe();
}

SCENARIO(value_map_lists) {
  ValueMap M;
  Shared A = std::make_shared<Thing>(1);
  M.insert_or_assign(1, A);
  auto Keys = M.keys();
  auto Values = M.values();
  auto Refs = M.valuerefs();
  auto Items = M.items();
  for (auto [Key, Value] : M)
    Value->ping();
  A.reset();
  Values.clear();
  probe();
  Items.clear();
  probe();
}

SCENARIO(value_map_copies) {
  Shared A = std::make_shared<Thing>(1);
  ValueMap M{{1, A}}, N(M);
  N = M;
  N |= M;
  ValueMap O = M | N;
  swap(M, N);
  if (M == N && !(M != N))
    probe();
  weakref::erase_if(M, [](int, const auto &) { return true; });
  weakref::erase_if(N, [](const auto &E) { return E.second != nullptr; });
  A.reset();
  probe();
}

SCENARIO(value_map_keeps_keys_while_values_live) {
  weakref::weak_value_map<Shared, Thing> M;
  Shared A = std::make_shared<Thing>(1);
  M.insert_or_assign(std::make_shared<Thing>(2), A);
  probe();
  A.reset();
  M.purge();
  probe();
}

using Set = weakref::weak_set<Thing>;

SCENARIO(set_keeps_nothing) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  Set S{A}, T;
  S.insert(B);
  T = S;
  if (S.contains(A) && S.find(A) != S.end() && !S.empty())
    probe();
  for (auto Each : S)
    Each->ping();
  for (auto It = S.begin(); It != S.end(); ++It)
    (*It)->ping();
  A.reset();
  probe();
  S.erase(B);
  S.merge(T);
  S.clear();
  B.reset();
  probe();
}

SCENARIO(set_gives_back) {
  Shared A = std::make_shared<Thing>(1);
  std::vector<Shared> Elements{A};
  Set S(Elements.begin(), Elements.end());
  Elements.clear();
  S.insert(Elements.begin(), Elements.end());
  auto Values = S.values();
  auto Refs = S.refs();
  Shared B = S.pop();
  S.insert(B);
  Shared C = S.extract(B);
  S.insert(C);
  S.erase(S.find(C));
  A.reset();
  B.reset();
  C.reset();
  probe();
  Values.clear();
  probe();
}

SCENARIO(set_takes_ranges) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  Set S, T(S, S.get_allocator());
  S.emplace(A);
  S.insert({A, B});
  S.insert(S.end(), B);
  if (auto Range = S.equal_range(B); Range.first != Range.second)
    probe();
  Shared C = S.extract(S.find(A));
  A.reset();
  probe();
  S.erase(S.begin(), S.end());
  C.reset();
  B.reset();
  probe();
}

SCENARIO(set_algebra) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  Set S{A}, T{B};
  S |= T;
  S &= T;
  S -= T;
  S ^= T;
  Set U = S | T;
  U = S & T;
  U = S - T;
  U = S ^ T;
  U = set_union(S, T);
  U = set_intersection(S, T);
  U = set_difference(S, T);
  U = set_symmetric_difference(S, T);
  if (is_disjoint(S, U) || includes(S, U) || S == U || S != U || S < U ||
      S > U || S <= U || S >= U)
    swap(S, U);
  weakref::erase_if(S, [](const auto &) { return true; });
  A.reset();
  B.reset();
  probe();
}

// --- Finalizers -------------------------------------------------------------

SCENARIO(finalizer_waits) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  weakref::finalizer F(A, [B] {});
  weakref::finalizer G = F;
  B.reset();
  if (F.alive() && F && F.peek() && F == G && !(F != G))
    probe();
  A.reset();
  probe();
}

SCENARIO(finalizer_is_detached) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  weakref::finalizer F(A, [B] {});
  B.reset();
  F.set_atexit(false);
  F.detach();
  probe();
}

SCENARIO(finalizer_is_called) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  weakref::finalizer F(A, [](const Shared &) {}, B);
  B.reset();
  probe();
  F();
  probe();
}

SCENARIO(finalizer_on_an_object) {
  Shared B = std::make_shared<Thing>(2);
  {
    Thing T;
    weakref::finalizer<>::on(T.weakref_hook, [B] {});
    B.reset();
    probe();
  }
  probe();
}

SCENARIO(finalizer_owns_its_object_leaks) {
  Shared A = std::make_shared<Thing>(1);
  weakref::finalizer F(A, [A] {});
  F.set_atexit(false);
}

// --- Caches and flyweights --------------------------------------------------

SCENARIO(cache_keeps_nothing) {
  weakref::cache<int, Thing> C;
  Shared A = C.get(1, [] { return std::make_shared<Thing>(1); });
  Shared B = C.get(1, [] { return std::make_shared<Thing>(2); });
  probe();
  if (C.peek(1) && C.contains(1))
    probe();
  C.erase(1);
  A.reset();
  B.reset();
  probe();
  C.clear();
}

SCENARIO(cache_keeps_its_factory) {
  Shared A = std::make_shared<Thing>(1);
  {
    weakref::cache<int, Thing> C([A](int) { return A; });
    A.reset();
    probe();
  }
  probe();
}

SCENARIO(inner_lives_with_outer) {
  weakref::per_instance<Thing, Thing> Inner;
  Shared A = std::make_shared<Thing>(1);
  auto H = Inner.get(A);
  probe();
  if (H && H.outer() == A && H.inner() && Inner.peek(A) && H == H && !(H != H))
    probe();
  H->ping();
  (*H).ping();
  auto P = H.part(H.inner());
  if (H.get<0>() == A && H.get<1>() == H.inner())
    probe();
  H = {};
  P = {};
  probe();
  A.reset();
  Inner.purge();
  probe();
}

SCENARIO(set_lives_with_outer) {
  weakref::per_instance<Thing, Thing> Inner;
  Shared A = std::make_shared<Thing>(1);
  auto H = Inner.set(A, std::make_shared<Thing>(2));
  probe();
  H = Inner.set(A, std::make_shared<Thing>(3));
  probe();
  H = {};
  probe();
  A.reset();
  Inner.purge();
  probe();
}

SCENARIO(handle_keeps_both) {
  weakref::per_instance<Thing, Thing> Inner;
  Shared A = std::make_shared<Thing>(1);
  auto H = Inner.get(A);
  Inner.erase(A);
  A.reset();
  probe();
}

SCENARIO(layers_go_with_their_object) {
  weakref::layered<Thing, int, Shared> L;
  Shared A = std::make_shared<Thing>(1);
  L.set(A, 1, std::make_shared<Thing>(2));
  probe();
  if (L.overrides(A, 1) && L.get(A, 1))
    probe();
  L.at(A, 1);
  auto View = L.view(A);
  View.clear();
  L.reset(A);
  probe();
  L.set(A, 1, std::make_shared<Thing>(3));
  A.reset();
  L.purge();
  probe();
}

SCENARIO(layers_have_defaults) {
  weakref::layered<Thing, int, Shared> L;
  L.set_default(1, std::make_shared<Thing>(1));
  L.defaults();
  probe();
}

SCENARIO(handlers_that_hold_leak) {
  Shared A = std::make_shared<Thing>(1);
  A->call = weakref::bind_weak(&Thing::take, A, A);
}

SCENARIO(handlers_that_observe_do_not) {
  Shared A = std::make_shared<Thing>(1);
  A->call = weakref::bind_weak(&Thing::ping, A);
}

// --- What is left -----------------------------------------------------------

SCENARIO(hooks_stay_with_their_objects) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2),
         C = std::make_shared<Thing>(3);
  weakref::callback_ref<Thing> R(A, [C] {});
  C.reset();
  A->weakref_hook = B->weakref_hook;
  B.reset();
  probe();
  A.reset();
  probe();
}

SCENARIO(bound_is_called) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  auto F = weakref::bind_weak(&Thing::take, A, B);
  B.reset();
  F();
  probe();
  A.reset();
  probe();
}

SCENARIO(weak_methods_are_copied) {
  Shared A = std::make_shared<Thing>(1);
  weakref::weak_method M(A, &Thing::ping);
  auto W = M;
  W = M;
  A.reset();
  if (!W)
    probe();
}

SCENARIO(finalizer_gives_back) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  weakref::finalizer<> F(A, [B] {}), None;
  B.reset();
  if (auto D = F.detach()) {
    D->call();
    auto E = std::move(*D);
    E.call();
  }
  if (!None)
    probe();
  A.reset();
  probe();
}

SCENARIO(shown_entries_hold) {
  Shared A = std::make_shared<Thing>(1);
  ValueMap M, N(std::hash<int>{});
  M.insert_or_assign(1, A);
  N.insert_or_assign(1, A);
  {
    auto Entry = *M.begin();
    auto Copy(Entry);
    A.reset();
    probe();
  }
  probe();
}

SCENARIO(shown_entries_become_pairs) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  KeyMap M;
  M[A] = B;
  std::pair<Shared, Shared> Entry = *M.begin();
  A.reset();
  B.reset();
  probe();
  Entry.first.reset();
  probe();
  M.clear();
  probe();
}

SCENARIO(positions_compare) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  KeyMap M;
  M[A] = B;
  {
    KeyMap::iterator It;
    It = M.begin();
    if (It == M.begin() && It != M.end())
      M.erase(It);
  }
  B.reset();
  probe();
  Set S(weakref::identity_hash{}), T;
  T.insert(A);
  S.swap(T);
  if (!T.contains(A) && S.contains(A))
    probe();
}

SCENARIO(extracted_holds) {
  Shared A = std::make_shared<Thing>(1);
  const weakref::extracted<int, Shared> X(1, A);
  A.reset();
  if (X.key() == 1)
    probe();
  X.mapped()->ping();
}

SCENARIO(layers_are_given) {
  weakref::layered<Thing, int, Shared> L({{1, std::make_shared<Thing>(1)}});
  probe();
  Shared A = std::make_shared<Thing>(2);
  L.set(A, 1, std::make_shared<Thing>(3));
  probe();
  L.erase(A, 1);
  probe();
  L.erase_default(1);
  probe();
}

SCENARIO(layers_are_moved_in) {
  std::unordered_map<int, Shared> Defaults{{1, std::make_shared<Thing>(1)}};
  {
    weakref::layered<Thing, int, Shared> L(std::move(Defaults));
    Defaults.clear();
    probe();
  }
  probe();
}

SCENARIO(factories_without_arguments_are_kept) {
  Shared A = std::make_shared<Thing>(1);
  {
    weakref::per_instance<Thing, Thing> Inner([A] { return A; });
    weakref::cache<int, Thing> C([A] { return A; });
    A.reset();
    probe();
  }
  probe();
}

SCENARIO(factories_are_kept) {
  Shared A = std::make_shared<Thing>(1), B = std::make_shared<Thing>(2);
  {
    weakref::per_instance<Thing, Thing> Inner([B](Thing &) { return B; });
    weakref::cache<int, Thing> C([B](int) { return B; });
    B.reset();
    probe();
    C.get(1);
  }
  probe();
}

SCENARIO(printed) {
  Shared A = std::make_shared<Thing>(1);
  weakref::proxy P(A);
  KeyMap K;
  ValueMap V;
  Set S;
  K[A] = nullptr;
  S.insert(A);
  V.insert_or_assign(1, A);
  std::ostringstream Out;
  Out << P << K << V << S;
  probe();
}

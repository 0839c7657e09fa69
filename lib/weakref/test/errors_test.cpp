// Exceptions and failing allocations wherever they can occur: nothing is lost,
// nothing half done, and firing allocates nothing.
#include "objects.h"

#include <cstdlib>
#include <new>

namespace {

/// Counts down to a failing allocation; negative for never.
thread_local long Budget = -1;
thread_local long Allocations = 0;

void *allocate(std::size_t Size) {
  ++Allocations;
  if (Budget == 0)
    throw std::bad_alloc();
  if (Budget > 0)
    --Budget;
  if (void *P = std::malloc(Size ? Size : 1))
    return P;
  throw std::bad_alloc();
}

struct Limit {
  explicit Limit(long N) { Budget = N; }
  ~Limit() { Budget = -1; }
};

} // namespace

void *operator new(std::size_t Size) { return allocate(Size); }
void *operator new[](std::size_t Size) { return allocate(Size); }
void operator delete(void *P) noexcept { std::free(P); }
void operator delete[](void *P) noexcept { std::free(P); }
void operator delete(void *P, std::size_t) noexcept { std::free(P); }
void operator delete[](void *P, std::size_t) noexcept { std::free(P); }

using namespace weakref;
using namespace weakref_test;

namespace {

/// Lets each allocation of Action fail in turn until it succeeds; Check runs
/// after every failure.
template <class F, class G> int failEachAllocation(F Action, G Check) {
  for (int N = 0;; ++N) {
    try {
      Limit L(N);
      Action();
      return N;
    } catch (const std::bad_alloc &) {
      Check();
    }
  }
}

TEST(Errors, FiringNeedsNoMemory) {
  auto P = std::make_shared<Object>();
  std::vector<ref<Object, callback>> Refs;
  int Called = 0;
  prompt_weak_set<Object> Set{P};
  prompt_weak_key_map<Object, int> Map{{P, 1}};
  for (int I = 0; I < 50; ++I)
    Refs.emplace_back(P, [&] { ++Called; });
  for (int I = 0; I < 50; ++I)
    finalizer(P, [&] { ++Called; });
  const long Before = Allocations;
  {
    Limit None(0);
    P.reset();
  }
  EXPECT_EQ(Called, 100);
  EXPECT_EQ(Allocations, Before);
  EXPECT_EQ(Set.size_hint(), 0u);
  EXPECT_EQ(Map.size_hint(), 0u);
}

TEST(Errors, LookupNeedsNoMemory) {
  auto P = std::make_shared<Object>(1);
  weak_value_map<int, Object> M{{1, P}};
  const long Before = Allocations;
  EXPECT_EQ(M.get(1), P);
  EXPECT_EQ(M.find(1)->second, P);
  for (auto [Key, Value] : M)
    EXPECT_EQ(Value->arg, Key);
  EXPECT_EQ(Allocations, Before);
}

TEST(Errors, RegisteringIsAllOrNothing) {
  auto P = std::make_shared<Object>();
  int Called = 0;
  std::vector<ref<Object, callback>> Refs;
  Refs.reserve(1);
  EXPECT_GT(
      failEachAllocation([&] { Refs.emplace_back(P, [&Called] { ++Called; }); },
                         [&] { EXPECT_EQ(count(P), 0u); }),
      1);
  EXPECT_GT(failEachAllocation([&] { finalizer(P, [&Called] { ++Called; }); },
                               [&] { EXPECT_EQ(count(P), 1u); }),
            1);
  P.reset();
  EXPECT_EQ(Called, 2);
}

TEST(Errors, MakeLeaksNothing) {
  std::shared_ptr<std::string> P;
  failEachAllocation([&] { P = make<std::string>(100, 'x'); },
                     [&] { EXPECT_EQ(P, nullptr); });
  EXPECT_EQ(P->size(), 100u);
}

template <class Map> void insertIsAllOrNothing() {
  std::vector<std::shared_ptr<Object>> Kept;
  for (int I = 0; I < 9; ++I)
    Kept.push_back(std::make_shared<Object>(I));
  Map M;
  for (int I = 0; I < 8; ++I)
    M.try_emplace(Kept[static_cast<std::size_t>(I)], I);
  // The ninth makes the table grow as well.
  const int Failures = failEachAllocation([&] { M.try_emplace(Kept[8], 8); },
                                          [&] {
                                            EXPECT_EQ(M.size(), 8u);
                                            EXPECT_EQ(M.size_hint(), 8u);
                                            EXPECT_FALSE(M.contains(Kept[8]));
                                            EXPECT_TRUE(M.contains(Kept[7]));
                                          });
  EXPECT_GE(Failures, 2);
  EXPECT_EQ(M.size(), 9u);
  Kept.clear();
  EXPECT_TRUE(M.empty());
}

TEST(Errors, InsertIsAllOrNothing) {
  insertIsAllOrNothing<weak_key_map<Object, int>>();
  insertIsAllOrNothing<prompt_weak_key_map<Object, int>>();
}

using owned_int = std::unique_ptr<int>;

template <class Map> void whatIsNotStoredIsNotMoved() {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  Map M, Other;
  auto Value = std::make_unique<int>(1);
  EXPECT_GE(failEachAllocation([&] { M.try_emplace(P, std::move(Value)); },
                               [&] { EXPECT_TRUE(Value); }),
            2);
  EXPECT_FALSE(Value);

  auto Node = M.extract(P);
  failEachAllocation([&] { Other.insert(std::move(Node)); },
                     [&] { EXPECT_TRUE(!Node.empty() && Node.mapped()); });
  EXPECT_TRUE(Node.empty());

  Map Third;
  failEachAllocation([&] { Third.merge(Other); },
                     [&] { EXPECT_EQ(*Other.at(P), 1); });
  EXPECT_EQ(*Third.at(P), 1);
  EXPECT_TRUE(Other.empty());
}

TEST(Errors, WhatIsNotStoredIsNotMoved) {
  whatIsNotStoredIsNotMoved<weak_key_map<Object, owned_int>>();
  whatIsNotStoredIsNotMoved<prompt_weak_key_map<Object, owned_int>>();
  prompt_weak_key_map<Plain, owned_int> M;
  auto Value = std::make_unique<int>(1);
  EXPECT_THROW(M.try_emplace(std::make_shared<Plain>(), std::move(Value)),
               not_trackable);
  EXPECT_TRUE(Value);
}

TEST(Errors, RoomForTooManyIsRefused) {
  weak_set<Object> Set;
  EXPECT_THROW(Set.reserve(~std::size_t{0}), std::length_error);
  weak_value_map<int, Object> Map;
  EXPECT_THROW(Map.reserve(Map.max_size() + 1), std::length_error);
  EXPECT_EQ(Map.size_hint(), 0u);
}

TEST(Errors, AssignmentOfFunctorsMayThrow) {
  struct Hash {
    Hash() = default;
    Hash(const Hash &) = default;
    Hash &operator=(const Hash &) { throw std::runtime_error("hash"); }
    std::size_t operator()(int I) const { return static_cast<std::size_t>(I); }
  };
  auto P = std::make_shared<Object>(1);
  weak_value_map<int, Object, Hash> From{{1, P}}, To;
  EXPECT_THROW(To = std::move(From), std::runtime_error);
  EXPECT_EQ(From.at(1), P);
  EXPECT_TRUE(To.empty());
}

TEST(Errors, ReplacingAPromptValueIsAllOrNothing) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  prompt_weak_value_map<int, Object> M{{1, P}};
  failEachAllocation([&] { M.insert_or_assign(1, Q); },
                     [&] { EXPECT_EQ(M.get(1), P); });
  EXPECT_EQ(M.get(1), Q);
  EXPECT_EQ(count(P), 0u);
  P.reset();
  EXPECT_EQ(M.get(1), Q);
}

TEST(Errors, CopyingIsAllOrNothing) {
  std::vector<std::shared_ptr<Object>> Kept;
  weak_set<Object> S;
  for (int I = 0; I < 20; ++I)
    S.insert(Kept.emplace_back(std::make_shared<Object>(I)));
  weak_set<Object> Copy;
  failEachAllocation([&] { Copy = S; }, [&] { EXPECT_TRUE(Copy.empty()); });
  EXPECT_EQ(Copy.size(), 20u);
}

/// Throws when told to.
struct Moody {
  static inline int Countdown = -1;
  static void maybe() {
    if (Countdown > 0 && --Countdown == 0)
      throw std::runtime_error("moody");
  }
  Moody() = default;
  Moody(const Moody &Other) : N(Other.N) { maybe(); }
  Moody &operator=(const Moody &Other) {
    maybe();
    N = Other.N;
    return *this;
  }
  int N = 1;
  friend bool operator==(const Moody &A, const Moody &B) {
    maybe();
    return A.N == B.N;
  }
};
struct MoodyHash {
  std::size_t operator()(const Moody &) const {
    Moody::maybe();
    return 1;
  }
};

TEST(Errors, HashEqualityAndCopiesMayThrow) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  for (int At = 1; At <= 4; ++At) {
    weak_value_map<Moody, Object, MoodyHash> M;
    Moody Key, Other;
    Other.N = 2;
    M.insert_or_assign(Key, P);
    Moody::Countdown = At;
    bool Thrown = false;
    try {
      M.insert_or_assign(Other, Q); // hash, equality, copy
    } catch (const std::runtime_error &) {
      Thrown = true;
    }
    Moody::Countdown = -1;
    EXPECT_EQ(Thrown, At <= 3);
    EXPECT_EQ(M.size(), Thrown ? 1u : 2u);
    EXPECT_EQ(M.get(Key), P);
    EXPECT_EQ(M.erase(Key), 1u);
    // No lock, no pin is left behind: erased means gone.
    EXPECT_EQ(M.size_hint(), Thrown ? 0u : 1u);
  }
}

TEST(Errors, ValuesMayThrowUnderThePromptLock) {
  auto P = std::make_shared<Object>(1);
  prompt_weak_key_map<Object, Moody> M;
  Moody V;
  Moody::Countdown = 1;
  EXPECT_THROW(M.try_emplace(P, V), std::runtime_error);
  Moody::Countdown = -1;
  EXPECT_EQ(M.size_hint(), 0u);
  EXPECT_EQ(count(P), 0u);
  M.try_emplace(P, V);
  Moody::Countdown = 1;
  EXPECT_THROW(M.insert_or_assign(P, V), std::runtime_error);
  Moody::Countdown = -1;
  EXPECT_EQ(M.size(), 1u);
}

TEST(Errors, AFunctionThatCannotBeCopiedInRegistersNothing) {
  struct Bad {
    Bad() = default;
    Bad(const Bad &) { throw std::runtime_error("copy"); }
    void operator()() const {}
  } F;
  auto P = std::make_shared<Object>();
  EXPECT_THROW((ref<Object, callback>(P, F)), std::runtime_error);
  EXPECT_THROW((finalizer<>(P, F)), std::runtime_error);
  EXPECT_EQ(count(P), 0u);
}

TEST(Errors, TheDefaultHandlerPrintsToStderr) {
  testing::internal::CaptureStderr();
  auto P = std::make_shared<Object>();
  ref A(P, [] { throw std::runtime_error("readable"); });
  ref B(P, [] { throw 1; });
  P.reset();
  const std::string Text = testing::internal::GetCapturedStderr();
  EXPECT_NE(Text.find("readable"), std::string::npos);
  EXPECT_NE(Text.find("unknown exception"), std::string::npos);
}

TEST(Errors, TheHandlerCanBeReplacedAndRestored) {
  auto Own = [](const char *, std::exception_ptr) noexcept {};
  const unraisable_handler Default = set_unraisable_handler(Own);
  EXPECT_EQ(set_unraisable_handler(nullptr), +Own);
  EXPECT_EQ(set_unraisable_handler(Default), Default);
}

} // namespace

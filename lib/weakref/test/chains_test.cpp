// Destruction chains: each object is released by what the library does for the
// one before it. A million of them must not need a million stack frames.
#include "objects.h"

#include <thread>

using namespace weakref;
using namespace weakref_test;

namespace {

constexpr int Length = 1000000;

struct Small {
  hook weakref_hook;
};
using small = std::shared_ptr<Small>;

TEST(Chains, FinalizersThatOwnTheNextObject) {
  auto First = std::make_shared<Small>();
  auto Last = First;
  for (int I = 0; I < Length; ++I) {
    auto Next = std::make_shared<Small>();
    finalizer(Last, [Next] {});
    Last = std::move(Next);
  }
  ref End(Last);
  Last.reset();
  EXPECT_TRUE(End.alive());
  First.reset();
  EXPECT_FALSE(End.alive());
}

TEST(Chains, CallbacksThatOwnTheNextObject) {
  auto First = std::make_shared<Small>();
  auto Last = First;
  std::vector<ref<Small, callback>> Refs;
  for (int I = 0; I < Length; ++I) {
    auto Next = std::make_shared<Small>();
    Refs.emplace_back(Last, [Next] {});
    Last = std::move(Next);
  }
  ref End(Last);
  Last.reset();
  First.reset();
  EXPECT_FALSE(End.alive());
}

TEST(Chains, PromptValuesThatOwnTheNextKey) {
  prompt_weak_key_map<Small, small> Map;
  auto First = std::make_shared<Small>();
  auto Last = First;
  for (int I = 0; I < Length; ++I) {
    auto Next = std::make_shared<Small>();
    Map.try_emplace(Last, Next);
    Last = std::move(Next);
  }
  Last.reset();
  EXPECT_EQ(Map.size_hint(), static_cast<std::size_t>(Length));
  First.reset();
  EXPECT_EQ(Map.size_hint(), 0u);
}

TEST(Chains, ClearingAMapOfSuchValues) {
  auto Map = std::make_unique<prompt_weak_key_map<Small, small>>();
  auto First = std::make_shared<Small>();
  auto Last = First;
  for (int I = 0; I < Length; ++I) {
    auto Next = std::make_shared<Small>();
    Map->try_emplace(Last, Next);
    Last = std::move(Next);
  }
  ref End(std::exchange(Last, nullptr));
  Map.reset();
  EXPECT_FALSE(End.alive());
  EXPECT_TRUE(First);
}

TEST(Chains, AnAmortisedMapOfSuchValues) {
  weak_key_map<Small, small> Map;
  auto First = std::make_shared<Small>();
  auto Last = First;
  for (int I = 0; I < Length; ++I) {
    auto Next = std::make_shared<Small>();
    Map.try_emplace(Last, Next);
    Last = std::move(Next);
  }
  Last.reset();
  First.reset();
  // One purge finds what is dead when it looks: the head of the chain.
  EXPECT_GE(Map.purge(), 1u);
  Map.clear();
  EXPECT_EQ(Map.size_hint(), 0u);
}

TEST(Chains, ManyRegistrationsOfOneObject) {
  auto P = std::make_shared<Small>();
  int Called = 0;
  for (int I = 0; I < Length; ++I)
    finalizer(P, [&Called] { ++Called; });
  P.reset();
  EXPECT_EQ(Called, Length);
}

TEST(Chains, CallbacksThatLookAtTheirAncestors) {
  // A chain of owners, as deep as plain shared_ptr destruction allows.
  struct Link {
    std::shared_ptr<Link> Next;
    hook weakref_hook;
  };
  constexpr int Depth = 2000;
  std::vector<std::weak_ptr<Link>> All;
  std::vector<ref<Link, callback>> Refs;
  int Alive = 0, Called = 0;
  std::shared_ptr<Link> Head;
  for (int I = 0; I < Depth; ++I) {
    auto Fresh = std::make_shared<Link>();
    Fresh->Next = std::move(Head);
    Head = std::move(Fresh);
    All.push_back(Head);
    const std::size_t Self = All.size();
    Refs.emplace_back(Head, [&, Self] {
      ++Called;
      for (std::size_t J = Self - 1; J < All.size(); ++J)
        Alive += All[J].lock() != nullptr;
    });
  }
  Head.reset();
  EXPECT_EQ(Called, Depth);
  EXPECT_EQ(Alive, 0);
}

TEST(Chains, EachThreadHasItsOwn) {
  auto Run = [] {
    auto First = std::make_shared<Small>();
    auto Last = First;
    for (int I = 0; I < 1000; ++I) {
      auto Next = std::make_shared<Small>();
      finalizer(Last, [Next] {});
      Last = std::move(Next);
    }
    ref End(std::exchange(Last, nullptr));
    First.reset();
    EXPECT_FALSE(End.alive());
  };
  std::thread A(Run), B(Run);
  A.join();
  B.join();
}

} // namespace

// finalizer, except for what happens at exit (at_exit.cpp).
#include "objects.h"

using namespace weakref;
using namespace weakref_test;

namespace {

TEST(Finalizer, CallableOnceThenDead) {
  auto P = std::make_shared<Object>();
  int Sum = 0;
  finalizer F(P, [&](int A, int B) { return Sum += A * B; }, 6, 7);
  static_assert(std::is_same_v<decltype(F), finalizer<int>>);
  EXPECT_TRUE(F.alive());
  EXPECT_EQ(F.peek(), P);
  EXPECT_EQ(F(), 42);
  EXPECT_FALSE(F.alive());
  EXPECT_FALSE(F);
  EXPECT_EQ(F(), std::nullopt);
  EXPECT_EQ(F.peek(), nullptr);
  EXPECT_FALSE(F.detach());
  P.reset();
  EXPECT_EQ(Sum, 42);
}

TEST(Finalizer, RunsAtDeath) {
  auto P = std::make_shared<Object>();
  int Called = 0;
  finalizer F(P, [&] { ++Called; });
  static_assert(std::is_same_v<decltype(F), finalizer<>>);
  P.reset();
  EXPECT_EQ(Called, 1);
  EXPECT_FALSE(F.alive());
  EXPECT_FALSE(F());
  EXPECT_EQ(Called, 1);
}

TEST(Finalizer, DetachGivesBackWhatWasRegistered) {
  auto P = std::make_shared<Object>();
  int Called = 0;
  finalizer F(P, [&](int N) { return Called += N; }, 5);
  auto Detached = F.detach();
  ASSERT_TRUE(Detached);
  EXPECT_EQ(Detached->referent, P);
  EXPECT_FALSE(F.alive());
  EXPECT_FALSE(F.detach());
  Detached->referent.reset();
  P.reset();
  EXPECT_EQ(Called, 0);
  EXPECT_EQ(Detached->call(), 5);
}

TEST(Finalizer, NewestFirstWithoutAHandle) {
  auto P = std::make_shared<Object>();
  std::vector<int> Order;
  auto Add = [&](int N) { Order.push_back(N); };
  finalizer(P, Add, 1);
  finalizer(P, Add, 2);
  finalizer Detached(P, Add, 3);
  finalizer Called(P, Add, 4);
  finalizer(P, Add, 5);
  Detached.detach();
  Called();
  EXPECT_EQ(Order, (std::vector{4}));
  P.reset();
  EXPECT_EQ(Order, (std::vector{4, 5, 2, 1}));
}

TEST(Finalizer, EverythingIsReleasedAfterwards) {
  auto Captured = std::make_shared<int>(1);
  auto Argument = std::make_shared<int>(2);
  auto Use = [Captured](const std::shared_ptr<int> &) {};
  {
    auto P = std::make_shared<Object>();
    finalizer F(P, Use, Argument);
    EXPECT_EQ(Argument.use_count(), 2);
    P.reset();
    EXPECT_EQ(Argument.use_count(), 1);
    EXPECT_EQ(Captured.use_count(), 2);
  }
  {
    auto P = std::make_shared<Object>();
    finalizer F(P, Use, Argument);
    F();
    EXPECT_EQ(Argument.use_count(), 1);
    finalizer G(P, Use, Argument);
    G.detach();
    EXPECT_EQ(Argument.use_count(), 1);
  }
}

TEST(Finalizer, ReleasesTheMemoryOfTheObject) {
  auto P = std::make_shared<Object>();
  std::weak_ptr<Object> W = P;
  finalizer F(P, [] {});
  P.reset();
  finalizer<> Copy = F;
  EXPECT_FALSE(Copy.alive());
  EXPECT_EQ(W.use_count(), 0);
}

TEST(Finalizer, ACallOfItsOwnMayThrow) {
  auto P = std::make_shared<Object>();
  finalizer F(P, [] { throw std::runtime_error("seen"); });
  EXPECT_THROW(F(), std::runtime_error);
  EXPECT_FALSE(F.alive());
}

TEST(Finalizer, ThrowingAtDeathIsReported) {
  CaughtUnraisable Caught;
  auto P = std::make_shared<Object>();
  int Called = 0;
  finalizer(P, [&] { ++Called; });
  finalizer(P, [] { throw std::runtime_error("bad"); });
  P.reset();
  EXPECT_EQ(Called, 1);
  EXPECT_EQ(Caught.messages(), std::vector<std::string>{"finalizer: bad"});
}

TEST(Finalizer, MoveOnlyArguments) {
  auto P = std::make_shared<Object>();
  int Got = 0;
  finalizer F(
      P, [&](std::unique_ptr<int> N) { Got = *N; }, std::make_unique<int>(8));
  P.reset();
  EXPECT_EQ(Got, 8);
}

TEST(Finalizer, WatchesObjectsThatAreNotShared) {
  int Called = 0;
  finalizer<> F;
  {
    Object Local;
    F = finalizer<>::on(Local.weakref_hook, [&] { ++Called; });
    EXPECT_TRUE(F.alive());
    EXPECT_EQ(F.peek(), nullptr);
  }
  EXPECT_EQ(Called, 1);
  auto U = std::make_unique<Object>();
  F = finalizer<>::on(U->weakref_hook, [&] { ++Called; });
  U.reset();
  EXPECT_EQ(Called, 2);
}

TEST(Finalizer, MayRegisterMoreWhileRunning) {
  auto P = std::make_shared<Object>(), Q = std::make_shared<Object>();
  int Called = 0;
  finalizer(P, [&] { finalizer(Q, [&] { ++Called; }); });
  P.reset();
  EXPECT_EQ(Called, 0);
  Q.reset();
  EXPECT_EQ(Called, 1);
}

TEST(Finalizer, OneMayBeRegisteredWithTheObjectThatIsDying) {
  std::vector<int> Called;
  {
    Object Local;
    const hook &Hook = Local.weakref_hook;
    finalizer<>::on(Hook, [&] {
      Called.push_back(1);
      finalizer<>::on(Hook, [&] { Called.push_back(2); });
    });
  }
  EXPECT_EQ(Called, (std::vector<int>{1, 2}));
}

TEST(Finalizer, AtExitIsAnAttribute) {
  auto P = std::make_shared<Object>();
  finalizer F(P, [] {});
  EXPECT_TRUE(F.atexit());
  F.set_atexit(false);
  EXPECT_FALSE(F.atexit());
  F();
  F.set_atexit(true);
  EXPECT_FALSE(F.atexit());
}

TEST(Finalizer, HandlesOfOneRegistrationAreEqual) {
  auto P = std::make_shared<Object>();
  finalizer F(P, [] {}), G(P, [] {});
  auto Copy = F;
  EXPECT_EQ(F, Copy);
  EXPECT_NE(F, G);
  EXPECT_FALSE(finalizer<>().alive());
}

} // namespace

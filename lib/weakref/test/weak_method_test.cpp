// weak_method, strong_method and bind_weak.
#include "objects.h"

#include <functional>
#include <unordered_set>

using namespace weakref;
using namespace weakref_test;

namespace {

struct Counter {
  int total = 0;
  int add(int N) { return total += N; }
  void bump() { ++total; }
  int get() const { return total; }
  hook weakref_hook;
};

TEST(WeakMethod, GivesTheBoundMethod) {
  auto P = std::make_shared<Counter>();
  weak_method M(P, &Counter::add);
  EXPECT_TRUE(M.alive());
  EXPECT_EQ(*M(2), 2);
  {
    auto Bound = M.lock();
    ASSERT_TRUE(Bound);
    EXPECT_EQ(P.use_count(), 2);
    EXPECT_EQ(Bound(3), 5);
  }
  EXPECT_EQ(M.object(), ref(P));
  EXPECT_EQ(M.method(), &Counter::add);
}

TEST(WeakMethod, MayBeALambda) {
  auto P = std::make_shared<Counter>();
  weak_method M(P, [Step = 2](Counter &C) { return C.add(Step); });
  EXPECT_EQ(*M(), 2);
  EXPECT_EQ(M.lock()(), 4);
  P.reset();
  EXPECT_FALSE(M.lock());
  EXPECT_FALSE(M());
}

TEST(WeakMethod, DoesNothingOnceTheObjectIsDead) {
  auto P = std::make_shared<Counter>();
  weak_method M(P, &Counter::add);
  weak_method V(P, &Counter::bump);
  EXPECT_TRUE(V());
  P.reset();
  EXPECT_FALSE(M.alive());
  EXPECT_FALSE(M.lock());
  EXPECT_EQ(M(1), std::nullopt);
  EXPECT_FALSE(V());
}

TEST(WeakMethod, CallsBackOnceWhenTheObjectDies) {
  auto P = std::make_shared<Counter>();
  int Called = 0;
  weak_method M(P, &Counter::get, [&] { ++Called; });
  EXPECT_EQ(Called, 0);
  P.reset();
  EXPECT_EQ(Called, 1);
  EXPECT_FALSE(M());
}

TEST(WeakMethod, KeepsNothingAlive) {
  auto P = std::make_shared<Counter>();
  std::weak_ptr<Counter> W = P;
  weak_method A(P, &Counter::get), B(P, &Counter::get);
  std::function<std::optional<int>()> Stored = A;
  EXPECT_EQ(P.use_count(), 1);
  P.reset();
  EXPECT_TRUE(W.expired());
  EXPECT_FALSE(Stored());
}

TEST(WeakMethod, EqualWithSameObjectAndMethod) {
  auto P = std::make_shared<Counter>(), Q = std::make_shared<Counter>();
  using method = weak_method<Counter, int (Counter::*)(int)>;
  struct Other : Counter {
    int sub(int N) { return total -= N; }
  };
  method A(P, &Counter::add), B(P, &Counter::add), C(Q, &Counter::add);
  method D(P, static_cast<int (Counter::*)(int)>(&Other::sub));
  EXPECT_EQ(A, B);
  EXPECT_NE(A, C);
  EXPECT_NE(A, D);
  P.reset();
  EXPECT_EQ(A, B);
  EXPECT_NE(A, C);
  EXPECT_NE(A, D);
  Q.reset();
  EXPECT_NE(A, C);
}

TEST(WeakMethod, HashStaysAfterDeath) {
  auto P = std::make_shared<Counter>();
  using method = weak_method<Counter, int (Counter::*)(int)>;
  method A(P, &Counter::add), B(P, &Counter::add);
  std::unordered_set<method> Set{A};
  EXPECT_EQ(Set.count(B), 1u);
  P.reset();
  EXPECT_EQ(Set.count(B), 1u);
  EXPECT_EQ(std::hash<method>()(A), std::hash<method>()(B));
}

TEST(BindWeak, TakesMembersAndLambdas) {
  auto P = std::make_shared<Counter>();
  std::function<void()> Bump = bind_weak(&Counter::bump, P);
  auto Add = bind_weak(&Counter::add, ref(P));
  auto Plus =
      bind_weak([](Counter &C, int A, int B) { return C.total + A + B; },
                std::weak_ptr<Counter>(P), 10);
  auto Read = bind_weak(&Counter::get, std::shared_ptr<const Counter>(P));
  Bump();
  EXPECT_EQ(*Add(4), 5);
  EXPECT_EQ(*Plus(100), 115);
  EXPECT_EQ(*Read(), 5);
  EXPECT_EQ(P.use_count(), 1);
  P.reset();
  Bump();
  EXPECT_FALSE(Add(4));
  EXPECT_FALSE(Plus(1));
  EXPECT_FALSE(Read());
}

TEST(BindWeak, HoldsTheObjectDuringTheCall) {
  auto P = std::make_shared<Counter>();
  auto F = bind_weak(
      [&P](Counter &C) {
        P.reset();
        return C.total;
      },
      P);
  P->total = 9;
  EXPECT_EQ(*F(), 9);
  EXPECT_FALSE(F());
}

TEST(BindWeak, ArgumentsAreKeptByValue) {
  auto P = std::make_shared<Counter>();
  auto Shared = std::make_shared<int>(3);
  auto F = bind_weak([](Counter &C, const std::shared_ptr<int> &N,
                        int M) { return C.add(*N + M); },
                     P, Shared);
  EXPECT_EQ(Shared.use_count(), 2);
  const auto &Const = F;
  EXPECT_EQ(*Const(1), 4);
}

TEST(BindWeak, MutableStateStays) {
  auto P = std::make_shared<Counter>();
  auto F = bind_weak([N = 0](Counter &) mutable { return ++N; }, P);
  F();
  EXPECT_EQ(*F(), 2);
}

} // namespace

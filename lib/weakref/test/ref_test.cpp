// ref, value_ref and callback_ref.
#include "objects.h"

#include <set>
#include <sstream>
#include <thread>
#include <unordered_map>
#include <unordered_set>

using namespace weakref;
using namespace weakref_test;

namespace {

template <class T> std::string text(const T &Value) {
  std::ostringstream Out;
  Out << Value;
  return Out.str();
}

TEST(Ref, LiveGivesObjectDeadGivesNone) {
  auto P = std::make_shared<Plain>(7);
  ref R(P);
  EXPECT_TRUE(R.alive());
  EXPECT_EQ(R(), P);
  EXPECT_EQ(R.lock()->arg, 7);
  EXPECT_EQ(P.use_count(), 1);
  P.reset();
  EXPECT_FALSE(R.alive());
  EXPECT_TRUE(R.expired());
  EXPECT_FALSE(R);
  EXPECT_EQ(R(), nullptr);
}

TEST(Ref, CostsAWeakPtr) {
  static_assert(sizeof(ref<Plain>) == sizeof(std::weak_ptr<Plain>));
  static_assert(sizeof(proxy<Plain>) == sizeof(std::weak_ptr<Plain>));
  static_assert(std::is_nothrow_move_constructible_v<ref<Plain>>);
  static_assert(std::is_nothrow_copy_constructible_v<ref<Plain>>);
}

TEST(Ref, EmptyIsDead) {
  ref<Plain> A, B(nullptr), C(std::shared_ptr<Plain>{});
  EXPECT_FALSE(A);
  EXPECT_EQ(A, B);
  EXPECT_EQ(A, C);
  EXPECT_EQ(A.address(), nullptr);
}

TEST(Ref, PrintsTypeAndAddressOrDead) {
  auto P = std::make_shared<Plain>();
  ref R(P);
  std::ostringstream Address;
  Address << static_cast<const void *>(P.get());
  EXPECT_NE(text(R).find("Plain' at " + Address.str()), std::string::npos);
  P.reset();
  EXPECT_NE(text(R).find("; dead>"), std::string::npos);
}

/// Whose own printing must not be asked.
struct Unprintable {
  friend void operator<<(std::ostream &, const Unprintable &) = delete;
  virtual ~Unprintable() = default;
};

TEST(Ref, PrintingAsksNothingOfTheObject) {
  auto P = std::make_shared<Unprintable>();
  EXPECT_NO_THROW(text(ref(P)));
  EXPECT_NO_THROW(text(proxy(P)));
}

TEST(Ref, EqualityIsIdentityForEver) {
  auto P = std::make_shared<Object>(1);
  auto Q = std::make_shared<Object>(1);
  ref A(P), B(P), C(Q);
  EXPECT_EQ(A, B);
  EXPECT_NE(A, C);
  P.reset();
  EXPECT_EQ(A, B);
  EXPECT_NE(A, C);
  Q.reset();
  EXPECT_NE(A, C);
}

TEST(Ref, PartsOfOneObjectDiffer) {
  struct Pair {
    int a = 0, b = 0;
  };
  auto P = std::make_shared<Pair>();
  std::shared_ptr<int> X(P, &P->a), Y(P, &P->b);
  ref A(X), B(Y);
  EXPECT_NE(A, B);
  EXPECT_TRUE(owner_equal(A, B));
  EXPECT_TRUE(owner_equal(X, B));
}

TEST(Ref, ALaterObjectAtTheSamePlaceIsAnother) {
  struct Storage {
    alignas(Plain) unsigned char Bytes[sizeof(Plain)];
  } Place;
  auto End = [](Plain *P) { P->~Plain(); };
  std::shared_ptr<Plain> P(new (&Place) Plain(1), End);
  ref Old(P);
  P.reset();
  P.reset(new (&Place) Plain(2), End);
  EXPECT_EQ(Old.address(), ref(P).address());
  EXPECT_NE(Old, ref(P));
}

TEST(Ref, HashNeverChanges) {
  auto P = std::make_shared<Plain>();
  ref R(P);
  const auto Before = std::hash<ref<Plain>>()(R);
  EXPECT_EQ(Before, std::hash<ref<Plain>>()(ref(P)));
  std::unordered_set<ref<Plain>> Set{R};
  P.reset();
  EXPECT_EQ(Before, std::hash<ref<Plain>>()(R));
  EXPECT_EQ(Set.erase(R), 1u);
}

TEST(Ref, HashesOfManyObjectsDiffer) {
  std::vector<std::shared_ptr<Plain>> Kept;
  std::set<std::size_t> Low;
  for (int I = 0; I < 256; ++I) {
    Kept.push_back(std::make_shared<Plain>());
    Low.insert(ref(Kept.back()).hash() % 1024);
  }
  EXPECT_GT(Low.size(), 128u);
}

TEST(Ref, OrderedByOwnerOnRequest) {
  auto P = std::make_shared<Plain>(), Q = std::make_shared<Plain>();
  std::set<ref<Plain>, owner_less> Set{ref(P), ref(Q), ref(P)};
  EXPECT_EQ(Set.size(), 2u);
  P.reset();
  EXPECT_EQ(Set.size(), 2u);
  EXPECT_EQ(Set.count(ref(Q)), 1u);
}

TEST(Ref, ConvertsToBases) {
  struct Base {
    virtual ~Base() = default;
  };
  struct Derived : Base {};
  auto P = std::make_shared<Derived>();
  ref<Derived> R(P);
  ref<Base> B = R;
  ref<const Base> C = P;
  EXPECT_EQ(B(), P);
  EXPECT_EQ(C(), P);
  static_assert(!std::is_constructible_v<ref<Derived>, ref<Base>>);
}

TEST(Ref, ConvertsToWeakPointers) {
  struct Special : Plain {};
  auto P = std::make_shared<Special>();
  const ref R(P);
  const std::weak_ptr<Special> Same = R;
  const std::weak_ptr<Plain> Base(R);
  std::weak_ptr<const Plain> Constant;
  Constant = R;
  EXPECT_EQ(Same.lock(), P);
  EXPECT_EQ(Base.lock(), P);
  EXPECT_EQ(Constant.lock(), P);
  static_assert(!std::is_convertible_v<ref<Plain>, std::weak_ptr<Special>>);
  static_assert(!std::is_convertible_v<ref<Plain>, std::shared_ptr<Plain>>);
}

TEST(Ref, CarriesDataWhenDerivedFrom) {
  struct Tagged : ref<Plain> {
    Tagged(const std::shared_ptr<Plain> &P, int T) : ref<Plain>(P), Tag(T) {}
    int Tag;
  };
  auto P = std::make_shared<Plain>(3);
  Tagged T(P, 24);
  EXPECT_EQ(T()->arg, 3);
  P.reset();
  EXPECT_EQ(T.Tag, 24);
  EXPECT_FALSE(T());
}

TEST(Ref, DerivedAndPlainAreSeparate) {
  struct Tagged : ref<Plain> {
    using ref<Plain>::ref;
    int Tag = 1;
  };
  auto P = std::make_shared<Plain>();
  ref A(P);
  Tagged B(P), C(P);
  B.Tag = 2;
  EXPECT_EQ(C.Tag, 1);
  EXPECT_EQ(A, B);
}

TEST(Ref, MadeInADestructorIsDead) {
  struct Late : std::enable_shared_from_this<Late> {
    explicit Late(ref<Late> &O) : Out(O) {}
    ~Late() { Out = weak_from_this(); }
    ref<Late> &Out;
  };
  ref<Late> Out;
  std::make_shared<Late>(Out).reset();
  EXPECT_FALSE(Out.alive());
  EXPECT_FALSE(Out());
}

TEST(Ref, ManyThreadsMakeRefsWhileOthersDie) {
  auto Make = [] {
    for (int I = 0; I < 500; ++I) {
      auto P = std::make_shared<Object>(I);
      ref R(P);
      int Called = 0;
      ref C(P, [&] { ++Called; });
      P.reset();
      EXPECT_FALSE(R());
      EXPECT_EQ(Called, 1);
    }
  };
  std::thread Other(Make);
  Make();
  Other.join();
}

TEST(ValueRef, LiveComparesObjectsDeadComparesIdentity) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(1);
  auto Z = std::make_shared<Object>(2);
  value_ref A(P), B(Q), C(Z), A2(P);
  EXPECT_EQ(A, B);
  EXPECT_NE(A, C);
  Q.reset();
  EXPECT_NE(A, B);
  P.reset();
  EXPECT_NE(A, B);
  EXPECT_EQ(A, A2);
}

TEST(ValueRef, KeepsItsHash) {
  auto P = std::make_shared<Object>(42);
  value_ref R(P);
  EXPECT_EQ(std::hash<value_ref<Object>>()(R), std::hash<Object>()(*P));
  P->arg = 43;
  EXPECT_EQ(R.hash(), 42u);
  P.reset();
  EXPECT_EQ(R.hash(), 42u);
}

TEST(CallbackRef, CalledOnceAfterTheRefIsDead) {
  auto P = std::make_shared<Object>();
  int Called = 0;
  bool WasAlive = true;
  ref R(P, [&](const ref<Object> &Dead) {
    ++Called;
    WasAlive = Dead.alive();
  });
  static_assert(std::is_same_v<decltype(R), ref<Object, callback>>);
  EXPECT_EQ(R(), P);
  EXPECT_EQ(Called, 0);
  P.reset();
  EXPECT_EQ(Called, 1);
  EXPECT_FALSE(WasAlive);
}

TEST(CallbackRef, EveryCallbackRunsNewestFirst) {
  auto P = std::make_shared<Object>();
  std::vector<int> Order;
  ref A(P, [&] { Order.push_back(1); });
  ref B(P, [&] { Order.push_back(2); });
  ref C(P, [&] { Order.push_back(3); });
  P.reset();
  EXPECT_EQ(Order, (std::vector{3, 2, 1}));
}

TEST(CallbackRef, AllRefsAreDeadBeforeTheFirstCallback) {
  auto P = std::make_shared<Object>();
  std::vector<ref<Object>> Plain;
  std::vector<ref<Object, callback>> Noted;
  int Alive = 0, Called = 0;
  auto Look = [&] {
    ++Called;
    for (auto &R : Plain)
      Alive += R.alive();
    for (auto &R : Noted)
      Alive += R.alive();
  };
  for (int I = 0; I < 3; ++I) {
    Plain.emplace_back(P);
    Noted.emplace_back(P, Look);
  }
  P.reset();
  EXPECT_EQ(Called, 3);
  EXPECT_EQ(Alive, 0);
}

TEST(CallbackRef, NullFunctionIsNoCallback) {
  auto P = std::make_shared<Object>();
  ref<Object, callback> A(P, nullptr);
  ref<Object, callback> B(P, std::function<void()>());
  ref<Object, callback> C(P, static_cast<void (*)()>(nullptr));
  EXPECT_FALSE(A.has_callback() || B.has_callback() || C.has_callback());
  EXPECT_EQ(count(P), 0u);
  EXPECT_EQ(A, ref(P));
  EXPECT_EQ(B, C);
}

TEST(CallbackRef, GoingFirstItIsNotCalled) {
  auto P = std::make_shared<Object>();
  int Called = 0;
  {
    ref R(P, [&] { ++Called; });
    auto Copy = R;
    EXPECT_EQ(count(P), 1u);
  }
  EXPECT_EQ(count(P), 0u);
  P.reset();
  EXPECT_EQ(Called, 0);
}

TEST(CallbackRef, CopiesShareOneRegistration) {
  auto P = std::make_shared<Object>();
  int Called = 0;
  ref<Object, callback> Copy;
  {
    ref R(P, [&] { ++Called; });
    Copy = R;
  }
  P.reset();
  EXPECT_EQ(Called, 1);
}

TEST(CallbackRef, RefsWithDifferentCallbacksAreNotMixedUp) {
  auto P = std::make_shared<Object>();
  int First = 0, Second = 0;
  ref A(P, [&] { ++First; });
  ref B(P, [&] { ++Second; });
  EXPECT_EQ(A, B);
  A.reset();
  P.reset();
  EXPECT_EQ(First, 0);
  EXPECT_EQ(Second, 1);
}

TEST(CallbackRef, CallbackIsVisibleUntilTheDeath) {
  auto P = std::make_shared<Object>();
  ref R(P, [] {});
  ref Old(P, [] {});
  EXPECT_TRUE(R.has_callback());
  EXPECT_TRUE(Old.cancel());
  EXPECT_FALSE(Old.has_callback());
  EXPECT_FALSE(Old.cancel());
  P.reset();
  EXPECT_FALSE(R.has_callback());
  EXPECT_FALSE(R.cancel());
}

TEST(CallbackRef, FunctionIsDestroyedAfterItsCall) {
  auto P = std::make_shared<Object>();
  auto Captured = std::make_shared<int>();
  ref R(P, [Captured] {});
  EXPECT_EQ(Captured.use_count(), 2);
  P.reset();
  EXPECT_EQ(Captured.use_count(), 1);
}

TEST(CallbackRef, MoveOnlyFunctionsWork) {
  auto P = std::make_shared<Object>();
  int Result = 0;
  ref R(P, [&, N = std::make_unique<int>(5)] { Result = *N; });
  P.reset();
  EXPECT_EQ(Result, 5);
}

TEST(CallbackRef, ExceptionsGoToTheHandlerAndTheOthersRun) {
  CaughtUnraisable Caught;
  auto P = std::make_shared<Object>();
  int Called = 0;
  ref A(P, [&] { ++Called; });
  ref B(P, [&] {
    ++Called;
    throw std::runtime_error("lost");
  });
  ref C(P, [&] {
    ++Called;
    throw 1;
  });
  P.reset();
  EXPECT_EQ(Called, 3);
  EXPECT_EQ(Caught.messages(),
            (std::vector<std::string>{"callback of a weak reference",
                                      "callback of a weak reference: lost"}));
}

TEST(CallbackRef, AnExceptionInFlightIsKept) {
  CaughtUnraisable Caught;
  int Called = 0;
  try {
    auto P = std::make_shared<Object>();
    ref<Object, callback> R;
    R = ref(P, [&] {
      ++Called;
      throw std::runtime_error("inner");
    });
    auto Keep = std::move(P); // dies before R when the exception unwinds
    throw std::logic_error("outer");
  } catch (const std::logic_error &E) {
    EXPECT_STREQ(E.what(), "outer");
  }
  EXPECT_EQ(Called, 1);
  EXPECT_EQ(Caught.messages().size(), 1u);
}

TEST(CallbackRef, ACallbackMayDestroyMore) {
  auto Doomed = std::make_shared<Object>(1);
  auto P = std::make_shared<Object>(2);
  std::vector<int> Order;
  ref A(Doomed, [&] { Order.push_back(1); });
  ref<Object, callback> Other;
  ref B(P, [&] {
    Order.push_back(2);
    Doomed.reset();
    Other.reset();
    Order.push_back(3);
  });
  P.reset();
  EXPECT_EQ(Order, (std::vector{2, 1, 3}));
}

TEST(CallbackRef, ACallbackMayCancelTheNext) {
  auto P = std::make_shared<Object>();
  int Called = 0;
  ref First(P, [&] { ++Called; });
  ref Second(P, [&] {
    ++Called;
    First.reset();
  });
  P.reset();
  EXPECT_EQ(Called, 1);
}

TEST(CallbackRef, ACallbackMayDestroyItsOwnRef) {
  auto P = std::make_shared<Object>();
  std::unique_ptr<ref<Object, callback>> R;
  int Called = 0;
  R = std::make_unique<ref<Object, callback>>(P, [&] {
    R.reset();
    ++Called;
  });
  P.reset();
  EXPECT_EQ(Called, 1);
}

TEST(CallbackRef, FiresForConstObjects) {
  int Called = 0;
  std::shared_ptr<const Object> P = std::make_shared<Object>();
  ref R(P, [&] { ++Called; });
  P.reset();
  EXPECT_EQ(Called, 1);
}

TEST(Count, CountsRegistrationsOnly) {
  auto P = std::make_shared<Object>();
  EXPECT_EQ(count(P), 0u);
  ref Plain(P);
  proxy X(P);
  EXPECT_EQ(count(P), 0u);
  ref A(P, [] {});
  proxy B(P, [] {});
  finalizer F(P, [] {});
  EXPECT_EQ(count(P), 3u);
  A.reset();
  F.detach();
  EXPECT_EQ(count(P), 1u);
  EXPECT_EQ(count(std::make_shared<weakref_test::Plain>()), 0u);
  EXPECT_EQ(count(std::shared_ptr<Object>()), 0u);
}

TEST(Refs, ListsCallbackRefsNewestFirst) {
  auto P = std::make_shared<Object>();
  EXPECT_TRUE(refs(P).empty());
  int First = 0, Second = 0;
  ref A(P, [&] { ++First; });
  ref B(P, [&] { ++Second; });
  finalizer F(P, [] {});
  auto All = refs(P);
  ASSERT_EQ(All.size(), 2u);
  EXPECT_EQ(All[0], B);
  EXPECT_TRUE(All[0].cancel());
  All.clear();
  P.reset();
  EXPECT_EQ(First, 1);
  EXPECT_EQ(Second, 0);
}

} // namespace

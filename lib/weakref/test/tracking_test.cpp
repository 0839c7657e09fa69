// Hooks, make(), adopt(): which objects tell of their death, and in what order.
#include "objects.h"

#include <thread>

using namespace weakref;
using namespace weakref_test;

namespace {

using Log = std::vector<std::string>;

struct Private {
private:
  friend struct weakref::access;
  hook weakref_hook;
};
struct Based : enable<Based> {};
struct Polymorphic {
  virtual ~Polymorphic() = default;
};
struct DerivedHooked : Polymorphic, enable<DerivedHooked> {};
struct FromHooked : Object {};

static_assert(trackability_v<Object> == trackability::member);
static_assert(trackability_v<const Object> == trackability::member);
static_assert(trackability_v<Private> == trackability::member);
static_assert(trackability_v<FromHooked> == trackability::member);
static_assert(trackability_v<Based> == trackability::base);
static_assert(trackability_v<Plain> == trackability::maybe);
static_assert(trackability_v<int> == trackability::maybe);
static_assert(sizeof(hook) == sizeof(void *));
static_assert(std::is_nothrow_default_constructible_v<hook>);

template <class P> bool fires(P Pointer) {
  int Called = 0;
  ref R(Pointer, [&] { ++Called; });
  EXPECT_EQ(Called, 0);
  Pointer.reset();
  return Called == 1;
}

TEST(Tracking, MemberAndBaseHooksFire) {
  EXPECT_TRUE(fires(std::make_shared<Object>()));
  EXPECT_TRUE(fires(std::make_shared<Private>()));
  EXPECT_TRUE(fires(std::make_shared<Based>()));
  EXPECT_TRUE(fires(std::make_shared<FromHooked>()));
  EXPECT_TRUE(fires(std::shared_ptr<Object>(new Object)));
  EXPECT_TRUE(fires(std::shared_ptr<Object>(std::make_unique<Object>())));
}

TEST(Tracking, ABasePointerFindsTheHook) {
  EXPECT_TRUE(fires(std::shared_ptr<Polymorphic>(new DerivedHooked)));
  EXPECT_FALSE(is_trackable(std::make_shared<Polymorphic>()));
}

TEST(Tracking, MadeAndAdoptedObjectsFire) {
  EXPECT_TRUE(fires(make<Plain>(3)));
  EXPECT_TRUE(fires(make<int>(3)));
  EXPECT_TRUE(fires(make<Object>(3)));
  EXPECT_TRUE(fires(adopt(std::make_unique<Plain>())));
  EXPECT_TRUE(fires(adopt(std::make_unique<Object>())));
  EXPECT_TRUE(fires(std::shared_ptr<Polymorphic>(make<Polymorphic>())));
  EXPECT_EQ(adopt(std::unique_ptr<Plain>()), nullptr);
  EXPECT_EQ(make<Plain>(3)->arg, 3);
}

TEST(Tracking, APartFindsTheHookOfTheWhole) {
  auto Whole = make<Plain>();
  std::shared_ptr<int> Part(Whole, &Whole->arg);
  std::shared_ptr<void> Void = Whole;
  EXPECT_TRUE(is_trackable(Part));
  EXPECT_TRUE(is_trackable(Void));
  int Called = 0;
  ref R(Part, [&] { ++Called; });
  Void.reset();
  Whole.reset();
  EXPECT_EQ(Called, 0);
  Part.reset();
  EXPECT_EQ(Called, 1);
}

TEST(Tracking, WithoutAHookItIsRefused) {
  auto P = std::make_shared<Plain>();
  EXPECT_FALSE(is_trackable(P));
  EXPECT_THROW(ref(P, [] {}), not_trackable);
  EXPECT_THROW(finalizer(P, [] {}), not_trackable);
  EXPECT_THROW(prompt_weak_set<Plain>{P}, not_trackable);
  EXPECT_THROW(ref(std::shared_ptr<Object>(), [] {}), not_trackable);
  ref<Plain, callback> Out;
  EXPECT_EQ(try_watch(P, [] {}, Out), errc::not_trackable);
  EXPECT_FALSE(Out);
  auto Q = make<Plain>();
  EXPECT_FALSE(try_watch(Q, [] {}, Out));
  EXPECT_TRUE(Out.has_callback());
}

TEST(Tracking, OrderWithAMember) {
  Log L;
  auto P = std::make_shared<Noisy>(L, "a");
  ref R(P, [&] { L.push_back("callback"); });
  P.reset();
  EXPECT_EQ(L, (Log{"~a", "callback", "member of a"}));
}

TEST(Tracking, OrderWithABase) {
  struct Member {
    Log &L;
    ~Member() { L.push_back("member"); }
  };
  struct Object : enable<Object> {
    explicit Object(Log &L) : L(L), M{L} {}
    ~Object() { L.push_back("body"); }
    Log &L;
    Member M;
  };
  Log L;
  auto P = std::make_shared<Object>(L);
  ref R(P, [&] { L.push_back("callback"); });
  P.reset();
  EXPECT_EQ(L, (Log{"body", "member", "callback"}));
}

TEST(Tracking, OrderWithMake) {
  struct Object {
    explicit Object(Log &L) : L(L) {}
    ~Object() { L.push_back("body"); }
    Log &L;
  };
  Log L;
  auto P = make<Object>(L);
  ref R(P, [&] { L.push_back("callback"); });
  P.reset();
  EXPECT_EQ(L, (Log{"callback", "body"}));
}

TEST(Tracking, CopiesOfAnObjectCopyNoCallback) {
  int Called = 0;
  auto P = std::make_shared<Object>(1);
  ref R(P, [&] { ++Called; });
  auto Q = std::make_shared<Object>(*P);
  *Q = *P;
  auto Moved = std::make_shared<Object>(std::move(*Q));
  Q.reset();
  Moved.reset();
  EXPECT_EQ(Called, 0);
  *P = Object(2);
  EXPECT_EQ(Called, 0);
  P.reset();
  EXPECT_EQ(Called, 1);
}

TEST(Tracking, SharedFromThisSurvives) {
  struct Self : std::enable_shared_from_this<Self> {};
  auto P = make<Self>();
  EXPECT_EQ(P->shared_from_this(), P);
  auto Q = adopt(std::make_unique<Self>());
  EXPECT_EQ(Q->weak_from_this().lock(), Q);
}

TEST(Tracking, FirstRegistrationsRaceSafely) {
  for (int I = 0; I < 50; ++I) {
    auto P = std::make_shared<Object>();
    std::atomic<int> Called{0};
    auto Register = [&] { finalizer(P, [&] { ++Called; }); };
    std::thread A(Register), B(Register);
    A.join();
    B.join();
    P.reset();
    EXPECT_EQ(Called, 2);
  }
}

} // namespace

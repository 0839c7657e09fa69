// proxy, callable proxies and try_proxy.
#include "objects.h"

#include <sstream>

using namespace weakref;
using namespace weakref_test;

namespace {

struct Account {
  int balance = 0;
  std::vector<int> entries;
  void pay(int N) {
    balance += N;
    entries.push_back(N);
  }
  int operator()(int A, int B) const { return A * B + balance; }
  hook weakref_hook;
};

template <class T, class = void> struct Hashable : std::false_type {};
template <class T>
struct Hashable<T, std::void_t<decltype(std::hash<T>()(std::declval<T>()))>>
    : std::true_type {};

static_assert(!Hashable<proxy<Account>>::value);
static_assert(!Hashable<try_proxy<Account>>::value);
static_assert(Hashable<ref<Account>>::value);
static_assert(!std::is_invocable_v<proxy<Plain>>);
static_assert(std::is_invocable_r_v<int, proxy<Account>, int, int>);

TEST(Proxy, MembersGoThrough) {
  auto P = std::make_shared<Account>();
  proxy X(P);
  X->pay(3);
  (*X).pay(4);
  X->balance += 1;
  EXPECT_EQ(P->balance, 8);
  EXPECT_EQ(X->entries.size(), 2u);
  EXPECT_EQ(X->entries.at(1), 4);
  EXPECT_EQ(P.use_count(), 1);
}

TEST(Proxy, IsMadeFromWeakOnesAndFromThoseOfDerivedClasses) {
  struct Savings : Account {};
  auto P = std::make_shared<Savings>();
  int Called = 0;
  proxy X(P, [&] { ++Called; });
  const proxy<Account> Y = X;
  const proxy<const Account> Z(Y);
  const proxy W{std::weak_ptr<Savings>(P)};
  const try_proxy<Account> T = try_proxy(W.reference());
  Y->pay(2);
  EXPECT_EQ(Z->balance, 2);
  std::error_code Error;
  EXPECT_EQ(T.get(Error), P);
  static_assert(std::is_same_v<decltype(W), const proxy<Savings>>);
  static_assert(!std::is_convertible_v<proxy<Account>, proxy<Savings>>);
  static_assert(
      !std::is_constructible_v<proxy<Savings, callback>, decltype(W)>);
  X = {};
  P.reset();
  EXPECT_EQ(Called, 0); // a plain proxy does not keep the callback
  EXPECT_FALSE(Y || Z || W || T);
}

TEST(Proxy, AnyUseOfADeadOneThrows) {
  auto P = std::make_shared<Account>();
  proxy X(P);
  P.reset();
  EXPECT_THROW(X->pay(1), reference_error);
  EXPECT_THROW(static_cast<void>(*X), reference_error);
  EXPECT_THROW(X(1, 2), reference_error);
  EXPECT_THROW(static_cast<void>(proxy<Account>()->balance), reference_error);
  EXPECT_FALSE(X.lock());
}

TEST(Proxy, CallbackFires) {
  auto P = std::make_shared<Account>();
  int Called = 0;
  proxy X(P, [&] { ++Called; });
  static_assert(std::is_same_v<decltype(X), proxy<Account, callback>>);
  proxy Y(P, [&](const ref<Account> &R) { Called += R.expired(); });
  X->pay(1);
  P.reset();
  EXPECT_EQ(Called, 2);
}

TEST(Proxy, NullFunctionIsNoCallback) {
  auto P = std::make_shared<Account>();
  proxy<Account, callback> X(P, nullptr);
  EXPECT_EQ(count(P), 0u);
  EXPECT_EQ(X.reference(), proxy(P).reference());
}

TEST(Proxy, PrintsTypeOrDead) {
  auto P = std::make_shared<Account>();
  proxy X(P);
  std::ostringstream Live, Dead;
  Live << X;
  P.reset();
  Dead << X;
  EXPECT_NE(Live.str().find("Account"), std::string::npos);
  EXPECT_NE(Dead.str().find("dead"), std::string::npos);
}

TEST(Proxy, CallableForwardsCalls) {
  auto P = std::make_shared<Account>();
  P->balance = 1;
  proxy X(P);
  EXPECT_EQ(X(3, 4), 13);
  auto F = std::make_shared<std::function<std::string(std::string)>>(
      [](std::string S) { return S + "!"; });
  EXPECT_EQ(proxy(F)("hello"), "hello!");
}

TEST(Proxy, TruthMeansAlive) {
  struct False {
    explicit operator bool() const { return false; }
  };
  auto P = std::make_shared<False>();
  proxy X(P);
  EXPECT_TRUE(X);
  EXPECT_TRUE(X.alive());
  P.reset();
  EXPECT_FALSE(X);
}

struct Suicidal {
  std::shared_ptr<Suicidal> *Last;
  bool *Dead;
  bool dropOwner() {
    Last->reset();
    return *Dead;
  }
  bool operator()() { return dropOwner(); }
  ~Suicidal() { *Dead = true; }
};

TEST(Proxy, ObjectOutlivesTheCallThatDropsIt) {
  bool Dead = false;
  auto P = std::make_shared<Suicidal>(Suicidal{nullptr, &Dead});
  Dead = false;
  P->Last = &P;
  proxy X(P);
  EXPECT_FALSE(X->dropOwner());
  EXPECT_TRUE(Dead);
  EXPECT_FALSE(X);

  auto Q = std::make_shared<Suicidal>(Suicidal{nullptr, &Dead});
  Dead = false;
  Q->Last = &Q;
  EXPECT_FALSE(proxy(Q)());
  EXPECT_TRUE(Dead);
}

TEST(Proxy, ErrorCodeInsteadOfException) {
  auto P = std::make_shared<Account>();
  proxy X(P);
  std::error_code Error = make_error_code(errc::not_trackable);
  EXPECT_EQ(X.get(Error), P);
  EXPECT_FALSE(Error);
  P.reset();
  EXPECT_FALSE(X.get(Error));
  EXPECT_EQ(Error, errc::dead_reference);
  EXPECT_EQ(Error.category(), category());
  EXPECT_STREQ(Error.category().name(), "weakref");
  EXPECT_NE(make_error_code(errc::not_trackable).message(), Error.message());
}

TEST(TryProxy, InvokesWhileAlive) {
  auto P = std::make_shared<Account>();
  try_proxy X(P);
  std::error_code Error;
  EXPECT_TRUE(X.invoke(Error, &Account::pay, 3));
  EXPECT_EQ(X.invoke(Error, &Account::balance)->get(), 3);
  EXPECT_EQ(
      *X.invoke(Error, [](Account &A, int N) { return A.balance + N; }, 2), 5);
  EXPECT_FALSE(Error);
  P.reset();
  EXPECT_FALSE(X.invoke(Error, &Account::pay, 3));
  EXPECT_EQ(Error, errc::dead_reference);
  EXPECT_FALSE(X.invoke(Error, &Account::balance));
  EXPECT_FALSE(X.get(Error));
  EXPECT_FALSE(X);
}

} // namespace

// cache: one value for a key, as long as it lives.
#include "objects.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace weakref;
using namespace weakref_test;

namespace {

TEST(Cache, GivesTheSameValueWhileItLives) {
  int Made = 0;
  cache<std::string, Plain> C([&](const std::string &K) {
    ++Made;
    return std::make_shared<Plain>(static_cast<int>(K.size()));
  });
  auto P = C.get("abc");
  EXPECT_EQ(P->arg, 3);
  EXPECT_EQ(C.get("abc"), P);
  EXPECT_EQ(Made, 1);
  EXPECT_EQ(P.use_count(), 1);
  P.reset();
  EXPECT_EQ(C.peek("abc"), nullptr);
  P = C.get("abc");
  EXPECT_EQ(Made, 2);
}

TEST(Cache, TakesAnyKindOfFactory) {
  cache<int, Plain> C;
  auto A = C.get(1, [](int K) { return std::make_unique<Plain>(K); });
  auto B = C.get(2, [] { return Plain(20); });
  auto D = C.get(3, [](const int &K) { return std::make_shared<Plain>(K); });
  EXPECT_EQ(A->arg + B->arg + D->arg, 24);
  EXPECT_EQ(C.get(1, [] { return Plain(99); }), A);

  cache<int, Plain> Values([](int K) { return Plain(K); });
  cache<int, Plain> Owners([](int K) { return std::make_unique<Plain>(K); });
  cache<int, Plain> Constants([] { return std::make_shared<Plain>(7); });
  EXPECT_EQ(Values.get(1)->arg, 1);
  EXPECT_EQ(Owners.get(2)->arg, 2);
  EXPECT_EQ(Constants.get(3)->arg, 7);
}

TEST(Cache, MakesValuesFromTheirKeys) {
  cache<int, Plain> C;
  auto A = C.get(7);
  EXPECT_EQ(A->arg, 7);
  EXPECT_EQ(C.get(7), A);
}

TEST(Cache, NullIsNotStored) {
  cache<int, Plain> C([](int) { return nullptr; });
  EXPECT_EQ(C.get(1), nullptr);
  EXPECT_EQ(C.size_hint(), 0u);
}

TEST(Cache, AFailedCreationIsTriedAgain) {
  int Tries = 0;
  cache<int, Plain> C([&](int K) {
    if (++Tries == 1)
      throw std::runtime_error("first");
    return std::make_shared<Plain>(K);
  });
  EXPECT_THROW(C.get(1), std::runtime_error);
  EXPECT_EQ(C.get(1)->arg, 1);
  EXPECT_EQ(Tries, 2);
}

TEST(Cache, WhatCannotBeStoredMayAskTheCacheWhileItDies) {
  struct AsksAtEnd {
    explicit AsksAtEnd(std::function<void()> F) : Ask(std::move(F)) {}
    ~AsksAtEnd() { Ask(); }
    std::function<void()> Ask;
  };
  struct Moody {
    bool *Fails;
    std::size_t operator()(int K) const {
      if (*Fails)
        throw std::runtime_error("hash");
      return static_cast<std::size_t>(K);
    }
  };
  bool Fails = false, Asked = false;
  cache<int, AsksAtEnd, Moody> C(nullptr, Moody{&Fails});
  EXPECT_THROW(C.get(1,
                     [&] {
                       Fails = true;
                       return std::make_shared<AsksAtEnd>([&] {
                         Fails = false;
                         Asked = !C.contains(1);
                       });
                     }),
               std::runtime_error);
  EXPECT_TRUE(Asked);
}

TEST(Cache, AFactoryMayAskForOtherKeysOnly) {
  cache<int, Plain> C;
  std::function<std::shared_ptr<Plain>(int)> Make = [&](int K) {
    if (K == 0)
      return std::make_shared<Plain>(0);
    return std::make_shared<Plain>(C.get(K - 1, Make)->arg + K);
  };
  EXPECT_EQ(C.get(4, Make)->arg, 10);
  auto Loop = [&](int K) { return C.get(K, Make); };
  EXPECT_THROW(C.get(7, Loop), recursive_creation);
  EXPECT_EQ(C.get(7, Make)->arg, 28);
}

TEST(Cache, EraseForgetsTheValue) {
  cache<int, Plain> C([](int K) { return std::make_shared<Plain>(K); });
  auto P = C.get(1);
  EXPECT_TRUE(C.contains(1));
  EXPECT_TRUE(C.erase(1));
  EXPECT_FALSE(C.erase(1));
  EXPECT_NE(C.get(1), P);
  auto Q = C.get(2);
  C.clear();
  EXPECT_EQ(C.size(), 0u);
}

TEST(Cache, ADyingValueNeverRemovesItsSuccessor) {
  cache<int, Plain> C([](int K) { return std::make_shared<Plain>(K); });
  auto Old = C.get(1);
  C.erase(1);
  auto Fresh = C.get(1);
  Old.reset();
  C.purge();
  EXPECT_EQ(C.get(1), Fresh);
}

TEST(Cache, DoesNotGrowWithDeadValues) {
  cache<int, Plain> C([](int K) { return std::make_shared<Plain>(K); });
  for (int I = 0; I < 1000; ++I)
    C.get(I);
  EXPECT_EQ(C.size(), 0u);
  EXPECT_TRUE(C.empty());
  EXPECT_LE(C.size_hint(), 16u);
}

/// Lets one thread wait until another has come somewhere.
class Signal {
public:
  void set() {
    std::lock_guard<std::mutex> Lock(Mutex);
    Set = true;
    Changed.notify_all();
  }
  void wait() {
    std::unique_lock<std::mutex> Lock(Mutex);
    Changed.wait(Lock, [this] { return Set; });
  }

private:
  std::mutex Mutex;
  std::condition_variable Changed;
  bool Set = false;
};

TEST(Cache, OthersWaitForTheCreatorButNotOtherKeys) {
  cache<int, Plain> C;
  Signal Started, Finish;
  std::atomic<int> Made{0};
  std::shared_ptr<Plain> First, Second;
  std::thread Creator([&] {
    First = C.get(1, [&] {
      Started.set();
      Finish.wait();
      ++Made;
      return Plain(1);
    });
  });
  Started.wait();
  std::thread Waiter([&] {
    Second = C.get(1, [&] {
      ++Made;
      return Plain(2);
    });
  });
  auto Other = C.get(2, [] { return Plain(3); });
  EXPECT_EQ(Other->arg, 3);
  Finish.set();
  Creator.join();
  Waiter.join();
  EXPECT_EQ(First, Second);
  EXPECT_EQ(Made, 1);
}

TEST(Cache, AWaiterTakesOverFromAFailedCreator) {
  cache<int, Plain> C;
  Signal Started, Finish;
  bool Thrown = false;
  std::thread Creator([&] {
    try {
      C.get(1, [&]() -> Plain {
        Started.set();
        Finish.wait();
        throw std::runtime_error("no");
      });
    } catch (const std::runtime_error &) {
      Thrown = true;
    }
  });
  Started.wait();
  std::shared_ptr<Plain> P;
  std::thread Waiter([&] { P = C.get(1, [] { return Plain(2); }); });
  Finish.set();
  Creator.join();
  Waiter.join();
  EXPECT_TRUE(Thrown);
  ASSERT_TRUE(P);
  EXPECT_EQ(P->arg, 2);
}

} // namespace

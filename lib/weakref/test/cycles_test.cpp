// What Python leaves to its collector and reference counts cannot do: rings
// whose members have callbacks. Each stays alive, its callbacks unheard, until
// somebody cuts it; each is a shape that the checker reports.
#include "objects.h"

using namespace weakref;

namespace {

struct Node {
  std::shared_ptr<Node> next;
  ref<Node, callback> watched;
  std::function<void()> handler;
  hook weakref_hook;
};

std::shared_ptr<Node> node() { return std::make_shared<Node>(); }

TEST(CollectorCycles, CallbackInsideTheRing) {
  int Called = 0;
  auto A = node(), B = node();
  A->next = B;
  B->next = A;
  A->watched = ref(B, [&] { ++Called; });
  std::weak_ptr<Node> W = A;
  A.reset();
  B.reset();
  EXPECT_FALSE(W.expired());
  EXPECT_EQ(Called, 0);
  W.lock()->next->next.reset();
  EXPECT_TRUE(W.expired());
  // A, which held the registration, died first: cancelled, as in Python.
  EXPECT_EQ(Called, 0);
}

TEST(CollectorCycles, CallbackReachesTheRingOneWay) {
  int Called = 0;
  auto A = node(), B = node();
  B->next = A;
  A->watched = ref(B, [&Called, A] { ++Called; }); // owns its own holder
  std::weak_ptr<Node> W = A;
  A.reset();
  B.reset(); // fires, which spends the callback and so cuts the ring
  EXPECT_EQ(Called, 1);
  EXPECT_TRUE(W.expired());
}

TEST(CollectorCycles, CallbackOwnsWhatItWaitsFor) {
  struct Other : Node {};
  int Called = 0;
  auto A = std::make_shared<Other>();
  ref R(A, [&Called, A] { ++Called; });
  ref W(A);
  A.reset();
  EXPECT_TRUE(W.alive());
  EXPECT_EQ(Called, 0);
  EXPECT_TRUE(R.cancel());
  EXPECT_FALSE(W.alive());
  EXPECT_EQ(Called, 0);
}

TEST(CollectorCycles, NothingIsResurrected) {
  auto A = node();
  std::shared_ptr<Node> Saved;
  ref Plain(A);
  ref R(A, [&] { Saved = Plain(); });
  A->next = A;
  A.reset();
  EXPECT_TRUE(Plain.alive());
  Plain()->next.reset();
  EXPECT_FALSE(Plain.alive());
  EXPECT_EQ(Saved, nullptr);
}

TEST(CollectorCycles, CallbackThatHoldsRefsWithCallbacks) {
  int Outer = 0, Inner = 0;
  auto A = node(), B = node();
  A->handler = [R = ref(B, [&Inner] { ++Inner; }), A] {};
  ref OnA(A, [&] { ++Outer; });
  ref W(A);
  A.reset();
  EXPECT_TRUE(W.alive());
  B.reset();
  EXPECT_EQ(Inner, 1);
  W()->handler = nullptr;
  EXPECT_EQ(Outer, 1);
}

TEST(CollectorCycles, AWeakSetDoesNotCollectRings) {
  weak_set<Node> Set;
  auto A = node();
  A->next = A;
  Set.insert(A);
  ref W(A);
  A.reset();
  EXPECT_EQ(Set.size(), 1u);
  W()->next.reset();
  EXPECT_TRUE(Set.empty());
}

} // namespace

// census: who is alive, who holds whom, which rings leak.
#define WEAKREF_CENSUS
#include "objects.h"

#include <map>
#include <sstream>

using namespace weakref;

namespace {

struct Node : census::object<Node> {
  std::shared_ptr<Node> next;
  std::weak_ptr<Node> back;
  std::vector<std::shared_ptr<Node>> many;
  std::map<std::string, std::shared_ptr<Node>> named;
  std::optional<std::shared_ptr<Node>> maybe;
  int number = 0;
  std::string text = "text";
  void trace(census::tracer &T) const {
    T("next", next);
    T("back", back);
    T("many", many);
    T("named", named);
    T("maybe", maybe);
    T("number", number);
    T("text", text);
  }
};

struct Shape : census::object<Shape> {
  virtual ~Shape() = default;
  virtual void trace(census::tracer &) const {}
};
struct Group : Shape {
  std::shared_ptr<Shape> inner;
  void trace(census::tracer &T) const override { T("inner", inner); }
};

std::shared_ptr<Node> node() { return std::make_shared<Node>(); }

static_assert(census::enabled);

TEST(Census, KnowsWhoIsAlive) {
  EXPECT_TRUE(census::take().objects().empty());
  auto A = node();
  auto B = std::make_shared<Node>(*A);
  EXPECT_EQ(census::take().objects().size(), 2u);
  B.reset();
  auto G = census::take();
  ASSERT_EQ(G.objects().size(), 1u);
  EXPECT_EQ(G.objects()[0].address,
            static_cast<census::object<Node> *>(A.get()));
  EXPECT_NE(G.objects()[0].type.find("Node"), std::string::npos);
}

TEST(Census, ALoopOverWhatATemporaryFound) {
  auto A = node();
  A->next = node();
  int Nodes = 0;
  for (const auto &Info : census::take().objects())
    Nodes += Info.type.find("Node") != std::string::npos;
  EXPECT_EQ(Nodes, 2);
  for (const auto &Edge : census::take().edges())
    EXPECT_EQ(Edge.slot, "next");
  A->next->next = A;
  for (const auto &Ring : census::take().leaked_rings())
    EXPECT_TRUE(Ring.empty()); // none: it is held here
  A->next.reset();
}

TEST(Census, KnowsWhoHoldsWhom) {
  auto A = node();
  A->next = node();
  A->next->back = A;
  A->many = {node(), A->next};
  A->named["x"] = node();
  A->maybe = node();
  auto G = census::take();
  EXPECT_EQ(G.objects().size(), 5u);
  std::map<std::string, int> Slots;
  for (const auto &E : G.edges())
    Slots[E.slot + (E.strong ? " strong" : " weak")]++;
  EXPECT_EQ(Slots, (std::map<std::string, int>{{"back weak", 1},
                                               {"many strong", 2},
                                               {"maybe strong", 1},
                                               {"named strong", 1},
                                               {"next strong", 1}}));
}

TEST(Census, ARingHeldFromOutsideIsNoLeak) {
  auto A = node();
  A->next = node();
  A->next->next = A;
  auto G = census::take();
  EXPECT_TRUE(G.leaked_rings().empty());
  EXPECT_TRUE(G.objects()[0].root);
  EXPECT_FALSE(G.objects()[1].root);
  EXPECT_TRUE(G.objects()[1].reachable);
  A->next.reset();
}

TEST(Census, ARingThatNothingReachesIsALeak) {
  auto A = node();
  A->next = node();
  A->next->next = A;
  A->many = {node()}; // hangs on the ring, but is not part of it
  std::weak_ptr<Node> W = A;
  A.reset();
  auto Outside = node();
  auto G = census::take();
  ASSERT_EQ(G.leaked_rings().size(), 1u);
  EXPECT_EQ(G.leaked_rings()[0].size(), 2u);
  EXPECT_EQ(G.objects().size(), 4u);
  W.lock()->next.reset();
  EXPECT_TRUE(census::take().leaked_rings().empty());
}

TEST(Census, AnObjectThatHoldsItself) {
  auto A = node();
  A->next = A;
  std::weak_ptr<Node> W = A;
  A.reset();
  ASSERT_EQ(census::take().leaked_rings().size(), 1u);
  W.lock()->next.reset();
}

TEST(Census, WeakBackEdgesCloseNoRing) {
  auto A = node();
  A->next = node();
  A->next->back = A;
  EXPECT_TRUE(census::take().leaked_rings().empty());
}

TEST(Census, PolymorphicObjects) {
  auto G = std::make_shared<Group>();
  G->inner = std::make_shared<Group>();
  std::static_pointer_cast<Group>(G->inner)->inner = G;
  std::weak_ptr<Group> W = G;
  G.reset();
  auto Graph = census::take();
  ASSERT_EQ(Graph.leaked_rings().size(), 1u);
  W.lock()->inner.reset();
}

TEST(Census, ALongRingNeedsNoStack) {
  constexpr int N = 100000;
  auto First = node();
  auto Last = First;
  for (int I = 1; I < N; ++I)
    Last = Last->next = node();
  Last->next = First;
  std::weak_ptr<Node> W = First;
  First.reset();
  Last.reset();
  auto G = census::take();
  ASSERT_EQ(G.leaked_rings().size(), 1u);
  EXPECT_EQ(G.leaked_rings()[0].size(), static_cast<std::size_t>(N));
  auto P = W.lock();
  while (P)
    P = std::exchange(P->next, nullptr);
}

TEST(Census, JsonOfALeakedRing) {
  auto A = node();
  const auto First = census::take().objects()[0].id;
  A->next = node();
  A->next->next = A;
  std::weak_ptr<Node> W = A;
  A.reset();
  std::ostringstream Out;
  Out << census::take();
  const std::string I = std::to_string(First), J = std::to_string(First + 1);
  const std::string Text = Out.str();
  EXPECT_EQ(Text.find("{\"schema\":\"weakspot-graph\",\"version\":1,"), 0u);
  EXPECT_NE(Text.find("\"owners\":1,\"root\":false,\"reachable\":false"),
            std::string::npos);
  EXPECT_NE(Text.find("{\"from\":" + I + ",\"to\":" + J +
                      ",\"slot\":\"next\",\"kind\":\"strong\"}"),
            std::string::npos);
  EXPECT_NE(Text.find("\"rings\":[[" + I + "," + J + "]]}"), std::string::npos);
  W.lock()->next.reset();
}

TEST(Census, JsonEscapes) {
  census::graph G;
  G.add_object(1, &G, "a\"b\\c\nd");
  G.judge();
  std::ostringstream Out;
  Out << G;
  EXPECT_NE(Out.str().find("\"a\\\"b\\\\c\\u000ad\""), std::string::npos);
}

} // namespace

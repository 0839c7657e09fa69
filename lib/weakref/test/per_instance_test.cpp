// per_instance (the flyweight) and layered (defaults and overrides).
#include "objects.h"

#include <unordered_set>

using namespace weakref;
using namespace weakref_test;

namespace {

struct Inner {
  Inner() { ++Alive; }
  Inner(const Inner &) = delete;
  ~Inner() { --Alive; }
  int value = 0;
  static inline int Alive = 0;
};

TEST(PerInstance, TheOuterObjectKeepsTheData) {
  per_instance<Object, Inner> Data;
  auto Foo = std::make_shared<Object>(1);
  Data.get(Foo)->value = 5;
  EXPECT_EQ(Data.get(Foo)->value, 5);
  EXPECT_EQ(Inner::Alive, 1);
  EXPECT_EQ(Data.size(), 1u);
}

TEST(PerInstance, TheHandleKeepsBoth) {
  per_instance<Object, Inner> Data;
  auto Foo = std::make_shared<Object>(1);
  std::weak_ptr<Object> Watch = Foo;
  auto Bar = Data.get(Foo);
  Bar->value = 6;
  Foo.reset();
  EXPECT_FALSE(Watch.expired());
  EXPECT_EQ(Bar.outer()->arg, 1);
  EXPECT_EQ(Data.get(Bar.outer()), Bar);
  EXPECT_EQ((*Bar).value, 6);
  Bar = {};
  EXPECT_TRUE(Watch.expired());
  Data.purge();
  EXPECT_EQ(Inner::Alive, 0);
}

TEST(PerInstance, PromptFreesAtOnce) {
  per_instance<Object, Inner, prompt> Data;
  auto Foo = std::make_shared<Object>(1);
  Data.get(Foo);
  EXPECT_EQ(Inner::Alive, 1);
  Foo.reset();
  EXPECT_EQ(Inner::Alive, 0);
}

/// Asks the table while it is destroyed, and counts.
template <class Removal> struct Curious {
  using table = per_instance<Object, Curious, Removal>;
  explicit Curious(table *T) : Table(T) {}
  Curious(Curious &&Other) noexcept : Table(std::exchange(Other.Table, {})) {}
  ~Curious() {
    if (Table) {
      Table->peek(std::make_shared<Object>(1));
      Seen += Table->size();
      ++Died;
    }
  }
  table *Table;
  static inline std::size_t Seen = 0;
  static inline int Died = 0;
};

template <class Removal> void innerObjectsMayAskTheTable() {
  using inner = Curious<Removal>;
  typename inner::table *Self = nullptr;
  typename inner::table Data([&] { return inner(Self); });
  Self = &Data;
  auto Kept = std::make_shared<Object>(1), Other = std::make_shared<Object>(2);
  Data.get(Kept);
  for (int I = 0; I < 100; ++I) // sweeps
    Data.get(std::make_shared<Object>(I));
  Data.purge();
  EXPECT_EQ(inner::Died, 100);
  EXPECT_GE(inner::Seen, 100u); // the kept one each time
  Data.set(Kept, std::make_shared<inner>(nullptr));
  EXPECT_EQ(inner::Died, 101);
  Data.get(Other);
  Data.erase(Other);
  EXPECT_EQ(inner::Died, 102);
}

TEST(PerInstance, InnerObjectsMayAskTheTable) {
  innerObjectsMayAskTheTable<amortised>();
  innerObjectsMayAskTheTable<prompt>();
}

TEST(PerInstance, FactoriesAndOuterObjects) {
  struct FromOuter {
    explicit FromOuter(Object &O) : value(O.arg * 2) {}
    int value;
  };
  auto Foo = std::make_shared<Object>(4);
  per_instance<Object, FromOuter> A;
  EXPECT_EQ(A.get(Foo)->value, 8);
  per_instance<Object, int> B(
      [](Object &O) { return std::make_shared<int>(O.arg + 1); });
  EXPECT_EQ(*B.get(Foo), 5);
  per_instance<Object, int> Values([](Object &O) { return O.arg + 2; });
  EXPECT_EQ(*Values.get(Foo), 6);
  per_instance<Object, int> Constants([] { return std::make_unique<int>(7); });
  EXPECT_EQ(*Constants.get(Foo), 7);
  EXPECT_EQ((*per_instance<Object, int>().get(Foo)), 0);
}

TEST(PerInstance, NullHasNoData) {
  per_instance<Object, Inner> Data;
  EXPECT_FALSE(Data.get(nullptr));
  EXPECT_FALSE(Data.peek(std::make_shared<Object>()));
  EXPECT_EQ(Data.size(), 0u);
  EXPECT_TRUE(Data.empty());
}

TEST(PerInstance, SetTakesWhatWasMade) {
  struct Made {
    explicit Made(int V) : value(V) {}
    int value;
  };
  per_instance<Object, Made> Data;
  auto Foo = std::make_shared<Object>(1);
  EXPECT_FALSE(Data.get(Foo));
  EXPECT_EQ(Data.size(), 0u);
  auto First = Data.set(Foo, std::make_shared<Made>(3));
  EXPECT_EQ(Data.get(Foo), First);
  EXPECT_EQ(First.outer(), Foo);
  EXPECT_EQ(Data.set(Foo, std::make_shared<Made>(4))->value, 4);
  EXPECT_EQ(Data.peek(Foo)->value, 4);
  EXPECT_EQ(First->value, 3);
  EXPECT_FALSE(Data.set(Foo, nullptr));
  EXPECT_FALSE(Data.set(nullptr, First.inner()));
  EXPECT_EQ(Data.peek(Foo)->value, 4);
}

TEST(PerInstance, EraseStartsAnew) {
  per_instance<Object, Inner> Data;
  auto Foo = std::make_shared<Object>(1);
  auto Old = Data.get(Foo);
  Old->value = 1;
  EXPECT_TRUE(Data.erase(Foo));
  EXPECT_FALSE(Data.erase(Foo));
  EXPECT_EQ(Data.get(Foo)->value, 0);
  EXPECT_NE(Data.get(Foo), Old);
  EXPECT_EQ(Old->value, 1);
}

TEST(PerInstance, HandlesHashAndHaveParts) {
  per_instance<Object, Inner> Data;
  auto Foo = std::make_shared<Object>(1);
  auto Bar = Data.get(Foo);
  std::unordered_set<handle<Object, Inner>> Set{Bar, Data.get(Foo)};
  EXPECT_EQ(Set.size(), 1u);
  auto Part = Bar.part(std::shared_ptr<int>(Bar.inner(), &Bar->value));
  *Part = 9;
  EXPECT_EQ(Bar->value, 9);
  EXPECT_EQ(Part.outer(), Foo);
  auto [Outer, Inner] = Bar;
  EXPECT_EQ(Outer, Foo);
  EXPECT_EQ(Inner, Bar.inner());
}

TEST(Layered, InstanceOverDefault) {
  layered<Object, std::string, int> L({{"a", 1}, {"b", 2}});
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  EXPECT_EQ(L.at(P, "a"), 1);
  L.set(P, "a", 10);
  EXPECT_EQ(L.at(P, "a"), 10);
  EXPECT_EQ(L.at(Q, "a"), 1);
  EXPECT_TRUE(L.overrides(P, "a"));
  EXPECT_FALSE(L.overrides(Q, "a"));
  EXPECT_TRUE(L.erase(P, "a"));
  EXPECT_FALSE(L.erase(P, "a"));
  EXPECT_EQ(L.at(P, "a"), 1);

  layered<Object, std::string, int> Listed{{"a", 1}, {"b", 2}};
  EXPECT_EQ(Listed.defaults(), L.defaults());
}

TEST(Layered, DefaultsShowThrough) {
  layered<Object, std::string, int> L;
  auto P = std::make_shared<Object>(1);
  EXPECT_EQ(L.get(P, "a"), nullptr);
  EXPECT_THROW(L.at(P, "a"), std::out_of_range);
  L.set_default("a", 1);
  EXPECT_EQ(*L.get(P, "a"), 1);
  L.set_default("a", 2);
  EXPECT_EQ(*L.get(P, "a"), 2);
  L.set(P, "c", 3);
  auto View = L.view(P);
  EXPECT_EQ(View.size(), 2u);
  EXPECT_EQ(View["c"], 3);
  EXPECT_TRUE(L.reset(P));
  EXPECT_EQ(L.view(P), L.defaults());
  EXPECT_TRUE(L.erase_default("a"));
  EXPECT_EQ(L.get(P, "a"), nullptr);
}

TEST(Layered, OwnValuesGoWithTheObject) {
  layered<Object, int, std::shared_ptr<int>> L;
  auto P = std::make_shared<Object>(1);
  auto V = std::make_shared<int>(1);
  L.set(P, 1, V);
  L.set(nullptr, 1, V);
  P.reset();
  EXPECT_EQ(L.purge(), 1u);
  EXPECT_EQ(V.use_count(), 1);
}

} // namespace

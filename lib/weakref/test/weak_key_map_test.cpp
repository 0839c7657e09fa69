// weak_key_map beyond the protocol that both maps share, and keys.h.
#include "objects.h"

#include <functional>
#include <map>
#include <unordered_map>

using namespace weakref;
using namespace weakref_test;

namespace {

using pointer = std::shared_ptr<Object>;
using map = weak_key_map<Object, std::string>;

TEST(WeakKeyMap, FromAMapOfSharedPointers) {
  auto P = std::make_shared<Object>(1);
  std::map<pointer, std::string> Strong{{P, "p"}, {nullptr, "null"}};
  map M(Strong.begin(), Strong.end());
  EXPECT_EQ(M.at(P), "p");
  EXPECT_EQ(M.size(), 1u);
  Strong.clear();
  P.reset();
  EXPECT_TRUE(M.empty());
}

TEST(WeakKeyMap, Subscript) {
  map M;
  auto P = std::make_shared<Object>(1);
  EXPECT_EQ(M[P], "");
  M[P] = "x";
  M[P] += "y";
  EXPECT_EQ(M.at(P), "xy");
  EXPECT_EQ(M.value_or(P, "z"), "xy");
  EXPECT_EQ(M.value_or(std::make_shared<Object>(1), "z"), "z");
  EXPECT_THROW(M[pointer()], std::out_of_range);
}

TEST(WeakKeyMap, LookupByAnythingThatNamesTheObject) {
  map M;
  auto P = std::make_shared<Object>(1);
  M[P] = "p";
  EXPECT_TRUE(M.contains(P));
  EXPECT_TRUE(M.contains(P.get()));
  EXPECT_TRUE(M.contains(std::weak_ptr<Object>(P)));
  ref R(P);
  EXPECT_TRUE(M.contains(R));
  EXPECT_TRUE(M.contains(std::shared_ptr<const Object>(P).get()));
  EXPECT_FALSE(M.contains(pointer()));
  EXPECT_FALSE(M.contains(static_cast<Object *>(nullptr)));
  const Object *Raw = P.get();
  P.reset();
  EXPECT_FALSE(M.contains(Raw));
  EXPECT_FALSE(M.contains(R));
  EXPECT_EQ(M.erase(R), 0u);
  EXPECT_EQ(M.size_hint(), 0u); // but its remains are gone
}

TEST(WeakKeyMap, LookupByPointersToADerivedObject) {
  struct Derived : Object {};
  auto P = std::make_shared<Derived>();
  map M;
  M[P] = "p";
  EXPECT_TRUE(M.contains(P));
  EXPECT_TRUE(M.contains(P.get()));
  EXPECT_TRUE(M.contains(ref(P)));
  EXPECT_TRUE(M.contains(ref(P, [] {})));
  EXPECT_EQ(M.erase(std::weak_ptr<Derived>(P)), 1u);
}

TEST(WeakKeyMap, IdentityNotValue) {
  map M;
  auto P = std::make_shared<Object>(1), Twin = std::make_shared<Object>(1);
  M[P] = "p";
  EXPECT_FALSE(M.contains(Twin));
  M[Twin] = "twin";
  EXPECT_EQ(M.size(), 2u);
}

TEST(WeakKeyMap, ANewObjectAtAnOldAddressIsAnotherKey) {
  struct Storage {
    alignas(Plain) unsigned char Bytes[sizeof(Plain)];
  } Place;
  auto End = [](Plain *P) { P->~Plain(); };
  weak_key_map<Plain, int> M;
  weak_set<Plain> S;
  std::shared_ptr<Plain> P(new (&Place) Plain(1), End);
  M[P] = 1;
  S.insert(P);
  P.reset();
  P.reset(new (&Place) Plain(2), End);
  EXPECT_FALSE(M.contains(P));
  EXPECT_FALSE(S.contains(P));
  EXPECT_EQ(M[P], 0);
  EXPECT_TRUE(S.insert(P).second);
}

TEST(WeakKeyMap, PartsOfOneObjectAreKeysOfTheirOwn) {
  struct Car {
    int Left = 0, Right = 0;
  };
  auto C = std::make_shared<Car>();
  weak_key_map<int, int> M;
  M[std::shared_ptr<int>(C, &C->Left)] = 1;
  M[std::shared_ptr<int>(C, &C->Right)] = 2;
  EXPECT_EQ(M.size(), 2u);
  EXPECT_EQ(M.at(&C->Right), 2);
  C.reset();
  EXPECT_TRUE(M.empty());
}

TEST(WeakKeyMap, ByValueOnRequest) {
  weak_key_map_by_value<Object, std::string> M;
  auto P = std::make_shared<Object>(1), Twin = std::make_shared<Object>(1);
  M[P] = "p";
  EXPECT_TRUE(M.contains(Twin));
  EXPECT_TRUE(M.contains(*Twin));
  EXPECT_FALSE(M.contains(Object(2)));
  M.insert_or_assign(Twin, "still p's entry");
  EXPECT_EQ(M.size(), 1u);
  EXPECT_EQ(M.keys()[0], P);
  EXPECT_EQ(M.pop(Twin), "still p's entry");
  M[P] = "again";
  P.reset();
  EXPECT_FALSE(M.contains(Twin));
  M[Twin] = "twin";
  EXPECT_EQ(M.size(), 1u);
}

TEST(WeakKeyMap, ByValueTakesWhatConvertsToTheKey) {
  weak_key_map_by_value<std::string, int> M;
  auto Text = std::make_shared<std::string>("text");
  M[Text] = 1;
  EXPECT_EQ(M.at("text"), 1);
  EXPECT_EQ(M.erase(std::string("text")), 1u);
}

struct ByNumber {
  using is_transparent = void;
  std::size_t operator()(const Object &O) const { return hash(O.arg); }
  std::size_t operator()(int N) const { return hash(N); }
  bool operator()(const Object &A, const Object &B) const { return A == B; }
  bool operator()(const Object &A, int N) const { return A.arg == N; }

private:
  static std::size_t hash(int N) { return static_cast<std::size_t>(N) * 31; }
};

TEST(WeakKeyMap, HeterogeneousLookupByValue) {
  weak_key_map<Object, std::string, ByNumber, ByNumber> M;
  auto P = std::make_shared<Object>(0), Q = std::make_shared<Object>(5);
  M[P] = "zero";
  M[Q] = "five";
  EXPECT_EQ(M.at(0), "zero");
  EXPECT_EQ(M.at(5), "five");
  EXPECT_FALSE(M.contains(6));
  EXPECT_EQ(M.erase(5), 1u);
}

TEST(WeakKeyMap, KeyRefs) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  map M{{P, "p"}, {Q, "q"}};
  auto Refs = M.keyrefs();
  ASSERT_EQ(Refs.size(), 2u);
  for (const auto &R : Refs)
    EXPECT_TRUE(M.contains(R));
  Q.reset();
  EXPECT_FALSE(Refs[1]());
  EXPECT_EQ(M.keyrefs().size(), 1u);
}

TEST(WeakKeyMap, DeletionLeavesTheOthers) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  map M{{P, "p"}, {Q, "q"}};
  EXPECT_EQ(M.erase(P), 1u);
  EXPECT_EQ(M.erase(P), 0u);
  EXPECT_EQ(M.size(), 1u);
  EXPECT_EQ(M.at(Q), "q");
  M.erase(M.find(Q));
  EXPECT_TRUE(M.empty());
}

/// Whose equality lets go of other keys, as unfortunate code may.
struct Killer {
  static std::vector<std::shared_ptr<Killer>> &victims() {
    static std::vector<std::shared_ptr<Killer>> V;
    return V;
  }
  friend bool operator==(const Killer &A, const Killer &B) {
    if (!victims().empty())
      victims().pop_back();
    return &A == &B;
  }
  hook weakref_hook;
};
struct AllCollide {
  std::size_t operator()(const Killer &) const { return 1; }
};

template <class Removal> void cascade() {
  weak_key_map<Killer, int, AllCollide, std::equal_to<>, Removal> M;
  auto &Victims = Killer::victims();
  std::vector<std::shared_ptr<Killer>> Kept;
  for (int I = 0; I < 6; ++I) {
    Victims.push_back(std::make_shared<Killer>());
    Kept.push_back(std::make_shared<Killer>());
  }
  auto Fuses = std::exchange(Victims, {});
  for (const auto &K : Fuses)
    M.try_emplace(K, 1);
  for (const auto &K : Kept)
    M.try_emplace(K, 1);
  EXPECT_EQ(M.size(), 12u);
  Victims = std::exchange(Fuses, {});
  for (const auto &K : Kept)
    EXPECT_EQ(M.erase(K), 1u);
  EXPECT_TRUE(Victims.empty());
  EXPECT_TRUE(M.empty());
}

TEST(WeakKeyMap, EqualityMayKillKeysDuringDeletion) {
  cascade<amortised>();
  cascade<prompt>();
}

/// Whose equality erases what it has just found.
struct Eraser {
  static inline std::function<void()> OnEqual;
  friend bool operator==(const Eraser &, const Eraser &) {
    if (OnEqual)
      OnEqual();
    return true;
  }
  hook weakref_hook;
};
struct OneHash {
  std::size_t operator()(const Eraser &) const { return 1; }
};

template <class Removal> void erasedWhenFound() {
  weak_key_map<Eraser, std::string, OneHash, std::equal_to<>, Removal> M;
  auto P = std::make_shared<Eraser>(), Q = std::make_shared<Eraser>();
  M[P] = "p";
  Eraser::OnEqual = [&] { M.clear(); };
  EXPECT_EQ(M.get(Q), nullptr);
  M[P] = "p";
  EXPECT_EQ(M.pop(Q), std::nullopt);
  M[P] = "p";
  M[Q] = "q";
  Eraser::OnEqual = nullptr;
  EXPECT_EQ(M.values(), std::vector<std::string>{"q"});
}

TEST(WeakKeyMap, EqualityMayEraseWhatItFinds) {
  erasedWhenFound<amortised>();
  erasedWhenFound<prompt>();
}

TEST(WeakKeyMap, AValueThatOwnsItsKeyStays) {
  // The limit of reference counts, which the checker reports.
  struct Node {
    std::shared_ptr<Node> Other;
    hook weakref_hook;
  };
  weak_key_map<Node, std::shared_ptr<Node>> M;
  auto P = std::make_shared<Node>();
  M[P] = P;
  std::weak_ptr<Node> W = P;
  P.reset();
  EXPECT_FALSE(W.expired());
  M.clear();
  EXPECT_TRUE(W.expired());
}

TEST(WeakKeyMap, PromptDestroysTheValueWhileTheKeyDies) {
  prompt_weak_key_map<Object, std::shared_ptr<int>> M;
  auto P = std::make_shared<Object>(1);
  auto V = std::make_shared<int>(1);
  M[P] = V;
  EXPECT_EQ(V.use_count(), 2);
  P.reset();
  EXPECT_EQ(V.use_count(), 1);
}

TEST(WeakKeyMap, AmortisedDestroysTheValueLater) {
  weak_key_map<Object, std::shared_ptr<int>> M;
  auto P = std::make_shared<Object>(1);
  auto V = std::make_shared<int>(1);
  M[P] = V;
  P.reset();
  EXPECT_EQ(V.use_count(), 2);
  EXPECT_EQ(M.purge(), 1u);
  EXPECT_EQ(V.use_count(), 1);
}

TEST(WeakKeyMap, ValuesNeedNotBeCopyable) {
  weak_key_map<Object, std::unique_ptr<int>> M;
  auto P = std::make_shared<Object>(1);
  M.try_emplace(P, std::make_unique<int>(3));
  EXPECT_EQ(*M.at(P), 3);
  auto Out = M.extract(P);
  EXPECT_EQ(*Out.mapped(), 3);
  EXPECT_EQ(**(M.insert(std::move(Out)), M.pop(P)), 3);
}

TEST(WeakKeyMap, IterationChangesValues) {
  auto P = std::make_shared<Object>(1);
  weak_key_map<Object, int> M{{P, 1}};
  for (auto [Key, Value] : M)
    Value += Key->arg;
  EXPECT_EQ(M.at(P), 2);
  static_assert(
      std::is_same_v<decltype(std::as_const(M).begin()->second), const int &>);
}

TEST(IdentityFunctors, ServeStandardContainers) {
  std::unordered_map<ref<Object>, int, identity_hash, identity_equal> M;
  auto P = std::make_shared<Object>(1);
  M[ref(P)] = 5;
  EXPECT_EQ(identity_hash()(P), identity_hash()(ref(P)));
  EXPECT_EQ(identity_hash()(P), identity_hash()(std::weak_ptr<Object>(P)));
  EXPECT_TRUE(identity_equal()(P, ref(P)));
  P.reset();
  EXPECT_EQ(M.begin()->second, 5);
  EXPECT_EQ(M.count(M.begin()->first), 1u);
}

} // namespace

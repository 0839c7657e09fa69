// What both weak maps do alike, under both removal policies: the protocol of a
// map. An adapter gives the two maps one face, with number n for the n-th
// object on the weak side and n for the other.
#include "objects.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_map>

using namespace weakref;
using namespace weakref_test;

namespace {

using pointer = std::shared_ptr<Object>;

template <class Removal> struct Values {
  using map =
      weak_value_map<int, Object, std::hash<int>, std::equal_to<int>, Removal>;
  static int key(const pointer &P) { return P->arg; }
  static const pointer &mapped(const pointer &P) { return P; }
  static bool holds(map &M, const pointer &P) { return M.get(P->arg) == P; }
  template <class Entry> static int number(const Entry &E) {
    EXPECT_EQ(E.first, E.second->arg);
    return E.first;
  }
};

template <class Removal> struct Keys {
  using map = weak_key_map<Object, int, identity_hash, identity_equal, Removal>;
  static const pointer &key(const pointer &P) { return P; }
  static int mapped(const pointer &P) { return P->arg; }
  static bool holds(map &M, const pointer &P) {
    const int *Found = M.get(P);
    return Found && *Found == P->arg;
  }
  template <class Entry> static int number(const Entry &E) {
    EXPECT_EQ(E.second, E.first->arg);
    return E.second;
  }
};

template <class Adapter> class WeakMapping : public testing::Test {
protected:
  using map = typename Adapter::map;

  static pointer make(int N) { return std::make_shared<Object>(N); }
  static auto add(map &M, const pointer &P) {
    return M.insert_or_assign(Adapter::key(P), Adapter::mapped(P));
  }
  static std::vector<int> numbers(const map &M) {
    std::vector<int> Result;
    for (auto &&Entry : M)
      Result.push_back(Adapter::number(Entry));
    return Result;
  }

  pointer A = make(1), B = make(2), C = make(3);
};

using Adapters = testing::Types<Values<amortised>, Values<prompt>,
                                Keys<amortised>, Keys<prompt>>;
TYPED_TEST_SUITE(WeakMapping, Adapters, );

// The map of the adapter under test.
#define MAP typename TypeParam::map

TYPED_TEST(WeakMapping, Constructor) {
  EXPECT_TRUE(MAP().empty());
  MAP M{{TypeParam::key(this->A), TypeParam::mapped(this->A)},
        {TypeParam::key(this->B), TypeParam::mapped(this->B)}};
  EXPECT_EQ(this->numbers(M), (std::vector{1, 2}));
  MAP Copy(M), FromRange(M.begin(), M.end());
  EXPECT_EQ(Copy, M);
  EXPECT_EQ(FromRange, M);
  MAP Moved(std::move(Copy));
  EXPECT_EQ(Moved, M);
  Copy = M;
  EXPECT_EQ(Copy, M);
  Copy = std::move(Moved);
  EXPECT_EQ(Copy, M);
}

TYPED_TEST(WeakMapping, Bool) {
  MAP M;
  EXPECT_TRUE(M.empty());
  this->add(M, this->A);
  EXPECT_FALSE(M.empty());
  this->A.reset();
  EXPECT_TRUE(M.empty());
}

TYPED_TEST(WeakMapping, Get) {
  MAP M;
  this->add(M, this->A);
  EXPECT_TRUE(TypeParam::holds(M, this->A));
  EXPECT_FALSE(M.get(TypeParam::key(this->B)));
}

TYPED_TEST(WeakMapping, GetItem) {
  MAP M;
  this->add(M, this->A);
  EXPECT_EQ(M.at(TypeParam::key(this->A)), TypeParam::mapped(this->A));
  EXPECT_THROW(M.at(TypeParam::key(this->B)), std::out_of_range);
  EXPECT_THROW(std::as_const(M).at(TypeParam::key(this->B)), std::out_of_range);
}

TYPED_TEST(WeakMapping, Items) {
  MAP M;
  EXPECT_TRUE(M.items().empty());
  this->add(M, this->A);
  this->add(M, this->B);
  auto Items = M.items();
  ASSERT_EQ(Items.size(), 2u);
  EXPECT_EQ(TypeParam::number(Items[0]), 1);
  EXPECT_EQ(TypeParam::number(Items[1]), 2);
}

TYPED_TEST(WeakMapping, Keys) {
  MAP M;
  EXPECT_TRUE(M.keys().empty());
  this->add(M, this->A);
  ASSERT_EQ(M.keys().size(), 1u);
  EXPECT_EQ(M.keys()[0], TypeParam::key(this->A));
}

TYPED_TEST(WeakMapping, ValuesOf) {
  MAP M;
  EXPECT_TRUE(M.values().empty());
  this->add(M, this->A);
  ASSERT_EQ(M.values().size(), 1u);
  EXPECT_EQ(M.values()[0], TypeParam::mapped(this->A));
}

TYPED_TEST(WeakMapping, Len) {
  MAP M;
  EXPECT_EQ(M.size(), 0u);
  this->add(M, this->A);
  this->add(M, this->B);
  this->add(M, this->B);
  EXPECT_EQ(M.size(), 2u);
  EXPECT_EQ(M.size_hint(), 2u);
  this->B.reset();
  EXPECT_EQ(M.size(), 1u);
  EXPECT_GT(M.max_size(), M.size());
}

TYPED_TEST(WeakMapping, Pop) {
  MAP M;
  EXPECT_FALSE(M.pop(TypeParam::key(this->A)));
  this->add(M, this->A);
  auto Out = M.pop(TypeParam::key(this->A));
  EXPECT_TRUE(Out);
  EXPECT_FALSE(M.pop(TypeParam::key(this->A)));
  EXPECT_TRUE(M.empty());
}

TYPED_TEST(WeakMapping, PopItem) {
  MAP M;
  EXPECT_FALSE(M.popitem());
  this->add(M, this->A);
  this->add(M, this->B);
  this->add(M, this->C);
  this->C.reset();
  EXPECT_EQ(TypeParam::number(*M.popitem()), 2);
  EXPECT_EQ(TypeParam::number(*M.popitem()), 1);
  EXPECT_FALSE(M.popitem());
}

TYPED_TEST(WeakMapping, Read) {
  MAP M;
  this->add(M, this->A);
  this->add(M, this->B);
  const auto &K = TypeParam::key(this->A);
  const MAP &Const = M;
  EXPECT_TRUE(M.contains(K));
  EXPECT_EQ(M.count(K), 1u);
  EXPECT_EQ(M.count(TypeParam::key(this->C)), 0u);
  EXPECT_NE(M.find(K), M.end());
  EXPECT_NE(Const.find(K), Const.end());
  EXPECT_EQ(Const.find(TypeParam::key(this->C)), Const.end());
  EXPECT_EQ(TypeParam::number(*M.find(K)), 1);
  EXPECT_EQ(M.find(K)->second, TypeParam::mapped(this->A));
  MAP Other;
  this->add(Other, this->B);
  EXPECT_NE(M, Other);
  EXPECT_NE(Other, M);
  this->add(Other, this->A);
  EXPECT_EQ(M, Other);
}

TYPED_TEST(WeakMapping, Write) {
  MAP M;
  EXPECT_TRUE(this->add(M, this->A).second);
  EXPECT_FALSE(this->add(M, this->A).second);
  EXPECT_EQ(M.erase(TypeParam::key(this->A)), 1u);
  EXPECT_EQ(M.erase(TypeParam::key(this->A)), 0u);
  this->add(M, this->A);
  this->add(M, this->B);
  M.clear();
  EXPECT_TRUE(M.empty());
  EXPECT_EQ(M.size_hint(), 0u);
  this->add(M, this->A);
  EXPECT_EQ(M.size(), 1u);
}

TYPED_TEST(WeakMapping, SetDefault) {
  MAP M;
  auto [First, Fresh] =
      M.try_emplace(TypeParam::key(this->A), TypeParam::mapped(this->A));
  EXPECT_TRUE(Fresh);
  EXPECT_EQ(First->second, TypeParam::mapped(this->A));
  auto [Second, Again] =
      M.try_emplace(TypeParam::key(this->A), TypeParam::mapped(this->B));
  EXPECT_FALSE(Again);
  EXPECT_EQ(Second->second, TypeParam::mapped(this->A));
}

TYPED_TEST(WeakMapping, Update) {
  MAP M, Other;
  this->add(M, this->A);
  this->add(Other, this->B);
  this->add(Other, this->C);
  this->C.reset();
  M.update(Other);
  EXPECT_EQ(this->numbers(M), (std::vector{1, 2}));
  M.update(MAP());
  M.update(M);
  EXPECT_EQ(this->numbers(M), (std::vector{1, 2}));
}

TYPED_TEST(WeakMapping, Union) {
  MAP M, Other;
  this->add(M, this->A);
  this->add(Other, this->B);
  EXPECT_EQ(this->numbers(M | Other), (std::vector{1, 2}));
  EXPECT_EQ(this->numbers(Other | M), (std::vector{2, 1}));
  EXPECT_EQ(M.size(), 1u);
  M |= Other;
  EXPECT_EQ(M.size(), 2u);
  // Of a key in both, the right one.
  MAP Newer;
  Newer.insert_or_assign(TypeParam::key(this->A), TypeParam::mapped(this->C));
  EXPECT_EQ((M | Newer).at(TypeParam::key(this->A)),
            TypeParam::mapped(this->C));
  EXPECT_EQ((Newer | M).at(TypeParam::key(this->A)),
            TypeParam::mapped(this->A));
  this->B.reset();
  EXPECT_EQ((M | Other).size(), 1u);
}

TYPED_TEST(WeakMapping, MergeTakesWhatIsNew) {
  MAP M, Other;
  this->add(M, this->A);
  this->add(Other, this->A);
  this->add(Other, this->B);
  M.merge(Other);
  EXPECT_EQ(this->numbers(M), (std::vector{1, 2}));
  EXPECT_EQ(this->numbers(Other), (std::vector{1}));
  M.merge(M);
  EXPECT_EQ(M.size(), 2u);
}

TYPED_TEST(WeakMapping, ExtractAndInsert) {
  MAP M, Other;
  this->add(M, this->A);
  auto Node = M.extract(TypeParam::key(this->A));
  EXPECT_TRUE(M.empty());
  ASSERT_FALSE(Node.empty());
  EXPECT_EQ(Node.key(), TypeParam::key(this->A));
  EXPECT_EQ(Node.mapped(), TypeParam::mapped(this->A));
  EXPECT_TRUE(Other.insert(std::move(Node)).inserted);
  EXPECT_EQ(this->numbers(Other), (std::vector{1}));
  // Taken in, it keeps nothing alive any more; refused, it is given back.
  EXPECT_TRUE(Node.empty());
  auto Refused = Other.extract(TypeParam::key(this->A));
  this->add(Other, this->A);
  auto Result = Other.insert(std::move(Refused));
  EXPECT_FALSE(Result.inserted);
  EXPECT_EQ(Result.position, Other.begin());
  EXPECT_TRUE(Refused.empty());
  ASSERT_FALSE(Result.node.empty());
  EXPECT_EQ(Result.node.mapped(), TypeParam::mapped(this->A));
  EXPECT_TRUE(M.extract(TypeParam::key(this->A)).empty());
  auto Nothing = M.insert(decltype(M.extract(TypeParam::key(this->A)))());
  EXPECT_FALSE(Nothing.inserted);
  EXPECT_EQ(Nothing.position, M.end());
}

TYPED_TEST(WeakMapping, EraseIf) {
  MAP M;
  this->add(M, this->A);
  this->add(M, this->B);
  this->add(M, this->C);
  EXPECT_EQ(
      erase_if(M, [&](const auto &K,
                      const auto &) { return K != TypeParam::key(this->B); }),
      2u);
  EXPECT_EQ(this->numbers(M), (std::vector{2}));
  EXPECT_EQ(erase_if(M,
                     [&](const auto &Entry) {
                       return Entry.first == TypeParam::key(this->B);
                     }),
            1u);
  EXPECT_TRUE(M.empty());
}

TYPED_TEST(WeakMapping, EntriesArePairs) {
  MAP M;
  this->add(M, this->A);
  this->add(M, this->B);
  using key = typename TypeParam::map::key_type;
  using mapped = typename TypeParam::map::mapped_type;
  using entry = std::pair<key, mapped>;
  std::vector<entry> Copy(M.begin(), M.end());
  ASSERT_EQ(Copy.size(), 2u);
  EXPECT_EQ(Copy[0].first, TypeParam::key(this->A));
  EXPECT_EQ(Copy[1].second, TypeParam::mapped(this->B));
  std::map<key, mapped> Sorted(M.begin(), M.end());
  EXPECT_EQ(Sorted.size(), 2u);
  EXPECT_EQ((MAP(M.begin(), M.end())).size(), 2u);
  entry First = *M.begin();
  EXPECT_EQ(First, Copy[0]);
}

TYPED_TEST(WeakMapping, EntriesGoWithTheirObjects) {
  MAP M;
  std::vector<pointer> Kept;
  for (int I = 0; I < 100; ++I) {
    Kept.push_back(this->make(I));
    this->add(M, Kept.back());
  }
  Kept.resize(40);
  EXPECT_EQ(M.size(), 40u);
  EXPECT_EQ(this->numbers(M).size(), 40u);
  M.purge();
  EXPECT_EQ(M.size_hint(), 40u);
  EXPECT_EQ(M.purge(), 0u);
  for (const auto &P : Kept)
    EXPECT_TRUE(TypeParam::holds(M, P));
}

TYPED_TEST(WeakMapping, ChurnDoesNotGrowTheTable) {
  MAP M;
  for (int I = 0; I < 10000; ++I)
    this->add(M, this->make(I));
  EXPECT_TRUE(M.empty());
  EXPECT_LE(M.size_hint(), 16u);
}

TYPED_TEST(WeakMapping, NothingIsKeptAlive) {
  MAP M;
  this->add(M, this->A);
  EXPECT_EQ(this->A.use_count(), 1);
  auto It = M.begin();
  EXPECT_EQ(this->A.use_count(), 2);
  ++It;
  EXPECT_EQ(this->A.use_count(), 1);
}

TYPED_TEST(WeakMapping, SwapAndMoveKeepEntries) {
  MAP M, Other;
  this->add(M, this->A);
  swap(M, Other);
  EXPECT_TRUE(M.empty());
  EXPECT_EQ(this->numbers(Other), (std::vector{1}));
  M = std::move(Other);
  EXPECT_EQ(this->numbers(M), (std::vector{1}));
  this->A.reset();
  EXPECT_TRUE(M.empty());
}

TYPED_TEST(WeakMapping, AMovedFromMapIsEmptyAndUsable) {
  MAP M;
  this->add(M, this->A);
  MAP Other = std::move(M);
  EXPECT_TRUE(M.empty());
  EXPECT_EQ(M.purge(), 0u);
  M.clear();
  EXPECT_EQ(M.begin(), M.end());
  EXPECT_FALSE(M.contains(TypeParam::key(this->A)));
  this->add(M, this->B);
  EXPECT_EQ(this->numbers(M), (std::vector{2}));
}

TYPED_TEST(WeakMapping, PrintsItsSize) {
  MAP M;
  this->add(M, this->A);
  std::ostringstream Out;
  Out << M;
  EXPECT_NE(Out.str().find("; 1 alive>"), std::string::npos);
}

TYPED_TEST(WeakMapping, PromptMeansNoDeadEntries) {
  MAP M;
  this->add(M, this->A);
  this->add(M, this->B);
  this->A.reset();
  constexpr bool IsPrompt = std::is_same_v<TypeParam, Values<prompt>> ||
                            std::is_same_v<TypeParam, Keys<prompt>>;
  EXPECT_EQ(M.size_hint(), IsPrompt ? 1u : 2u);
}

TYPED_TEST(WeakMapping, AnObjectMayOutliveTheMap) {
  {
    MAP M;
    this->add(M, this->A);
  }
  EXPECT_EQ(count(this->A), 0u);
  this->A.reset();
}

TYPED_TEST(WeakMapping, TheRemovalDoesNotHoldTheMap) {
  // The table goes with the map although an object still knows of it.
  struct Probe {
    explicit Probe(int &N) : Alive(N) { ++Alive; }
    Probe(const Probe &O) : Alive(O.Alive) { ++Alive; }
    ~Probe() { --Alive; }
    int &Alive;
  };
  int Alive = 0;
  {
    weak_key_map<Object, Probe, identity_hash, identity_equal, prompt> M;
    M.try_emplace(this->A, Alive);
    EXPECT_EQ(Alive, 1);
    EXPECT_EQ(count(this->A), 1u);
  }
  EXPECT_EQ(Alive, 0);
  EXPECT_EQ(count(this->A), 0u);
}

} // namespace

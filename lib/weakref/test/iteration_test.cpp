// Iterating while objects die and while the container changes, for all
// containers and both removal policies.
#include "objects.h"

#include <algorithm>
#include <numeric>

using namespace weakref;
using namespace weakref_test;

namespace {

using pointer = std::shared_ptr<Object>;

template <class Removal> struct ValuesOf {
  using container =
      weak_value_map<int, Object, std::hash<int>, std::equal_to<int>, Removal>;
  static void add(container &M, const pointer &P) {
    M.insert_or_assign(P->arg, P);
  }
  static bool has(const container &M, const pointer &P) {
    return M.contains(P->arg);
  }
  static std::size_t erase(container &M, const pointer &P) {
    return M.erase(P->arg);
  }
  template <class E> static int number(const E &Entry) { return Entry.first; }
};
template <class Removal> struct KeysOf {
  using container =
      weak_key_map<Object, int, identity_hash, identity_equal, Removal>;
  static void add(container &M, const pointer &P) {
    M.insert_or_assign(P, P->arg);
  }
  static bool has(const container &M, const pointer &P) {
    return M.contains(P);
  }
  static std::size_t erase(container &M, const pointer &P) {
    return M.erase(P);
  }
  template <class E> static int number(const E &Entry) { return Entry.second; }
};
template <class Removal> struct SetOf {
  using container = weak_set<Object, identity_hash, identity_equal, Removal>;
  static void add(container &M, const pointer &P) { M.insert(P); }
  static bool has(const container &M, const pointer &P) {
    return M.contains(P);
  }
  static std::size_t erase(container &M, const pointer &P) {
    return M.erase(P);
  }
  template <class E> static int number(const E &Entry) { return Entry->arg; }
};

template <class Adapter> class Iteration : public testing::Test {
protected:
  using container = typename Adapter::container;

  Iteration() {
    for (int I = 0; I < 10; ++I) {
      Objects.push_back(std::make_shared<Object>(I));
      Adapter::add(All, Objects.back());
    }
  }

  std::vector<int> numbers() const {
    std::vector<int> Result;
    for (auto &&Entry : All)
      Result.push_back(Adapter::number(Entry));
    return Result;
  }

  std::vector<pointer> Objects;
  container All;
};

using Adapters =
    testing::Types<ValuesOf<amortised>, ValuesOf<prompt>, KeysOf<amortised>,
                   KeysOf<prompt>, SetOf<amortised>, SetOf<prompt>>;
TYPED_TEST_SUITE(Iteration, Adapters, );

TYPED_TEST(Iteration, VisitsEachOnceInOrder) {
  std::vector<int> Expected(10);
  std::iota(Expected.begin(), Expected.end(), 0);
  EXPECT_EQ(this->numbers(), Expected);
  EXPECT_EQ(std::distance(this->All.cbegin(), this->All.cend()), 10);
}

TYPED_TEST(Iteration, ObjectsMayDieMeanwhile) {
  auto It = this->All.begin();
  ++It; // at 1
  this->Objects[1].reset();
  this->Objects[2].reset();
  this->Objects[9].reset();
  EXPECT_EQ(this->All.size(), 8u); // 1 is held by the iterator
  EXPECT_EQ(TypeParam::number(*It), 1);
  std::vector<int> Rest;
  for (++It; It != this->All.end(); ++It)
    Rest.push_back(TypeParam::number(*It));
  EXPECT_EQ(Rest, (std::vector{3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(this->All.size(), 7u);
  this->All.purge();
  EXPECT_EQ(this->All.size_hint(), 7u);
}

TYPED_TEST(Iteration, AllMayDieMeanwhile) {
  auto It = this->All.begin();
  this->Objects.clear();
  EXPECT_EQ(this->All.size(), 1u);
  ++It;
  EXPECT_EQ(It, this->All.end());
  EXPECT_EQ(this->All.size(), 0u);
}

TYPED_TEST(Iteration, EntriesMayBeErasedMeanwhile) {
  std::vector<int> Seen;
  for (auto It = this->All.begin(); It != this->All.end(); ++It) {
    Seen.push_back(TypeParam::number(*It));
    if (Seen.size() == 1) {
      TypeParam::erase(this->All, this->Objects[0]); // the current one
      TypeParam::erase(this->All, this->Objects[1]); // the next one
      TypeParam::erase(this->All, this->Objects[9]); // the last one
      EXPECT_EQ(this->All.size(), 7u);
      EXPECT_FALSE(TypeParam::has(this->All, this->Objects[1]));
    }
  }
  EXPECT_EQ(Seen, (std::vector{0, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(this->All.size_hint(), 7u);
}

TYPED_TEST(Iteration, EntriesMayBeAddedMeanwhile) {
  std::size_t Seen = 0;
  for (auto It = this->All.begin(); It != this->All.end(); ++It)
    if (++Seen <= 90) { // enough to make the table grow
      this->Objects.push_back(
          std::make_shared<Object>(static_cast<int>(Seen) + 100));
      TypeParam::add(this->All, this->Objects.back());
    }
  EXPECT_EQ(Seen, 100u);
  for (const auto &P : this->Objects)
    EXPECT_TRUE(TypeParam::has(this->All, P));
}

TYPED_TEST(Iteration, ErasedAndAddedAgainIsVisitedAgain) {
  auto It = this->All.begin();
  auto First = this->Objects[0];
  EXPECT_EQ(TypeParam::erase(this->All, First), 1u);
  EXPECT_EQ(TypeParam::erase(this->All, First), 0u);
  TypeParam::add(this->All, First);
  EXPECT_TRUE(TypeParam::has(this->All, First));
  EXPECT_EQ(this->All.size(), 10u);
  int Last = -1;
  for (; It != this->All.end(); ++It)
    Last = TypeParam::number(*It);
  EXPECT_EQ(Last, 0);
}

TYPED_TEST(Iteration, MutationAndDeathTogether) {
  // Each round starts an iterator, lets one object die, then changes the
  // container explicitly; sizes must stay right throughout.
  auto Die = [this] {
    auto It = this->All.begin();
    this->Objects.pop_back();
    return It;
  };
  {
    auto It = Die();
    auto Copy = this->All;
    EXPECT_EQ(Copy.size(), 9u);
  }
  {
    auto It = Die();
    auto Gone = std::make_shared<Object>(8);
    EXPECT_EQ(TypeParam::erase(this->All, Gone), 0u);
    EXPECT_EQ(this->All.size(), 8u);
  }
  {
    auto It = Die();
    auto Again = std::make_shared<Object>(7);
    TypeParam::add(this->All, Again);
    EXPECT_TRUE(TypeParam::has(this->All, Again));
    EXPECT_EQ(this->All.size(), 8u);
  }
  EXPECT_EQ(this->All.size(), 7u);
  {
    auto It = Die();
    EXPECT_EQ(TypeParam::erase(this->All, this->Objects[0]), 1u);
    EXPECT_EQ(this->All.size(), 5u);
    EXPECT_EQ(TypeParam::number(*It), 0);
  }
  {
    auto It = Die();
    this->All.clear();
    EXPECT_EQ(this->All.size(), 0u);
    EXPECT_TRUE(this->All.empty());
    ++It;
    EXPECT_EQ(It, this->All.end());
  }
  EXPECT_EQ(this->All.size_hint(), 0u);
}

TYPED_TEST(Iteration, EraseAtAPosition) {
  for (auto It = this->All.begin(); It != this->All.end();)
    if (TypeParam::number(*It) % 2)
      It = this->All.erase(It);
    else
      ++It;
  EXPECT_EQ(this->numbers(), (std::vector{0, 2, 4, 6, 8}));
  EXPECT_EQ(this->All.size_hint(), 5u);
}

TYPED_TEST(Iteration, CopiesAdvanceOnTheirOwn) {
  auto A = this->All.begin();
  auto B = A;
  ++A;
  EXPECT_NE(A, B);
  EXPECT_EQ(TypeParam::number(*B), 0);
  EXPECT_EQ(TypeParam::number(*A), 1);
  typename TestFixture::container::const_iterator C = A;
  EXPECT_EQ(TypeParam::number(*C++), 1);
  EXPECT_EQ(TypeParam::number(*C), 2);
  B = A;
  EXPECT_EQ(A, B);
}

TYPED_TEST(Iteration, AlgorithmsWork) {
  EXPECT_EQ(std::count_if(this->All.begin(), this->All.end(),
                          [](auto &&E) { return TypeParam::number(E) > 4; }),
            5);
}

TYPED_TEST(Iteration, AGuardKeepsErasedEntriesInPlace) {
  auto Guard = this->All.guard();
  for (auto It = this->All.begin(); It != this->All.end(); ++It)
    this->All.clear();
  auto Moved = std::move(Guard);
  TypeParam::add(this->All, this->Objects[0]);
  Moved = {};
  EXPECT_EQ(this->numbers(), (std::vector{0}));
}

TYPED_TEST(Iteration, AGuardMayOutliveTheContainer) {
  auto Other = std::make_unique<typename TestFixture::container>();
  TypeParam::add(*Other, this->Objects[0]);
  auto Guard = Other->guard();
  Other.reset();
}

TYPED_TEST(Iteration, AnIteratorMayOutliveTheContainer) {
  typename TestFixture::container::iterator It;
  typename TestFixture::container::const_iterator Other;
  {
    typename TestFixture::container Inner(this->All);
    It = Inner.begin();
    Other = It;
    ++It;
  }
  auto Copy = It;
  It = this->All.begin();
  EXPECT_EQ(TypeParam::number(*It), 0);
}

TYPED_TEST(Iteration, AssignmentLeavesIteratorsBehind) {
  auto It = this->All.begin(), Other = std::next(It);
  auto Erased = std::next(Other);
  TypeParam::erase(this->All, this->Objects[2]);
  auto Guard = this->All.guard();
  this->All = typename TestFixture::container();
  EXPECT_TRUE(this->All.empty());
  TypeParam::add(this->All, this->Objects[5]);
  EXPECT_EQ(this->numbers(), (std::vector{5}));
  this->All = typename TestFixture::container(this->All);
  It = this->All.begin();
  EXPECT_EQ(TypeParam::number(*It), 5);
}

TYPED_TEST(Iteration, SwappedTablesKeepTheirIterators) {
  auto It = this->All.begin();
  {
    typename TestFixture::container Inner;
    swap(Inner, this->All);
    ++It;
    EXPECT_EQ(TypeParam::number(*It), 1);
  }
  EXPECT_TRUE(this->All.empty());
}

TYPED_TEST(Iteration, SizeNeverExceedsWhatLives) {
  for (std::size_t Live = 10; Live-- > 0;) {
    auto It = this->All.begin();
    this->Objects.pop_back();
    EXPECT_LE(this->All.size(), std::max<std::size_t>(Live, 1));
    It = {};
    EXPECT_EQ(this->All.size(), Live);
  }
}

TEST(IterationOfOwners, ValuesGoWithTheContainer) {
  auto Key = std::make_shared<Object>(1), Value = std::make_shared<Object>(2);
  weak_key_map<Object, pointer>::iterator It;
  {
    weak_key_map<Object, pointer> M;
    It = M.insert_or_assign(Key, Value).first;
    EXPECT_EQ(Value.use_count(), 2);
  }
  EXPECT_EQ(Value.use_count(), 1);
}

TYPED_TEST(Iteration, TheLastReferenceMayBeTheIterators) {
  auto It = this->All.begin();
  int Called = 0;
  ref R(this->Objects[0], [&] { Called += this->All.size() == 9; });
  this->Objects[0].reset();
  EXPECT_EQ(Called, 0);
  ++It;
  EXPECT_EQ(Called, 1);
  EXPECT_EQ(TypeParam::number(*It), 1);
}

} // namespace

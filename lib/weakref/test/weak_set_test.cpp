// weak_set and its algebra, under both removal policies.
#include "objects.h"

#include <list>
#include <sstream>

using namespace weakref;
using namespace weakref_test;

namespace {

using pointer = std::shared_ptr<Object>;

template <class Removal> class WeakSet : public testing::Test {
protected:
  using set = weak_set<Object, identity_hash, identity_equal, Removal>;

  static std::vector<pointer> some(int First, int Last) {
    std::vector<pointer> Result;
    for (int I = First; I < Last; ++I)
      Result.push_back(std::make_shared<Object>(I));
    return Result;
  }
  static set of(const std::vector<pointer> &V) {
    return set(V.begin(), V.end());
  }
  static std::vector<pointer> join(std::vector<pointer> A,
                                   const std::vector<pointer> &B) {
    A.insert(A.end(), B.begin(), B.end());
    return A;
  }

  std::vector<pointer> Low = some(0, 3), Mid = some(3, 6), High = some(6, 9);
  std::vector<pointer> LowMid = join(Low, Mid), MidHigh = join(Mid, High);
  set A = of(LowMid), B = of(MidHigh);
};

using Policies = testing::Types<amortised, prompt>;
TYPED_TEST_SUITE(WeakSet, Policies, );

TYPED_TEST(WeakSet, Constructors) {
  using set = typename TestFixture::set;
  EXPECT_TRUE(set().empty());
  set FromList{this->Low[0], this->Low[1], this->Low[0]};
  EXPECT_EQ(FromList.size(), 2u);
  std::list<pointer> List(this->Low.begin(), this->Low.end());
  set FromRange(List.begin(), List.end());
  EXPECT_EQ(FromRange, this->of(this->Low));
  EXPECT_EQ(set(FromRange), FromRange);
}

TYPED_TEST(WeakSet, AssignmentReplacesTheContent) {
  auto S = this->A;
  S = this->B;
  EXPECT_EQ(S, this->B);
  const auto &Same = S;
  S = Same;
  EXPECT_EQ(S, this->B);
  S = std::move(this->A);
  EXPECT_EQ(S, this->of(this->LowMid));
}

TYPED_TEST(WeakSet, SizeFollowsTheObjects) {
  EXPECT_EQ(this->A.size(), 6u);
  this->LowMid.clear();
  this->Low.clear();
  EXPECT_EQ(this->A.size(), 3u);
  this->Mid.clear();
  this->MidHigh.clear();
  EXPECT_EQ(this->A.size(), 0u);
  EXPECT_TRUE(this->A.empty());
}

TYPED_TEST(WeakSet, Contains) {
  EXPECT_TRUE(this->A.contains(this->Low[0]));
  EXPECT_TRUE(this->A.contains(this->Low[0].get()));
  EXPECT_TRUE(this->A.contains(ref(this->Low[0])));
  EXPECT_FALSE(this->A.contains(this->High[0]));
  EXPECT_FALSE(this->A.contains(pointer()));
  EXPECT_EQ(this->A.count(this->Low[1]), 1u);
  EXPECT_EQ(*this->A.find(this->Low[1]), this->Low[1]);
  EXPECT_EQ(this->A.find(this->High[1]), this->A.end());
  ref Dead(this->High[0]);
  this->B.erase(this->High[0]);
  this->B.insert(this->High[0]);
  this->MidHigh.clear();
  this->High.clear();
  EXPECT_FALSE(this->B.contains(Dead));
}

TYPED_TEST(WeakSet, Insert) {
  auto P = std::make_shared<Object>(100);
  auto [Where, Fresh] = this->A.insert(P);
  EXPECT_TRUE(Fresh);
  EXPECT_EQ(*Where, P);
  EXPECT_FALSE(this->A.insert(P).second);
  EXPECT_EQ(this->A.size(), 7u);
  EXPECT_FALSE(this->A.insert(pointer()).second);
  this->A.insert({P, this->High[0]});
  EXPECT_EQ(this->A.size(), 8u);
}

TYPED_TEST(WeakSet, EraseTellsWhetherItWasThere) {
  EXPECT_EQ(this->A.erase(this->Low[0]), 1u);
  EXPECT_EQ(this->A.erase(this->Low[0]), 0u);
  EXPECT_EQ(this->A.erase(this->High[0]), 0u);
  EXPECT_EQ(this->A.size(), 5u);
}

TYPED_TEST(WeakSet, Pop) {
  std::size_t N = 0;
  while (auto P = this->A.pop()) {
    EXPECT_FALSE(this->A.contains(P));
    ++N;
  }
  EXPECT_EQ(N, 6u);
  EXPECT_EQ(this->A.pop(), nullptr);
}

TYPED_TEST(WeakSet, ExtractAndMerge) {
  EXPECT_EQ(this->A.extract(this->Low[0]), this->Low[0]);
  EXPECT_EQ(this->A.extract(this->Low[0]), nullptr);
  this->A.merge(this->B);
  EXPECT_EQ(this->A.size(), 8u);
  EXPECT_EQ(this->B, this->of(this->Mid));
}

TYPED_TEST(WeakSet, Clear) {
  this->A.clear();
  EXPECT_EQ(this->A.size(), 0u);
  EXPECT_FALSE(this->A.contains(this->Low[0]));
  this->A.clear();
}

TYPED_TEST(WeakSet, CopiesAreIndependent) {
  auto Copy = this->A;
  EXPECT_EQ(Copy, this->A);
  Copy.erase(this->Low[0]);
  EXPECT_NE(Copy, this->A);
  EXPECT_TRUE(this->A.contains(this->Low[0]));
  auto Late = std::make_shared<Object>(0);
  this->A.insert(Late);
  EXPECT_FALSE(Copy.contains(Late));
}

TYPED_TEST(WeakSet, Union) {
  auto U = this->A | this->B;
  EXPECT_EQ(U.size(), 9u);
  EXPECT_EQ(set_union(this->A, this->MidHigh), U);
  for (const auto &P : this->join(this->LowMid, this->High))
    EXPECT_TRUE(U.contains(P));
  EXPECT_EQ(this->A.size(), 6u);
}

TYPED_TEST(WeakSet, UnionInPlace) {
  this->A |= this->High;
  EXPECT_EQ(this->A.size(), 9u);
  this->A |= this->B;
  EXPECT_EQ(this->A.size(), 9u);
}

TYPED_TEST(WeakSet, Intersection) {
  EXPECT_EQ(this->A & this->B, this->of(this->Mid));
  EXPECT_EQ(set_intersection(this->A, this->MidHigh), this->of(this->Mid));
  EXPECT_TRUE((this->A & this->of(this->High)).empty());
}

TYPED_TEST(WeakSet, IntersectionInPlace) {
  this->A &= this->B;
  EXPECT_EQ(this->A, this->of(this->Mid));
  this->A &= std::vector<pointer>();
  EXPECT_TRUE(this->A.empty());
}

TYPED_TEST(WeakSet, Difference) {
  EXPECT_EQ(this->A - this->B, this->of(this->Low));
  EXPECT_EQ(set_difference(this->A, this->MidHigh), this->of(this->Low));
}

TYPED_TEST(WeakSet, DifferenceInPlace) {
  this->A -= this->B;
  EXPECT_EQ(this->A, this->of(this->Low));
  this->A -= this->Low;
  EXPECT_TRUE(this->A.empty());
}

TYPED_TEST(WeakSet, SymmetricDifference) {
  const auto Expected = this->of(this->join(this->Low, this->High));
  EXPECT_EQ(this->A ^ this->B, Expected);
  EXPECT_EQ(set_symmetric_difference(this->A, this->MidHigh), Expected);
}

TYPED_TEST(WeakSet, SymmetricDifferenceInPlace) {
  this->A ^= this->B;
  EXPECT_EQ(this->A, this->of(this->join(this->Low, this->High)));
}

TYPED_TEST(WeakSet, InPlaceOnItself) {
  auto S = this->A;
  const auto &Same = S;
  S |= Same;
  EXPECT_EQ(S, this->A);
  S &= Same;
  EXPECT_EQ(S, this->A);
  S -= Same;
  EXPECT_TRUE(S.empty());
  S = this->A;
  S ^= Same;
  EXPECT_TRUE(S.empty());
}

TYPED_TEST(WeakSet, Disjoint) {
  EXPECT_TRUE(is_disjoint(this->A, this->High));
  EXPECT_FALSE(is_disjoint(this->A, this->B));
  EXPECT_TRUE(is_disjoint(this->A, std::vector<pointer>()));
}

TYPED_TEST(WeakSet, SubAndSuperset) {
  auto L = this->of(this->Low);
  EXPECT_TRUE(L <= this->A);
  EXPECT_TRUE(this->A >= L);
  EXPECT_FALSE(this->A <= L);
  EXPECT_FALSE(L >= this->A);
  EXPECT_TRUE(this->A <= this->A);
  EXPECT_TRUE(includes(this->A, this->Low));
  EXPECT_FALSE(includes(this->A, this->High));
}

TYPED_TEST(WeakSet, ProperSubset) {
  auto L = this->of(this->Low);
  EXPECT_TRUE(L < this->A);
  EXPECT_FALSE(this->A < this->A);
  EXPECT_FALSE(this->A < this->B);
}

TYPED_TEST(WeakSet, ProperSuperset) {
  auto L = this->of(this->Low);
  EXPECT_TRUE(this->A > L);
  EXPECT_FALSE(this->A > this->A);
  EXPECT_FALSE(this->B > this->A);
}

TYPED_TEST(WeakSet, Equality) {
  EXPECT_TRUE(this->A == this->of(this->LowMid));
  EXPECT_FALSE(this->A == this->of(this->Low));
  EXPECT_FALSE(this->A == this->B);
}

TYPED_TEST(WeakSet, Inequality) {
  EXPECT_TRUE(this->A != this->B);
  EXPECT_FALSE(this->A != this->of(this->LowMid));
}

TYPED_TEST(WeakSet, DeadElementsDoNotCount) {
  auto Copy = this->A;
  auto P = std::make_shared<Object>(50);
  this->A.insert(P);
  EXPECT_NE(this->A, Copy);
  P.reset();
  EXPECT_EQ(this->A, Copy);
  EXPECT_EQ((this->A | Copy).size(), 6u);
}

TYPED_TEST(WeakSet, ValuesAndRefs) {
  EXPECT_EQ(this->A.values(), this->LowMid);
  auto Refs = this->A.refs();
  ASSERT_EQ(Refs.size(), 6u);
  EXPECT_EQ(Refs[0], ref(this->Low[0]));
}

TYPED_TEST(WeakSet, EraseIf) {
  EXPECT_EQ(erase_if(this->A, [](const pointer &P) { return P->arg % 2; }), 3u);
  EXPECT_EQ(this->A.size(), 3u);
}

TYPED_TEST(WeakSet, PrintsItsSize) {
  std::ostringstream Out;
  Out << this->A;
  EXPECT_EQ(Out.str(), "<weakref::weak_set; 6 alive>");
}

TEST(WeakSetByValue, EqualObjectsAreOneElement) {
  weak_set_by_value<Object> S;
  auto P = std::make_shared<Object>(1), Twin = std::make_shared<Object>(1);
  S.insert(P);
  EXPECT_FALSE(S.insert(Twin).second);
  EXPECT_TRUE(S.contains(Twin));
  EXPECT_EQ(*S.find(Twin), P);
  P.reset();
  EXPECT_FALSE(S.contains(Twin));
  EXPECT_TRUE(S.insert(Twin).second);
}

TEST(WeakSetByValue, FunctorsOfItsOwn) {
  struct Parity {
    std::size_t operator()(const Object &O) const { return O.arg % 2; }
    bool operator()(const Object &A, const Object &B) const {
      return A.arg % 2 == B.arg % 2;
    }
  };
  weak_set<Object, Parity, Parity> S;
  auto A = std::make_shared<Object>(1), B = std::make_shared<Object>(3);
  EXPECT_TRUE(S.insert(A).second);
  EXPECT_FALSE(S.insert(B).second);
}

TEST(WeakSetByValue, ElementsMayBeConst) {
  struct Word {
    std::string Text;
    bool operator==(const Word &Other) const { return Text == Other.Text; }
  };
  struct Hash {
    std::size_t operator()(const Word &W) const { return W.Text.size(); }
  };
  weak_set<const Word, Hash, std::equal_to<>> Own;
  auto P = std::make_shared<const Word>(Word{"a"});
  Own.insert(P);
  EXPECT_TRUE(Own.contains(Word{"a"}));

  auto Q = std::make_shared<const std::string>("q");
  weak_set_by_value<const std::string> Set{Q};
  weak_key_map_by_value<const std::string, int> Map{{Q, 1}};
  EXPECT_TRUE(Set.contains("q"));
  EXPECT_EQ(Map.at(std::string("q")), 1);
}

TEST(WeakSetByValue, IsNotHashable) {
  static_assert(!std::is_default_constructible_v<std::hash<weak_set<Object>>>);
}

} // namespace

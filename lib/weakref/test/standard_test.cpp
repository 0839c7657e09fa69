// What users of the standard containers expect of these, and of their
// allocators.
#include "objects.h"

#include <iterator>
#include <memory_resource>
#include <set>
#include <utility>

using namespace weakref;
using namespace weakref_test;

namespace {

using pointer = std::shared_ptr<Object>;

/// Allocators of different numbers do not give back each other's memory.
template <class T, bool Copied = false> struct Numbered {
  using value_type = T;
  using propagate_on_container_copy_assignment = std::bool_constant<Copied>;
  explicit Numbered(int N) : Number(N) {}
  template <class U> struct rebind {
    using other = Numbered<U, Copied>;
  };
  template <class U>
  Numbered(const Numbered<U, Copied> &O) : Number(O.Number) {}
  T *allocate(std::size_t N) { return std::allocator<T>().allocate(N); }
  void deallocate(T *P, std::size_t N) { std::allocator<T>().deallocate(P, N); }
  friend bool operator==(const Numbered &A, const Numbered &B) {
    return A.Number == B.Number;
  }
  friend bool operator!=(const Numbered &A, const Numbered &B) {
    return !(A == B);
  }
  int Number;
};

TEST(Standard, InsertAndEmplace) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  weak_value_map<int, Object> Values;
  EXPECT_TRUE(Values.emplace(1, P).second);
  EXPECT_FALSE(Values.emplace(1, Q).second);
  EXPECT_EQ(Values.insert(Values.end(), {2, Q})->second, Q);
  Values.insert({{2, P}, {3, P}});
  const std::vector<std::pair<int, pointer>> More{{4, Q}, {1, Q}};
  Values.insert(More.begin(), More.end());
  EXPECT_EQ(Values.keys(), (std::vector<int>{1, 2, 3, 4}));
  EXPECT_EQ(Values.at(1), P);
  Values.update(More);
  EXPECT_EQ(Values.at(1), Q);
  Values = {{9, P}};
  EXPECT_EQ(Values.keys(), std::vector<int>{9});

  weak_key_map<Object, std::unique_ptr<int>> Keys;
  EXPECT_TRUE(Keys.emplace(P, std::make_unique<int>(1)).second);
  EXPECT_TRUE(Keys.insert({Q, std::make_unique<int>(2)}).second);
  EXPECT_EQ(*Keys.at(Q), 2);
  weak_key_map<Object, int> Copied;
  const std::vector<std::pair<pointer, int>> Pairs{{P, 1}, {Q, 2}};
  Copied.insert(Pairs.begin(), Pairs.end());
  Copied.insert({{P, 3}, {nullptr, 4}});
  EXPECT_EQ(Copied.at(P), 1);
  Copied.update(Pairs);
  EXPECT_EQ(Copied.size(), 2u);

  weak_set<Object> Set;
  EXPECT_TRUE(Set.emplace(P).second);
  std::copy(&P, &P + 1, std::inserter(Set, Set.end()));
  EXPECT_EQ(Set.size(), 1u);
}

/// Only an extracted entry is given back, as by std::unordered_map.
template <class Map> void insertionReturnsWhatTheStandardSays() {
  using position = typename Map::iterator;
  using added = std::pair<position, bool>;
  using key = const typename Map::key_type &;
  using mapped = const typename Map::mapped_type &;
  using entry = typename Map::value_type;
  static_assert(std::is_same_v<added, decltype(std::declval<Map &>().insert(
                                          std::declval<const entry &>()))>);
  static_assert(std::is_same_v<added, decltype(std::declval<Map &>().insert(
                                          std::declval<entry>()))>);
  static_assert(
      std::is_same_v<added, decltype(std::declval<Map &>().emplace(
                                std::declval<key>(), std::declval<mapped>()))>);
  static_assert(
      std::is_same_v<added, decltype(std::declval<Map &>().try_emplace(
                                std::declval<key>(), std::declval<mapped>()))>);
  static_assert(
      std::is_same_v<added, decltype(std::declval<Map &>().insert_or_assign(
                                std::declval<key>(), std::declval<mapped>()))>);
  static_assert(std::is_same_v<position, decltype(std::declval<Map &>().insert(
                                             std::declval<position>(),
                                             std::declval<entry>()))>);
  static_assert(
      std::is_same_v<position,
                     decltype(std::declval<Map &>().insert(
                         std::declval<position>(),
                         std::declval<Map &>().extract(std::declval<key>())))>);
  Map M;
  auto Returned = M.insert(typename Map::node_type());
  static_assert(
      std::is_same_v<decltype(Returned), typename Map::insert_return_type>);
  auto &[Position, Inserted, Node] = Returned;
  EXPECT_EQ(Position, M.end());
  EXPECT_FALSE(Inserted);
  EXPECT_TRUE(Node.empty());
}

TEST(Standard, WhatInsertionReturns) {
  insertionReturnsWhatTheStandardSays<weak_value_map<int, Object>>();
  insertionReturnsWhatTheStandardSays<weak_key_map<Object, int>>();
  auto P = std::make_shared<Object>(1);
  weak_value_map<int, Object> Values;
  EXPECT_TRUE(Values.insert({1, P}).second);
  EXPECT_FALSE(Values.insert(std::pair<const int, pointer>(1, P)).second);
}

TEST(Standard, KeysThatComeTwice) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  // A construction keeps the last, as dict(pairs) does (what unordered_map does
  // is unspecified), insert the first, update the last.
  const std::vector<std::pair<int, pointer>> Pairs{{1, P}, {2, P}, {1, Q}};
  EXPECT_EQ((weak_value_map<int, Object>(Pairs.begin(), Pairs.end()).items()),
            (std::vector<std::pair<int, pointer>>{{1, Q}, {2, P}}));
  EXPECT_EQ((weak_value_map<int, Object>{{1, P}, {1, Q}}.at(1)), Q);
  weak_value_map<int, Object> Values;
  Values.insert(Pairs.begin(), Pairs.end());
  EXPECT_EQ(Values.at(1), P);
  Values.update(Pairs);
  EXPECT_EQ(Values.at(1), Q);

  const std::vector<std::pair<pointer, int>> Data{{P, 1}, {Q, 2}, {P, 3}};
  EXPECT_EQ((weak_key_map<Object, int>(Data.begin(), Data.end()).items()),
            (std::vector<std::pair<pointer, int>>{{P, 3}, {Q, 2}}));
  EXPECT_EQ((weak_key_map<Object, int>{{P, 1}, {P, 3}}.at(P)), 3);
  weak_key_map<Object, int> Keys;
  Keys.insert(Data.begin(), Data.end());
  EXPECT_EQ(Keys.at(P), 1);
  Keys.update(Data);
  EXPECT_EQ(Keys.at(P), 3);

  // Of equal objects a set keeps the first, however it comes by them.
  auto Same = std::make_shared<Object>(1);
  EXPECT_EQ(*(weak_set_by_value<Object>{P, Same}.begin()), P);
}

TEST(Standard, Subscript) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  weak_value_map<std::string, Object> M;
  const std::string Key = "b";
  M["a"] = P;
  M[Key] = Q;
  M["c"] = M["a"];
  EXPECT_EQ(M.keys(), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(M["b"]->arg, 2);
  pointer Read = M["c"];
  EXPECT_EQ(Read, P);
  M["c"] = nullptr;
  EXPECT_FALSE(M["c"]);
  M["d"] = std::make_shared<Object>(3);
  Read = M["e"];
  EXPECT_EQ(Read, nullptr);
  EXPECT_EQ(M.size(), 2u);
}

TEST(Standard, Hints) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  weak_value_map<int, Object> Values;
  EXPECT_EQ(Values.emplace_hint(Values.end(), 1, P)->second, P);
  EXPECT_EQ(Values.try_emplace(Values.end(), 1, Q)->second, P);
  EXPECT_EQ(Values.insert_or_assign(Values.end(), 1, Q)->second, Q);
  EXPECT_EQ(Values.insert(Values.end(), Values.extract(1))->second, Q);

  weak_key_map<Object, std::string> Keys;
  EXPECT_EQ(Keys.emplace_hint(Keys.end(), P, "a")->second, "a");
  EXPECT_EQ(Keys.try_emplace(Keys.end(), Q, 2, 'b')->second, "bb");
  EXPECT_EQ(Keys.insert_or_assign(Keys.end(), Q, "c")->second, "c");
  EXPECT_EQ(Keys.insert(Keys.end(), Keys.extract(P))->second, "a");
}

struct PointeeHash {
  std::size_t operator()(const std::unique_ptr<int> &P) const { return *P; }
};
struct PointeeEqual {
  bool operator()(const std::unique_ptr<int> &A,
                  const std::unique_ptr<int> &B) const {
    return *A == *B;
  }
};

TEST(Standard, KeysNeedNotBeCopyable) {
  using map =
      weak_value_map<std::unique_ptr<int>, Object, PointeeHash, PointeeEqual>;
  auto P = std::make_shared<Object>(1);
  map M, N;
  for (int I : {1, 2, 3})
    M.emplace(std::make_unique<int>(I), P);
  auto Entry = M.extract(std::make_unique<int>(2));
  EXPECT_EQ(*Entry.key(), 2);
  N.insert(std::move(Entry));
  N.merge(M);
  EXPECT_TRUE(M.empty());
  EXPECT_EQ(N.get(std::make_unique<int>(3)), P);
  EXPECT_EQ(*N.popitem()->first, 3);
  EXPECT_EQ(*N.extract(N.begin()).key(), 2);
}

// What `*it` gives is no lvalue, but both spellings of a range-for take it.
TEST(Standard, RangeForByReference) {
  auto P = std::make_shared<Object>(1);
  weak_key_map<Object, int> Keys{{P, 1}};
  for (auto &[Key, Value] : Keys)
    Value += Key->arg;
  for (const auto &[Key, Value] : Keys)
    EXPECT_EQ(Value, 2);
  weak_set<Object> Set{P};
  for (auto &Element : Set)
    EXPECT_EQ(Element, P);
}

TEST(Standard, RangesOfPositions) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  weak_value_map<int, Object> Values{{1, P}, {2, Q}, {3, P}};
  auto [First, After] = Values.equal_range(2);
  EXPECT_EQ(First->second, Q);
  EXPECT_EQ(std::distance(First, After), 1);
  const auto &Constant = Values;
  auto None = Constant.equal_range(4);
  EXPECT_EQ(None.first, None.second);
  EXPECT_EQ(Values.erase(Constant.find(2), Constant.end()), Values.end());
  EXPECT_EQ(Values.keys(), std::vector<int>{1});
  auto Taken = Values.extract(Values.begin());
  EXPECT_EQ(Taken.mapped(), P);
  EXPECT_TRUE(Values.empty());

  weak_key_map<Object, std::unique_ptr<int>> Keys;
  Keys.emplace(P, std::make_unique<int>(1));
  Keys.emplace(Q, std::make_unique<int>(2));
  EXPECT_EQ(*Keys.extract(Keys.begin()).mapped(), 1);
  EXPECT_EQ(Keys.equal_range(Q).second, Keys.end());
  Keys.erase(Keys.begin(), Keys.end());
  EXPECT_EQ(Keys.size_hint(), 0u);

  weak_set<Object> Set{P, Q};
  EXPECT_EQ(*Set.equal_range(P).second, Q);
  EXPECT_EQ(Set.extract(Set.begin()), P);
  EXPECT_EQ(Set.erase(Set.begin(), Set.end()), Set.end());
  EXPECT_TRUE(Set.empty());
}

TEST(Standard, AMapOfOwnersIsMoved) {
  auto P = std::make_shared<Object>(1);
  weak_key_map<Object, std::unique_ptr<int>> A, B;
  A.emplace(P, std::make_unique<int>(1));
  B = std::move(A);
  EXPECT_EQ(*B.at(P), 1);
}

TEST(Standard, AllocatorOfTheCopy) {
  using allocator = Numbered<std::pair<const int, pointer>>;
  using map = weak_value_map<int, Object, std::hash<int>, std::equal_to<int>,
                             prompt, allocator>;
  auto P = std::make_shared<Object>(1);
  map One{allocator(1)};
  One.emplace(1, P);
  map Copy(One, allocator(2));
  EXPECT_EQ(Copy.get_allocator().Number, 2);
  map Moved(std::move(One), allocator(3));
  EXPECT_EQ(Moved.get_allocator().Number, 3);
  EXPECT_EQ(Moved, Copy);
  map Same(std::move(Moved), allocator(3));
  EXPECT_EQ(Same.at(1), P);
  P.reset();
  EXPECT_EQ(Same.size_hint() + Copy.size_hint(), 0u);
}

TEST(Standard, MovedBetweenAllocators) {
  using allocator = Numbered<std::pair<const std::weak_ptr<Object>, int>>;
  using map = weak_key_map<Object, std::unique_ptr<int>, identity_hash,
                           identity_equal, amortised, allocator>;
  auto P = std::make_shared<Object>(1);
  map One{allocator(1)}, Two{allocator(2)};
  One.emplace(P, std::make_unique<int>(7));
  Two = std::move(One);
  EXPECT_EQ(*Two.at(P), 7);
  map Three(std::move(Two), allocator(3));
  EXPECT_EQ(*Three.at(P), 7);
}

template <bool Copied> void assignBetween(int Expected) {
  using allocator = Numbered<std::weak_ptr<Object>, Copied>;
  using set =
      weak_set<Object, identity_hash, identity_equal, amortised, allocator>;
  auto P = std::make_shared<Object>(1);
  set One{allocator(1)}, Two{allocator(2)};
  One.insert(P);
  Two = One;
  EXPECT_EQ(Two.get_allocator().Number, Expected);
  EXPECT_TRUE(Two.contains(P));
}

TEST(Standard, AllocatorOfTheAssigned) {
  assignBetween<false>(2);
  assignBetween<true>(1);
}

TEST(Standard, InAPolymorphicContainer) {
  std::pmr::monotonic_buffer_resource Memory;
  using allocator =
      std::pmr::polymorphic_allocator<std::pair<const int, pointer>>;
  using map = weak_value_map<int, Object, std::hash<int>, std::equal_to<int>,
                             amortised, allocator>;
  std::pmr::vector<map> Maps(&Memory);
  Maps.emplace_back();
  Maps.emplace_back();
  EXPECT_EQ(Maps.front().get_allocator().resource(), &Memory);
}

TEST(Standard, OrderedByOwner) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  std::set<ref<Object>, owner_less> Set{ref(P)};
  EXPECT_EQ(Set.count(P), 1u);
  EXPECT_EQ(Set.count(std::weak_ptr<Object>(P)), 1u);
  EXPECT_EQ(Set.count(Q), 0u);
}

} // namespace

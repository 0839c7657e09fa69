// weak_value_map beyond the protocol that both maps share.
#include "objects.h"

#include <map>
#include <memory_resource>
#include <string_view>

using namespace weakref;
using namespace weakref_test;

namespace {

using pointer = std::shared_ptr<Object>;
using map = weak_value_map<std::string, Object>;

TEST(WeakValueMap, FromAMapOfSharedPointers) {
  auto P = std::make_shared<Object>(1);
  std::map<std::string, pointer> Strong{{"p", P}, {"null", nullptr}};
  map M(Strong.begin(), Strong.end());
  EXPECT_EQ(M.get("p"), P);
  EXPECT_EQ(M.size(), 1u);
  Strong.clear();
  P.reset();
  EXPECT_TRUE(M.empty());
}

TEST(WeakValueMap, ATemporaryIsGoneAtOnce) {
  map M;
  M.insert_or_assign("x", std::make_shared<Object>(2));
  EXPECT_EQ(M.get("x"), nullptr);
  EXPECT_THROW(M.at("x"), std::out_of_range);
}

TEST(WeakValueMap, NullIsNeverStored) {
  map M;
  EXPECT_FALSE(M.try_emplace("x", nullptr).second);
  EXPECT_EQ(M.insert_or_assign("x", nullptr).first, M.end());
  EXPECT_EQ(M.size_hint(), 0u);
}

TEST(WeakValueMap, ValueRefs) {
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  map M{{"p", P}, {"q", Q}};
  auto Refs = M.valuerefs();
  ASSERT_EQ(Refs.size(), 2u);
  EXPECT_EQ(Refs[0], ref(P));
  EXPECT_EQ(Refs[1](), Q);
  Q.reset();
  EXPECT_FALSE(Refs[1]());
  EXPECT_EQ(M.valuerefs().size(), 1u);
}

TEST(WeakValueMap, ADeadKeyCanBeTakenAgain) {
  map M;
  auto P = std::make_shared<Object>(1), Q = std::make_shared<Object>(2);
  M.insert_or_assign("k", P);
  P.reset();
  EXPECT_TRUE(M.try_emplace("k", Q).second);
  EXPECT_EQ(M.get("k"), Q);
  EXPECT_EQ(M.size_hint(), 1u);
}

template <class Removal> void successorStays() {
  weak_value_map<int, Object, std::hash<int>, std::equal_to<int>, Removal> M;
  auto Old = std::make_shared<Object>(1), Fresh = std::make_shared<Object>(2);
  M.insert_or_assign(1, Old);
  M.insert_or_assign(1, Fresh);
  Old.reset();
  M.purge();
  EXPECT_EQ(M.get(1), Fresh);
  EXPECT_EQ(M.size(), 1u);
  // The same while the dead one has not been removed yet.
  auto Guard = M.guard();
  Fresh.reset();
  auto Third = std::make_shared<Object>(3);
  M.insert_or_assign(1, Third);
  Guard = {};
  M.purge();
  EXPECT_EQ(M.get(1), Third);
  EXPECT_EQ(count(Third), (std::is_same_v<Removal, prompt> ? 1u : 0u));
}

TEST(WeakValueMap, AnOldValueNeverRemovesANewerOne) {
  successorStays<amortised>();
  successorStays<prompt>();
}

TEST(WeakValueMap, DeletionOfAMissingKeySaysSo) {
  map M;
  auto P = std::make_shared<Object>(1);
  M.insert_or_assign("p", P);
  EXPECT_EQ(M.erase("q"), 0u);
  EXPECT_EQ(M.erase("p"), 1u);
  M.insert_or_assign("p", P);
  P.reset();
  EXPECT_EQ(M.erase("p"), 0u);
}

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view S) const {
    return std::hash<std::string_view>()(S);
  }
};

TEST(WeakValueMap, HeterogeneousLookup) {
  weak_value_map<std::string, Object, StringHash, std::equal_to<>> M;
  auto P = std::make_shared<Object>(1);
  M.insert_or_assign("key", P);
  const std::string_view Key = "key";
  EXPECT_EQ(M.get(Key), P);
  EXPECT_EQ(M.at(Key), P);
  EXPECT_TRUE(M.contains("key"));
  EXPECT_NE(M.find(Key), M.end());
  EXPECT_EQ(M.pop(Key), P);
  EXPECT_EQ(M.erase(Key), 0u);
  EXPECT_TRUE(M.extract(Key).empty());
}

TEST(WeakValueMap, KeysAreMovedOnlyWhenStored) {
  weak_value_map<std::string, Object> M;
  auto P = std::make_shared<Object>(1);
  const std::string Long(40, 'x');
  std::string Key = Long;
  M.try_emplace(std::move(Key), P);
  Key = Long;
  M.try_emplace(std::move(Key), P);
  EXPECT_EQ(Key, Long);
}

TEST(WeakValueMap, UsesItsAllocator) {
  struct Counting : std::pmr::memory_resource {
    void *do_allocate(std::size_t N, std::size_t A) override {
      Bytes += N;
      return std::pmr::new_delete_resource()->allocate(N, A);
    }
    void do_deallocate(void *P, std::size_t N, std::size_t A) override {
      Bytes -= N;
      std::pmr::new_delete_resource()->deallocate(P, N, A);
    }
    bool do_is_equal(const memory_resource &O) const noexcept override {
      return this == &O;
    }
    std::size_t Bytes = 0;
  } Resource, Elsewhere;
  using alloc = std::pmr::polymorphic_allocator<std::byte>;
  using pmr_map = weak_value_map<int, Object, std::hash<int>,
                                 std::equal_to<int>, prompt, alloc>;
  auto P = std::make_shared<Object>(1);
  {
    pmr_map M{alloc(&Resource)};
    M.insert_or_assign(1, P);
    M.reserve(100);
    EXPECT_GT(Resource.Bytes, 100 * sizeof(void *));
    EXPECT_EQ(M.get_allocator().resource(), &Resource);
    pmr_map Copy(M);
    EXPECT_EQ(Copy.get_allocator().resource(),
              std::pmr::get_default_resource());
    pmr_map Other{alloc(&Elsewhere)};
    Other = std::move(M); // unequal allocators: entries are copied
    EXPECT_GT(Elsewhere.Bytes, 0u);
    EXPECT_EQ(Other.get(1), P);
  }
  EXPECT_EQ(Resource.Bytes, 0u);
  EXPECT_EQ(Elsewhere.Bytes, 0u);
}

TEST(WeakValueMap, FunctorsWithState) {
  struct Modulo {
    int N;
    std::size_t operator()(int K) const {
      return static_cast<std::size_t>(K % N);
    }
    bool operator()(int A, int B) const { return A % N == B % N; }
  };
  weak_value_map<int, Object, Modulo, Modulo> M(Modulo{10}, Modulo{10});
  auto P = std::make_shared<Object>(1);
  M.insert_or_assign(3, P);
  EXPECT_EQ(M.get(13), P);
  auto Copy = M;
  EXPECT_EQ(Copy.get(23), P);
  EXPECT_EQ(Copy.hash_function().N, 10);
  EXPECT_EQ(Copy.key_eq().N, 10);
}

TEST(WeakValueMap, IdToObject) {
  weak_value_map<const void *, Object> M;
  auto P = std::make_shared<Object>(1);
  M.insert_or_assign(P.get(), P);
  EXPECT_EQ(M.get(P.get()), P);
}

} // namespace

// The table below the containers, by chance: whatever is stored, erased, dead,
// pinned or compared by a function that changes the map, it holds what an
// ordinary map would.
#include "objects.h"

#include <map>
#include <optional>
#include <random>

using namespace weakref;
using namespace weakref_test;

namespace {

using pointer = std::shared_ptr<Object>;

/// Counts how many entries there are, erased ones that are kept included.
struct Key {
  Key(int N) : Number(N) { ++Alive; }
  Key(const Key &Other) : Number(Other.Number) { ++Alive; }
  ~Key() { --Alive; }
  operator int() const noexcept { return Number; }
  int Number;
  static inline std::size_t Alive = 0;
};

/// Few different codes, some of which differ in the highest bit alone.
struct Crowded {
  std::size_t operator()(int Key) const noexcept {
    const std::size_t Highest = ~(~std::size_t{0} >> 1);
    return static_cast<std::size_t>(Key % 3) | (Key % 2 ? Highest : 0);
  }
};

/// What an equality does beside comparing, once, and how often it only compares
/// before.
std::function<void()> &aside() {
  static std::function<void()> F;
  return F;
}
int Patience = 0;
struct Meddling {
  bool operator()(int A, int B) const {
    if (aside() && Patience-- == 0)
      std::exchange(aside(), nullptr)();
    return A == B;
  }
};

template <class Map> class Trial {
public:
  explicit Trial(unsigned Seed) : Random(Seed) {}

  void run(int Steps) {
    for (int I = 0; I < Steps; ++I) {
      if (one_of(2) == 0) {
        aside() = [this] { change(Keys); };
        Patience = one_of(4);
      }
      change();
      if (one_of(8) == 0)
        walk();
      if (one_of(4) == 0)
        compare();
    }
    aside() = nullptr;
    Positions.clear();
    Guard.reset();
    compare();
    M.purge();
    EXPECT_EQ(Key::Alive, M.size_hint());
  }

private:
  static constexpr int Keys = 24;

  int one_of(int N) { return static_cast<int>(Random() % unsigned(N)); }

  /// From what key on to store: an equality must not store what is being
  /// stored.
  void change(int From = 0) {
    const int K = one_of(Keys);
    switch (one_of(9)) {
    case 0:
    case 1:
    case 2: {
      auto Object = std::make_shared<weakref_test::Object>(From + K);
      Owned[From + K] = Object;
      M.insert_or_assign(From + K, Object);
      break;
    }
    case 3:
      Owned.erase(K); // it dies, and its entry with it
      break;
    case 4:
      Owned.erase(K);
      M.erase(K);
      break;
    case 5:
      if (auto It = M.find(K); It != M.end())
        Positions.push_back(std::move(It));
      break;
    case 6:
      if (!Positions.empty())
        Positions.erase(Positions.begin() +
                        one_of(static_cast<int>(Positions.size())));
      break;
    case 7:
      if (one_of(2))
        Guard.emplace(M.guard());
      else
        Guard.reset();
      break;
    case 8:
      if (one_of(20) == 0) {
        M.clear();
        Owned.clear();
      } else if (one_of(4) == 0) {
        M.purge();
      } else {
        M.reserve(static_cast<std::size_t>(one_of(16)));
      }
    }
  }

  /// From a position, perhaps erased, to the end: everything is alive.
  void walk() {
    if (Positions.empty())
      return;
    std::size_t Steps = 0;
    for (auto It = Positions[0]; It != M.end(); ++It, ++Steps)
      ASSERT_EQ(It->second->arg, It->first);
    EXPECT_LE(Steps, M.size() + 1);
  }

  void compare() {
    aside() = nullptr;
    // A position holds its object: an entry that nobody owns may be there yet.
    std::map<int, pointer> Seen;
    for (auto &&[Number, Object] : M)
      ASSERT_TRUE(Seen.emplace(Number, Object).second);
    for (auto &[Number, Object] : Owned)
      ASSERT_EQ(Seen[Number], Object);
    ASSERT_EQ(M.size(), Seen.size());
    for (int K = 0; K < 2 * Keys; ++K) {
      auto Found = Seen.find(K);
      ASSERT_EQ(M.get(K), Found == Seen.end() ? nullptr : Found->second);
    }
    if (Positions.empty()) {
      ASSERT_EQ(Seen.size(), Owned.size());
    }
  }

  std::mt19937 Random;
  Map M;
  std::map<int, pointer> Owned;
  std::vector<typename Map::iterator> Positions;
  std::optional<typename Map::guard_type> Guard;
};

template <class Map> void tryMany() {
  for (unsigned Seed = 0; Seed < 500 && !testing::Test::HasFatalFailure();
       ++Seed) {
    SCOPED_TRACE(Seed);
    Trial<Map>(Seed).run(80);
  }
}

TEST(Table, HoldsWhatAMapHolds) {
  tryMany<weak_value_map<Key, Object, Crowded, std::equal_to<int>>>();
}

TEST(Table, HoldsWhatAPromptMapHolds) {
  tryMany<weak_value_map<Key, Object, Crowded, std::equal_to<int>, prompt>>();
}

TEST(Table, EqualityMayChangeTheMap) {
  tryMany<weak_value_map<Key, Object, Crowded, Meddling>>();
}

TEST(Table, EqualityMayChangeAPromptMap) {
  tryMany<weak_value_map<Key, Object, Crowded, Meddling, prompt>>();
}

} // namespace

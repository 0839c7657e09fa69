// Races that the library says it resolves, for ThreadSanitizer and for the
// address sanitizer. Each case runs a fixed number of rounds.
#include "check.h"

#include <weakref/weakref.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

using namespace weakref;

namespace {

struct Object {
  int value = 0;
  hook weakref_hook;
};
using pointer = std::shared_ptr<Object>;

constexpr int Rounds = 300;

/// Runs the functions at the same time, as nearly as threads allow.
template <class... F> void together(F... functions) {
  std::atomic<int> waiting{sizeof...(F)};
  auto start = [&](auto &function) {
    return std::thread([&] {
      --waiting;
      while (waiting.load() != 0)
        std::this_thread::yield();
      function();
    });
  };
  std::thread threads[] = {start(functions)...};
  for (auto &thread : threads)
    thread.join();
}

void callback_against_cancel() {
  for (int i = 0; i < Rounds; ++i) {
    std::atomic<int> ran{0};
    auto p = std::make_shared<Object>();
    ref r(p, [&] { ++ran; });
    auto copy = r;
    bool cancelled = false;
    together([&] { p.reset(); },
             [&] {
               cancelled = r.cancel();
               r.reset();
             },
             [&] { copy.reset(); });
    CHECK(ran + cancelled <= 1);
  }
}

void registration_against_registration() {
  for (int i = 0; i < Rounds; ++i) {
    std::atomic<int> ran{0};
    auto p = std::make_shared<Object>();
    auto add = [&, q = p]() mutable {
      finalizer(q, [&] { ++ran; });
      ref dropped(q, [&] { ran += 100; });
      dropped = {};
      q.reset();
    };
    p.reset();
    together(std::move(add), [] {});
    CHECK(ran == 1);

    auto shared = std::make_shared<Object>();
    auto more = [&, q = shared] { finalizer(q, [&] { ++ran; }); };
    together(more, more, more);
    CHECK(count(shared) == 3);
    shared.reset();
    CHECK(ran == 1); // the lambdas still hold it
  }
}

void finalizer_once() {
  for (int i = 0; i < Rounds; ++i) {
    std::atomic<int> ran{0};
    std::atomic<int> detached{0};
    auto p = std::make_shared<Object>();
    finalizer f(p, [&] { ++ran; });
    together([&] { p.reset(); }, [&, g = f] { g(); },
             [&, g = f] { detached += g.detach().has_value(); });
    CHECK(ran + detached == 1);
  }
}

template <class Map> void prompt_values() {
  Map map;
  constexpr int Keys = 16;
  auto churn = [&](int seed) {
    std::vector<pointer> held;
    for (int i = 0; i < Rounds * 3; ++i) {
      auto p = std::make_shared<Object>();
      p->value = (seed * 31 + i) % Keys;
      map.insert_or_assign(p->value, p);
      if (auto found = map.get(p->value))
        CHECK(found->value == p->value);
      held.push_back(std::move(p));
      if (held.size() > 4)
        held.erase(held.begin());
      if (i % 7 == 0)
        map.erase(i % Keys);
    }
  };
  auto read = [&] {
    for (int i = 0; i < Rounds / 4; ++i) {
      for (const auto &[key, object] : map)
        CHECK(object->value == key);
      CHECK(map.size() <= Keys);
      Map copy = map;
      CHECK(copy.size() <= Keys);
    }
  };
  together([&] { churn(1); }, [&] { churn(2); }, read);
  CHECK(map.empty());
  CHECK(map.size_hint() == 0);
}

void prompt_keys() {
  prompt_weak_key_map<Object, std::string> map;
  auto churn = [&] {
    std::vector<pointer> held;
    for (int i = 0; i < Rounds * 3; ++i) {
      held.push_back(std::make_shared<Object>());
      map.insert_or_assign(held.back(), std::to_string(i));
      CHECK(map.at(held.back()) == std::to_string(i));
      if (held.size() > 8)
        held.clear();
    }
  };
  auto read = [&] {
    for (int i = 0; i < Rounds / 4; ++i) {
      auto guard = map.guard();
      auto copy = map;
      for (const auto &key : map.keys())
        CHECK(key != nullptr);
    }
  };
  together(churn, churn, read);
  CHECK(map.size_hint() == 0);
}

/// Takes its time to be copied.
struct Halves {
  explicit Halves(int n) : first(n), second(n) {}
  Halves(const Halves &other) { *this = other; }
  Halves &operator=(const Halves &other) {
    first = other.first;
    std::this_thread::yield();
    second = other.second;
    return *this;
  }
  friend bool operator==(const Halves &a, const Halves &b) {
    CHECK(a.first == a.second && b.first == b.second);
    return a.first == b.first;
  }
  int first = 0;
  int second = 0;
};

/// Whoever copies or compares sees a value before or after an assignment, never
/// in the middle of one.
void values_change_while_copied() {
  prompt_weak_key_map<Object, Halves> map;
  const auto p = std::make_shared<Object>(), q = std::make_shared<Object>();
  map.insert({{p, Halves(0)}, {q, Halves(0)}});
  auto write = [&] {
    for (int i = 0; i < Rounds / 3; ++i)
      map.insert_or_assign(p, Halves(i));
  };
  auto read = [&] {
    const auto whole = [](const Halves &h) { CHECK(h.first == h.second); };
    for (int i = 0; i < Rounds / 15; ++i) {
      auto copy = map;
      whole(copy.at(p));
      copy.update(map);
      whole(copy.at(p));
      CHECK(copy == map || copy != map);
      whole(map.items().front().second);
      whole(map.values().front());
      whole(map.value_or(p, Halves(0)));
    }
  };
  together(write, read);
  auto merge = [&] {
    for (int i = 0; i < Rounds / 15; ++i) {
      prompt_weak_key_map<Object, Halves> other;
      other.merge(map);
      for (const auto &[key, value] : other)
        CHECK(value.first == value.second);
      map.merge(other);
    }
  };
  together(write, merge);
}

void extracted_once() {
  for (int i = 0; i < Rounds; ++i) {
    auto p = std::make_shared<Object>();
    prompt_weak_set<Object> set{p};
    std::atomic<int> got{0};
    auto extract = [&] { got += set.extract(p) != nullptr; };
    together(extract, extract);
    CHECK(got == 1);
  }
}

/// The value of a dead predecessor must not take the successor with it.
void successor_stays() {
  for (int i = 0; i < Rounds; ++i) {
    prompt_weak_value_map<int, Object> map;
    auto old = std::make_shared<Object>();
    auto fresh = std::make_shared<Object>();
    map.insert_or_assign(1, old);
    together([&] { old.reset(); }, [&] { map.insert_or_assign(1, fresh); });
    CHECK(map.get(1) == fresh);
    CHECK(map.size() == 1);
  }
}

/// An amortised container, read by many while its objects die elsewhere.
void readers_while_dying() {
  for (int i = 0; i < Rounds / 10; ++i) {
    weak_value_map<int, Object> values;
    weak_set<Object> set;
    std::vector<pointer> held;
    for (int k = 0; k < 100; ++k) {
      held.push_back(std::make_shared<Object>());
      held.back()->value = k;
      values.insert_or_assign(k, held.back());
      set.insert(held.back());
    }
    auto read = [&] {
      const auto &v = values;
      const auto &s = set;
      for (int k = 0; k < 100; ++k)
        if (auto p = v.get(k))
          CHECK(p->value == k);
      std::size_t n = 0;
      for (const auto &p : s)
        n += p != nullptr;
      CHECK(n <= 100 && v.size() <= 100);
      weak_set<Object> copy = s;
      CHECK(copy.size() <= 100);
    };
    together(read, read, [&] { held.clear(); });
    CHECK(values.empty() && set.empty());
  }
}

/// A map destroyed while an object of it dies.
void map_against_death() {
  for (int i = 0; i < Rounds; ++i) {
    auto map = std::make_unique<prompt_weak_set<Object>>();
    std::vector<pointer> held;
    for (int k = 0; k < 5; ++k) {
      held.push_back(std::make_shared<Object>());
      map->insert(held.back());
    }
    together([&] { held.clear(); }, [&] { map.reset(); });
  }
}

void cache_creates_once() {
  std::atomic<int> alive{0};
  struct Counted {
    explicit Counted(std::atomic<int> &n) : alive(n) { CHECK(++alive == 1); }
    ~Counted() { --alive; }
    std::atomic<int> &alive;
  };
  cache<int, Counted> one;
  auto use = [&] {
    for (int i = 0; i < Rounds; ++i) {
      auto p = one.get(0, [&] { return std::make_shared<Counted>(alive); });
      CHECK(p);
      CHECK(one.peek(0) == p);
    }
  };
  // A value may be dying while its successor is made; keep one alive so that
  // at most one exists.
  auto keep = one.get(0, [&] { return std::make_shared<Counted>(alive); });
  together(use, use, use);
  keep.reset();
  CHECK(alive == 0);

  std::atomic<int> made{0};
  for (int i = 0; i < Rounds; ++i) {
    cache<int, int> fresh;
    auto get = [&, keepers = std::vector<std::shared_ptr<int>>()]() mutable {
      keepers.push_back(fresh.get(1, [&] { return ++made; }));
    };
    together(get, get, get);
    // The results lived until all were done: one creation.
  }
  CHECK(made == Rounds);
}

void inner_is_one() {
  per_instance<Object, int, prompt> data;
  for (int i = 0; i < Rounds; ++i) {
    auto p = std::make_shared<Object>();
    std::shared_ptr<int> found[2];
    together([&] { found[0] = data.get(p).inner(); },
             [&] { found[1] = data.get(p).inner(); });
    CHECK(found[0] == found[1]);
  }
  CHECK(data.empty());
}

} // namespace

int main() {
  callback_against_cancel();
  registration_against_registration();
  finalizer_once();
  prompt_values<prompt_weak_value_map<int, Object>>();
  prompt_keys();
  values_change_while_copied();
  extracted_once();
  successor_stays();
  readers_while_dying();
  map_against_death();
  cache_creates_once();
  inner_is_one();
}

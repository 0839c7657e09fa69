// Each operation beside the code that people write by hand for it. A pair is
// named Operation/library and Operation/by_hand; ratios.py divides them.
#include <weakref/weakref.h>

#include <benchmark/benchmark.h>

#include <mutex>
#include <string>
#include <unordered_map>
#include <unordered_set>

namespace {

struct Object {
  int value = 1;
};
struct Hooked {
  int value = 1;
  weakref::hook weakref_hook;
};
using pointer = std::shared_ptr<Object>;

constexpr std::size_t N = 10000;

/// Keys in an order unlike that of their creation.
std::vector<std::size_t> shuffled() {
  std::vector<std::size_t> Result(N);
  for (std::size_t I = 0; I < N; ++I)
    Result[I] = I * 7919 % N;
  return Result;
}

const std::vector<pointer> &objects() {
  static const std::vector<pointer> All = [] {
    std::vector<pointer> V;
    for (std::size_t I = 0; I < N; ++I)
      V.push_back(std::make_shared<Object>());
    return V;
  }();
  return All;
}

template <class F> void eachKey(benchmark::State &State, F Function) {
  const auto Keys = shuffled();
  std::size_t I = 0;
  for (auto _ : State) {
    Function(Keys[I]);
    if (++I == N)
      I = 0;
  }
}

/// One iteration fills a container of N from empty.
template <class Container, class F>
void fill(benchmark::State &State, F Insert) {
  const auto Keys = shuffled();
  while (State.KeepRunningBatch(N)) {
    Container C;
    for (std::size_t K : Keys)
      Insert(C, K);
    benchmark::DoNotOptimize(C);
  }
}

// Values held weakly.

using value_map = weakref::weak_value_map<std::size_t, Object>;
using value_map_by_hand =
    std::unordered_map<std::size_t, std::weak_ptr<Object>>;

void valueLookup(benchmark::State &State) {
  value_map M;
  for (std::size_t I = 0; I < N; ++I)
    M.insert_or_assign(I, objects()[I]);
  eachKey(State, [&](std::size_t K) { benchmark::DoNotOptimize(M.get(K)); });
}
void valueLookupByHand(benchmark::State &State) {
  value_map_by_hand M;
  for (std::size_t I = 0; I < N; ++I)
    M[I] = objects()[I];
  eachKey(State, [&](std::size_t K) {
    auto It = M.find(K);
    benchmark::DoNotOptimize(It == M.end() ? nullptr : It->second.lock());
  });
}
BENCHMARK(valueLookup)->Name("weak_value_map lookup/library");
BENCHMARK(valueLookupByHand)->Name("weak_value_map lookup/by_hand");

void valueInsert(benchmark::State &State) {
  fill<value_map>(State, [](auto &M, std::size_t K) {
    M.insert_or_assign(K, objects()[K]);
  });
}
void valueInsertByHand(benchmark::State &State) {
  fill<value_map_by_hand>(State, [](auto &M, std::size_t K) {
    M.insert_or_assign(K, objects()[K]);
  });
}
BENCHMARK(valueInsert)->Name("weak_value_map insert/library");
BENCHMARK(valueInsertByHand)->Name("weak_value_map insert/by_hand");

using string_map = weakref::weak_value_map<std::string, Object>;
using string_map_by_hand =
    std::unordered_map<std::string, std::weak_ptr<Object>>;

void stringLookup(benchmark::State &State) {
  string_map M;
  std::vector<std::string> Names;
  for (std::size_t I = 0; I < N; ++I) {
    Names.push_back("object number " + std::to_string(I));
    M.insert_or_assign(Names[I], objects()[I]);
  }
  eachKey(State,
          [&](std::size_t K) { benchmark::DoNotOptimize(M.get(Names[K])); });
}
void stringLookupByHand(benchmark::State &State) {
  string_map_by_hand M;
  std::vector<std::string> Names;
  for (std::size_t I = 0; I < N; ++I) {
    Names.push_back("object number " + std::to_string(I));
    M[Names[I]] = objects()[I];
  }
  eachKey(State, [&](std::size_t K) {
    auto It = M.find(Names[K]);
    benchmark::DoNotOptimize(It == M.end() ? nullptr : It->second.lock());
  });
}
BENCHMARK(stringLookup)->Name("weak_value_map string lookup/library");
BENCHMARK(stringLookupByHand)->Name("weak_value_map string lookup/by_hand");

// Keys held weakly: by hand, the address finds the entry and the weak pointer
// tells whether it is still the same object.

using key_map = weakref::weak_key_map<Object, int>;
using key_map_by_hand =
    std::unordered_map<const Object *, std::pair<std::weak_ptr<Object>, int>>;

void keyLookup(benchmark::State &State) {
  key_map M;
  for (const auto &P : objects())
    M.insert_or_assign(P, 1);
  eachKey(State, [&](std::size_t K) {
    benchmark::DoNotOptimize(M.get(objects()[K]));
  });
}
void keyLookupByHand(benchmark::State &State) {
  key_map_by_hand M;
  for (const auto &P : objects())
    M[P.get()] = {P, 1};
  eachKey(State, [&](std::size_t K) {
    auto It = M.find(objects()[K].get());
    benchmark::DoNotOptimize(It == M.end() || It->second.first.expired()
                                 ? nullptr
                                 : &It->second.second);
  });
}
BENCHMARK(keyLookup)->Name("weak_key_map lookup/library");
BENCHMARK(keyLookupByHand)->Name("weak_key_map lookup/by_hand");

void keyInsert(benchmark::State &State) {
  fill<key_map>(State, [](auto &M, std::size_t K) {
    M.insert_or_assign(objects()[K], 1);
  });
}
void keyInsertByHand(benchmark::State &State) {
  fill<key_map_by_hand>(State, [](auto &M, std::size_t K) {
    const auto &P = objects()[K];
    M.insert_or_assign(P.get(), std::pair(std::weak_ptr<Object>(P), 1));
  });
}
BENCHMARK(keyInsert)->Name("weak_key_map insert/library");
BENCHMARK(keyInsertByHand)->Name("weak_key_map insert/by_hand");

// Sets.

using set = weakref::weak_set<Object>;
using set_by_hand = std::unordered_map<const Object *, std::weak_ptr<Object>>;

void setLookup(benchmark::State &State) {
  set S;
  for (const auto &P : objects())
    S.insert(P);
  eachKey(State, [&](std::size_t K) {
    benchmark::DoNotOptimize(S.contains(objects()[K]));
  });
}
void setLookupByHand(benchmark::State &State) {
  set_by_hand S;
  for (const auto &P : objects())
    S[P.get()] = P;
  eachKey(State, [&](std::size_t K) {
    auto It = S.find(objects()[K].get());
    benchmark::DoNotOptimize(It != S.end() && !It->second.expired());
  });
}
BENCHMARK(setLookup)->Name("weak_set lookup/library");
BENCHMARK(setLookupByHand)->Name("weak_set lookup/by_hand");

void setInsert(benchmark::State &State) {
  fill<set>(State, [](auto &S, std::size_t K) { S.insert(objects()[K]); });
}
void setInsertByHand(benchmark::State &State) {
  fill<set_by_hand>(State, [](auto &S, std::size_t K) {
    S.emplace(objects()[K].get(), objects()[K]);
  });
}
BENCHMARK(setInsert)->Name("weak_set insert/library");
BENCHMARK(setInsertByHand)->Name("weak_set insert/by_hand");

void setIterate(benchmark::State &State) {
  set S(objects().begin(), objects().end());
  while (State.KeepRunningBatch(N))
    for (auto P : S)
      benchmark::DoNotOptimize(P->value);
}
void setIterateByHand(benchmark::State &State) {
  set_by_hand S;
  for (const auto &P : objects())
    S.emplace(P.get(), P);
  while (State.KeepRunningBatch(N))
    for (const auto &Entry : S)
      if (auto P = Entry.second.lock())
        benchmark::DoNotOptimize(P->value);
}
BENCHMARK(setIterate)->Name("weak_set iteration/library");
BENCHMARK(setIterateByHand)->Name("weak_set iteration/by_hand");

// The cache, against a map under a mutex.

void cacheHit(benchmark::State &State) {
  weakref::cache<std::size_t, Object> C;
  for (std::size_t I = 0; I < N; ++I)
    C.get(I, [&] { return objects()[I]; });
  eachKey(State, [&](std::size_t K) {
    benchmark::DoNotOptimize(C.get(K, [&] { return objects()[K]; }));
  });
}
void cacheHitByHand(benchmark::State &State) {
  value_map_by_hand M;
  std::mutex Mutex;
  for (std::size_t I = 0; I < N; ++I)
    M[I] = objects()[I];
  eachKey(State, [&](std::size_t K) {
    std::lock_guard<std::mutex> Lock(Mutex);
    auto &Slot = M[K];
    auto P = Slot.lock();
    if (!P)
      Slot = P = objects()[K];
    benchmark::DoNotOptimize(P);
  });
}
BENCHMARK(cacheHit)->Name("cache lookup/library");
BENCHMARK(cacheHitByHand)->Name("cache lookup/by_hand");

void cacheMiss(benchmark::State &State) {
  const auto Keys = shuffled();
  std::vector<pointer> Kept(N);
  while (State.KeepRunningBatch(N)) {
    weakref::cache<std::size_t, Object> C;
    for (std::size_t K : Keys)
      Kept[K] = C.get(K, [] { return std::make_shared<Object>(); });
  }
}
void cacheMissByHand(benchmark::State &State) {
  const auto Keys = shuffled();
  std::vector<pointer> Kept(N);
  while (State.KeepRunningBatch(N)) {
    value_map_by_hand M;
    std::mutex Mutex;
    for (std::size_t K : Keys) {
      std::lock_guard<std::mutex> Lock(Mutex);
      auto &Slot = M[K];
      auto P = Slot.lock();
      if (!P)
        Slot = P = std::make_shared<Object>();
      Kept[K] = std::move(P);
    }
  }
}
BENCHMARK(cacheMiss)->Name("cache insert/library");
BENCHMARK(cacheMissByHand)->Name("cache insert/by_hand");

// References.

void refMake(benchmark::State &State) {
  eachKey(State, [](std::size_t K) {
    weakref::ref<Object> R(objects()[K]);
    benchmark::DoNotOptimize(R);
  });
}
void refMakeByHand(benchmark::State &State) {
  eachKey(State, [](std::size_t K) {
    std::weak_ptr<Object> R(objects()[K]);
    benchmark::DoNotOptimize(R);
  });
}
BENCHMARK(refMake)->Name("ref make/library");
BENCHMARK(refMakeByHand)->Name("ref make/by_hand");

template <class Ref> void lockAll(benchmark::State &State) {
  std::vector<Ref> Refs(objects().begin(), objects().end());
  eachKey(State,
          [&](std::size_t K) { benchmark::DoNotOptimize(Refs[K].lock()); });
}
BENCHMARK(lockAll<weakref::ref<Object>>)->Name("ref lock/library");
BENCHMARK(lockAll<std::weak_ptr<Object>>)->Name("ref lock/by_hand");

// What promptness costs; by hand is the amortised container.

void promptInsert(benchmark::State &State) {
  std::vector<std::shared_ptr<Hooked>> All;
  for (std::size_t I = 0; I < N; ++I)
    All.push_back(std::make_shared<Hooked>());
  fill<weakref::prompt_weak_set<Hooked>>(
      State, [&](auto &S, std::size_t K) { S.insert(All[K]); });
}
BENCHMARK(promptInsert)->Name("prompt weak_set insert/library");
BENCHMARK(setInsert)->Name("prompt weak_set insert/by_hand");

} // namespace

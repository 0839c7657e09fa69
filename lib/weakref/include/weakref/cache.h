//===- weakref/cache.h - Get or create, once --------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
//   weakref::cache<std::string, Font> fonts([](const std::string &name) {
//     return std::make_shared<Font>(name);
//   });
//   auto f = fonts.get("serif");   // the one living Font of that name
//
// The cache holds its values weakly: a value lives while somebody uses it, and
// as long as it lives everybody who asks for the key gets the same one. All
// functions may be called from any thread.
//
//   * Under contention one caller creates and the others for that key wait;
//     other keys are not held up. If the creator throws, the exception is its
//     own, and one of those waiting creates instead.
//   * A value that dies never removes the one that was created after it.
//   * A factory that asks for its own key gets a recursive_creation exception
//     rather than a deadlock. It may ask for other keys.
//   * A null value is returned and not stored.
//
// get() is a lookup under one lock; size() is linear. The factory runs without
// the lock, hash and equality run under it and must not use the cache.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_CACHE_H
#define WEAKREF_CACHE_H

#include <weakref/detail/function.h>
#include <weakref/weak_value_map.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace weakref {

/// A cache was asked for a key by the factory that is creating it.
class WEAKSPOT_OPAQUE recursive_creation : public std::logic_error {
public:
  recursive_creation()
      : std::logic_error("cache entry is needed for its own creation") {}
};

template <class Key, class T, class Hash = std::hash<Key>,
          class Equal = std::equal_to<Key>>
class WEAKSPOT_WEAK_VALUED cache {
public:
  using factory = std::function<std::shared_ptr<T>(const Key &)>;

  /// Without a factory a value is made from its key, where T can be; else
  /// get() must be given one.
  cache() {
    if constexpr (std::is_constructible_v<T, const Key &>)
      Make = [](const Key &K) { return std::make_shared<T>(K); };
  }
  WEAKSPOT_EFFECT("retain this, forward arg0, cancel")
  explicit cache(factory F, Hash H = Hash(), Equal E = Equal())
      : Make(std::move(F)), Values(std::move(H), std::move(E)) {}
  /// A factory may be whatever get() takes for one.
  template <class F, class = detail::if_maker<F, factory, const Key &>>
  WEAKSPOT_EFFECT("retain this, forward arg0, cancel")
  explicit cache(F Create, Hash H = Hash(), Equal E = Equal())
      : cache(factory([Create = std::move(Create)](const Key &K) mutable {
                return detail::make_shared_by<T>(Create, K);
              }),
              std::move(H), std::move(E)) {}
  cache(const cache &) = delete;
  cache &operator=(const cache &) = delete;

  /// With the factory given to the constructor.
  WEAKSPOT_EFFECT("e = access this, key arg0; k = field e, first")
  WEAKSPOT_EFFECT("copy k, arg0; v = field e, second; x = expired v")
  WEAKSPOT_EFFECT("y = not x; when y; lock result, v; done; when x")
  WEAKSPOT_EFFECT("r = unknown result; copy result, r; copy v, r; done")
  std::shared_ptr<T> get(const Key &K) { return get(K, Make); }

  /// Create(key), or Create() where it takes none, gives a shared_ptr, a
  /// unique_ptr, or a T by value.
  template <class F>
  WEAKSPOT_EFFECT("e = access this, key arg0; k = field e, first")
  WEAKSPOT_EFFECT("copy k, arg0; v = field e, second; x = expired v")
      WEAKSPOT_EFFECT("y = not x; when y; lock result, v; done; when x")
          WEAKSPOT_EFFECT("r = invoke arg1 (arg0); construct result (r)")
              WEAKSPOT_EFFECT("copy v, result; done")
                  WEAKREF_INLINE std::shared_ptr<T> get(const Key &K,
                                                        F &&Create) {
    std::lock_guard<std::mutex> Lock(Mutex);
    if (auto Found = Values.get(K))
      return Found;
    return create_once(K, std::forward<F>(Create));
  }

  /// The value if it lives, else null; creates nothing.
  WEAKSPOT_EFFECT("e = elem this, key arg0; n = isnull e; p = not n; when p")
  WEAKSPOT_EFFECT("v = field e, second; lock result, v; done")
  std::shared_ptr<T> peek(const Key &K) const {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Values.get(K);
  }
  bool contains(const Key &K) const { return peek(K) != nullptr; }

  /// Forgets the value, which lives on; the next get() creates another.
  bool erase(const Key &K) {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Values.erase(K) != 0;
  }
  void clear() {
    std::lock_guard<std::mutex> Lock(Mutex);
    Values.clear();
  }

  std::size_t purge() {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Values.purge();
  }
  std::size_t size() const {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Values.size();
  }
  [[nodiscard]] bool empty() const {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Values.empty();
  }
  std::size_t size_hint() const {
    std::lock_guard<std::mutex> Lock(Mutex);
    return Values.size_hint();
  }

private:
  // Few are under way at a time. The key is the creator's argument, which
  // outlives the creation.
  struct creation {
    const Key *Of;
    std::thread::id By;
  };

  typename std::vector<creation>::iterator creation_of(const Key &K) {
    return std::find_if(
        Creations.begin(), Creations.end(),
        [&](const creation &C) { return Values.key_eq()(*C.Of, K); });
  }

  /// Requires the lock, and a place in Creations for the key.
  class creating {
  public:
    creating(cache &C, const Key &K) noexcept : In(C), Of(&K) {}
    creating(const creating &) = delete;
    creating &operator=(const creating &) = delete;
    ~creating() {
      In.Creations.erase(
          std::find_if(In.Creations.begin(), In.Creations.end(),
                       [this](const creation &C) { return C.Of == Of; }));
      if (In.Waiting != 0)
        In.Created.notify_all();
    }

  private:
    cache &In;
    const Key *Of;
  };

  /// The lock is let go for as long as this lives.
  class unlocked {
  public:
    explicit unlocked(std::mutex &M) : Held(M) { Held.unlock(); }
    unlocked(const unlocked &) = delete;
    unlocked &operator=(const unlocked &) = delete;
    ~unlocked() { Held.lock(); }

  private:
    std::mutex &Held;
  };

  void wait() {
    std::unique_lock<std::mutex> Lock(Mutex, std::adopt_lock);
    ++Waiting;
    Created.wait(Lock);
    --Waiting;
    Lock.release();
  }

  /// Requires the lock, under which no living value was found. Apart from
  /// get(), which is short so where there is one.
  template <class F>
  WEAKREF_NOINLINE std::shared_ptr<T> create_once(const Key &K, F &&Create) {
    for (auto Pending = creation_of(K); Pending != Creations.end();
         Pending = creation_of(K)) {
      if (Pending->By == std::this_thread::get_id())
        detail::raise<recursive_creation>();
      wait();
      if (auto Found = Values.get(K))
        return Found;
    }
    Creations.push_back({&K, std::this_thread::get_id()});
    creating Now(*this, K);
    std::shared_ptr<T> Fresh;
    {
      unlocked Free(Mutex);
      Fresh = detail::make_shared_by<T>(std::forward<F>(Create), K);
    }
    WEAKREF_TRY { Values.store(K, Fresh); }
    WEAKREF_CATCH_ALL {
      unlocked Free(Mutex); // its destructor may ask the cache
      Fresh.reset();
      WEAKREF_RETHROW;
    }
    return Fresh;
  }

  factory Make;
  mutable std::mutex Mutex;
  std::condition_variable Created;
  weak_value_map<Key, T, Hash, Equal> Values;
  std::vector<creation> Creations;
  unsigned Waiting = 0;
};

} // namespace weakref

#endif // WEAKREF_CACHE_H

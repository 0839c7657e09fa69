//===- weakref/detail/watch.h - Waiting for a death -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// A `watch` waits for one object to die. A `registry` is the list of watches of
// one object. A watch is taken exactly once: by the death, by whoever calls it
// early, or by whoever cancels it. Taking is one compare-exchange, so a race
// between them resolves to "ran once" or "never", and only the taker touches
// what the watch owns.
//
// Firing runs newest first, holds no lock and allocates nothing. What spent
// watches own is destroyed when the outermost firing on this thread is over:
// a chain of a million objects, each released by the callback of the one
// before, then needs a loop and no stack.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_DETAIL_WATCH_H
#define WEAKREF_DETAIL_WATCH_H

#include <weakref/error.h>

#include <atomic>
#include <cstddef>
#include <mutex>
#include <utility>

namespace weakref::detail {

class registry;

class watch {
public:
  enum class role : unsigned char { callback, finalizer, entry };

  explicit watch(role R) noexcept : Role(R) {}
  watch(const watch &) = delete;
  watch &operator=(const watch &) = delete;

  void retain() noexcept { Refs.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (Refs.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete this;
  }

  role kind() const noexcept { return Role; }
  bool armed() const noexcept { return Armed.load(std::memory_order_acquire); }

  /// True for exactly one caller in the life of the watch.
  bool take() noexcept {
    bool Expected = true;
    return Armed.compare_exchange_strong(Expected, false,
                                         std::memory_order_acq_rel);
  }

  /// Takes the watch without running it and destroys what it owns.
  inline bool cancel() noexcept;

  /// Takes it off its object's list, if the object is not dying right now.
  inline void unlist() noexcept;

protected:
  virtual inline ~watch();

private:
  friend class registry;
  friend class funeral;

  /// The object has died and this watch was taken for it. Returns whether
  /// dispose() is to follow.
  virtual bool run() noexcept = 0;

  /// Destroys what the watch owns; the caller has taken it.
  virtual void dispose() noexcept = 0;

  registry *Home = nullptr;
  watch *Newer = nullptr;
  watch *Older = nullptr;
  watch *NextGrave = nullptr;
  std::atomic<unsigned> Refs{1};
  std::atomic<bool> Armed{true};
  bool Listed = false;
  const role Role;
};

/// Defers the destruction of spent watches to the outermost firing.
class funeral {
public:
  funeral() noexcept { ++state().Depth; }
  funeral(const funeral &) = delete;
  funeral &operator=(const funeral &) = delete;
  ~funeral() {
    graves &G = state();
    if (G.Depth == 1)
      while (watch *W = G.First) {
        G.First = W->NextGrave;
        W->dispose();
        W->release();
      }
    --G.Depth;
  }

  /// Hands over one reference; the watch has been taken.
  void bury(watch *W) noexcept {
    graves &G = state();
    W->NextGrave = nullptr;
    if (G.First)
      G.Last->NextGrave = W;
    else
      G.First = W;
    G.Last = W;
  }

private:
  // Trivial, so that it may be used at any time of a thread's life.
  struct graves {
    watch *First;
    watch *Last;
    unsigned Depth;
  };
  static graves &state() noexcept {
    static thread_local graves G{nullptr, nullptr, 0};
    return G;
  }
};

class registry {
public:
  registry() = default;
  registry(const registry &) = delete;
  registry &operator=(const registry &) = delete;

  void retain() noexcept { Refs.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (Refs.fetch_sub(1, std::memory_order_acq_rel) == 1)
      delete this;
  }

  /// Lists the watch as the newest. False if the object has already died.
  bool add(watch &W) noexcept {
    std::lock_guard<std::mutex> Lock(Mutex);
    if (Dead)
      return false;
    W.retain();
    retain();
    W.Home = this;
    W.Older = Newest;
    if (Newest)
      Newest->Newer = &W;
    Newest = &W;
    W.Listed = true;
    return true;
  }

  void remove(watch &W) noexcept {
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      if (Dead || !W.Listed)
        return;
      (W.Newer ? W.Newer->Older : Newest) = W.Older;
      if (W.Older)
        W.Older->Newer = W.Newer;
      W.Listed = false;
    }
    W.release();
  }

  /// Runs every armed watch. The list belongs to this thread once Dead is set,
  /// so callbacks may cancel, register and destroy whatever they like.
  void fire() noexcept {
    watch *List;
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      Dead = true;
      List = std::exchange(Newest, nullptr);
    }
    funeral Funeral;
    while (watch *W = List) {
      List = W->Older;
      if (W->take() && W->run())
        Funeral.bury(W);
      else
        W->release();
    }
  }

  /// Visits the armed watches, newest first, under the lock.
  template <class F> void for_each(F Visit) {
    std::lock_guard<std::mutex> Lock(Mutex);
    for (watch *W = Newest; W; W = W->Older)
      if (W->armed())
        Visit(*W);
  }

private:
  ~registry() = default;

  std::mutex Mutex;
  watch *Newest = nullptr;
  bool Dead = false;
  std::atomic<unsigned> Refs{1};
};

inline watch::~watch() {
  if (Home)
    Home->release();
}

inline void watch::unlist() noexcept {
  if (Home)
    Home->remove(*this);
}

inline bool watch::cancel() noexcept {
  if (!take())
    return false;
  unlist();
  dispose();
  return true;
}

/// Owns one reference to a watch.
template <class Watch> class watch_ptr {
public:
  watch_ptr() noexcept = default;
  /// Adopts the reference that a new watch starts with.
  explicit watch_ptr(Watch *Fresh) noexcept : W(Fresh) {}
  watch_ptr(const watch_ptr &Other) noexcept : W(Other.W) {
    if (W)
      W->retain();
  }
  watch_ptr(watch_ptr &&Other) noexcept : W(std::exchange(Other.W, nullptr)) {}
  watch_ptr &operator=(watch_ptr Other) noexcept {
    std::swap(W, Other.W);
    return *this;
  }
  ~watch_ptr() {
    if (W)
      W->release();
  }

  Watch *get() const noexcept { return W; }
  Watch *operator->() const noexcept { return W; }
  Watch &operator*() const noexcept { return *W; }
  explicit operator bool() const noexcept { return W != nullptr; }
  Watch *detach() noexcept { return std::exchange(W, nullptr); }

private:
  Watch *W = nullptr;
};

} // namespace weakref::detail

#endif // WEAKREF_DETAIL_WATCH_H

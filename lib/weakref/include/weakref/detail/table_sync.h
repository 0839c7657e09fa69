//===- weakref/detail/table_sync.h - Amortised or prompt --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// What a weak_table does differently under each removal policy: locking, and
// being told of deaths.
//
// The prompt table has one lock, which a thread may take again, since user code
// (hash, equality, copying a value) runs under it and may use the container.
// A death never blocks on the lock. It pushes the entry's watch on a lock-free
// stack and tries the lock; who holds it empties the stack after letting go.
// The watch has no pointer to the node: the node is looked up by hash and watch
// in the table, so an entry erased or replaced in the meantime is not touched.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_DETAIL_TABLE_SYNC_H
#define WEAKREF_DETAIL_TABLE_SYNC_H

#include <weakref/removal.h>
#include <weakref/tracking.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace weakref::detail {

template <class Table, class Alloc, class Removal> class table_sync;

template <class Table, class Alloc> class table_sync<Table, Alloc, amortised> {
public:
  static constexpr bool Prompt = false;
  struct node_part {};

  void enter() const noexcept {}
  void leave() const noexcept {}
  void leave() noexcept {
    if (table().untidy())
      tidy();
  }

  struct no_watch {
    template <class Node> void give(Node &) noexcept {}
  };
  template <class T>
  no_watch watch_for(std::size_t, const std::shared_ptr<T> &) noexcept {
    return {};
  }
  template <class Node> void detach(Node &) noexcept {}

  struct joint_session {
    joint_session(const Table *, const Table *) noexcept {}
    ~joint_session() {}
  };

  /// Destroys at its end what a deferral handed to it.
  class removed {
  public:
    explicit removed(const Alloc &A) noexcept : Allocator(A) {}
    removed(const removed &) = delete;
    removed &operator=(const removed &) = delete;
    ~removed() {
      while (auto *N = First) {
        First = N->Next;
        Table::destroy_node(Allocator, N);
      }
    }
    void take(typename Table::node *N) noexcept {
      N->Next = std::exchange(First, N);
    }

  private:
    Alloc Allocator;
    typename Table::node *First = nullptr;
  };

  /// While it lives, nothing that the table removes is destroyed.
  class deferral {
  public:
    deferral(table_sync &T, removed &Into) noexcept : Of(T) { Of.Late = &Into; }
    deferral(const deferral &) = delete;
    deferral &operator=(const deferral &) = delete;
    ~deferral() { Of.Late = nullptr; }

  private:
    table_sync &Of;
  };

private:
  WEAKREF_NOINLINE void tidy() noexcept {
    table().reap();
    while (auto *N = table().take_one_doomed())
      if (Late)
        Late->take(N);
      else
        Table::destroy_node(table().allocator(), N);
  }

  Table &table() noexcept { return static_cast<Table &>(*this); }

  removed *Late = nullptr;
};

template <class Table, class Alloc>
class table_sync<Table, Alloc, prompt>
    : public std::enable_shared_from_this<Table> {
public:
  static constexpr bool Prompt = true;

  class entry_watch final : public watch {
  public:
    entry_watch(std::weak_ptr<Table> T, std::size_t H, const Alloc &A) noexcept
        : watch(role::entry), Container(std::move(T)), Hash(H), Allocator(A) {}

    /// A removed node, to be destroyed by the funeral.
    typename Table::node *Corpse = nullptr;

  private:
    friend class table_sync;

    bool run() noexcept override {
      if (auto T = Container.lock())
        T->died(*this);
      return false;
    }
    void dispose() noexcept override {
      if (Corpse)
        Table::destroy_node(Allocator, std::exchange(Corpse, nullptr));
    }

    std::weak_ptr<Table> Container;
    std::size_t Hash;
    Alloc Allocator; // the node may outlive the table
    entry_watch *NextPending = nullptr;
  };

  struct node_part {
    entry_watch *Watch = nullptr;
  };

  void enter() const noexcept {
    if (Owner.load(std::memory_order_relaxed) != std::this_thread::get_id()) {
      Mutex.lock();
      Owner.store(std::this_thread::get_id(), std::memory_order_relaxed);
    }
    ++Depth;
  }

  void leave() const noexcept { const_cast<table_sync *>(this)->leave(); }
  void leave() noexcept {
    if (Depth > 1) {
      --Depth;
      return;
    }
    funeral Funeral;
    for (;;) {
      for (entry_watch *W =
               Pending.exchange(nullptr, std::memory_order_acq_rel);
           W;) {
        entry_watch *Next = W->NextPending;
        table().erase_watched(W->Hash, W);
        W->release();
        W = Next;
      }
      table().reap();
      auto *Doomed = table().take_doomed();
      Depth = 0;
      Owner.store(std::thread::id(), std::memory_order_relaxed);
      Mutex.unlock();
      while (auto *N = Doomed) {
        Doomed = N->Next;
        entry_watch *W = std::exchange(N->Watch, nullptr);
        W->Corpse = N;
        Funeral.bury(W);
      }
      // A read-modify-write, so that either this sees the push of a death, or
      // that death sees the lock free.
      entry_watch *None = nullptr;
      if (Pending.compare_exchange_strong(None, nullptr,
                                          std::memory_order_acq_rel) ||
          !Mutex.try_lock())
        return;
      Owner.store(std::this_thread::get_id(), std::memory_order_relaxed);
      Depth = 1;
    }
  }

  /// Holds the locks of two tables, either of which may be null, always in the
  /// same order.
  class joint_session {
  public:
    joint_session(Table *A, Table *B) noexcept
        : First(std::min(A, B, std::less<>())),
          Second(std::max(A, B, std::less<>())) {
      for (Table *T : {First, Second})
        if (T)
          T->enter();
    }
    joint_session(const joint_session &) = delete;
    joint_session &operator=(const joint_session &) = delete;
    ~joint_session() {
      for (Table *T : {Second, First})
        if (T)
          T->leave();
    }

  private:
    funeral Funeral; // after both locks have been let go
    Table *First;
    Table *Second;
  };

  /// What is removed is destroyed when the outermost firing is over.
  struct removed {
    explicit removed(const Alloc &) noexcept {}
    funeral Funeral;
  };
  struct deferral {
    deferral(table_sync &, removed &) noexcept {}
    ~deferral() {}
  };

  /// A watch until a node has it; cancelled if none gets it. A node gives the
  /// one that it had in return.
  class pending_watch {
  public:
    explicit pending_watch(watch_ptr<entry_watch> Fresh) noexcept
        : W(std::move(Fresh)) {}
    pending_watch(const pending_watch &) = delete;
    pending_watch &operator=(const pending_watch &) = delete;
    ~pending_watch() {
      if (W && W->take())
        W->unlist();
    }
    template <class Node> void give(Node &N) noexcept {
      W = watch_ptr<entry_watch>(std::exchange(N.Watch, W.detach()));
    }

  private:
    watch_ptr<entry_watch> W;
  };

  /// Called while the object is held.
  template <class T>
  pending_watch watch_for(std::size_t Hash, const std::shared_ptr<T> &Object) {
    registry &Registry = hook_ops::obtain(require_hook(Object));
    watch_ptr<entry_watch> W(
        new entry_watch(this->weak_from_this(), Hash, table().allocator()));
    Registry.add(*W);
    return pending_watch(std::move(W));
  }

  /// Where the death is faster, erase_watched will find no node.
  template <class Node> void detach(Node &N) noexcept {
    if (N.Watch && N.Watch->take())
      N.Watch->unlist();
  }

private:
  void died(entry_watch &W) noexcept {
    W.retain();
    entry_watch *Head = Pending.load(std::memory_order_relaxed);
    do
      W.NextPending = Head;
    while (!Pending.compare_exchange_weak(Head, &W, std::memory_order_acq_rel));
    if (Owner.load(std::memory_order_relaxed) == std::this_thread::get_id() ||
        !Mutex.try_lock())
      return;
    Owner.store(std::this_thread::get_id(), std::memory_order_relaxed);
    Depth = 1;
    leave();
  }

  Table &table() noexcept { return static_cast<Table &>(*this); }

  mutable std::mutex Mutex;
  mutable std::atomic<std::thread::id> Owner{std::thread::id()};
  mutable unsigned Depth = 0;
  std::atomic<entry_watch *> Pending{nullptr};
};

} // namespace weakref::detail

#endif // WEAKREF_DETAIL_TABLE_SYNC_H

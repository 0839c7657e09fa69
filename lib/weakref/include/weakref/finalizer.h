//===- weakref/finalizer.h - Run something when an object dies --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
//   weakref::finalizer f(session, close_log, path);
//
// calls close_log(path) once: when the session dies, or earlier by f(), or at
// the latest when the program exits. The registration does not depend on the
// handle; copies of it are handles of the same registration.
//
//   * At death, finalizers and callbacks of the object run newest first; the
//     rules of callback_ref.h hold.
//   * At exit, those still alive run newest first over all objects, one that is
//     registered meanwhile next. set_atexit(false) leaves a finalizer out. This
//     happens in a std::atexit handler installed with the first finalizer:
//     static objects made before that still exist then.
//   * Whoever calls, detaches or loses the object first wins; it runs once or,
//     if detached, never.
//   * Function and arguments are destroyed as soon as they have been used.
//
// finalizer<R> is the handle of a function that returns R; f() gives an
// optional R, or a bool for finalizer<void>, whose name is finalizer<>. The
// object must be trackable (see tracking.h), or not_trackable is thrown. The
// function and its arguments must not own the object, which would then die at
// exit only.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_FINALIZER_H
#define WEAKREF_FINALIZER_H

#include <weakref/detail/function.h>
#include <weakref/proxy.h>

namespace weakref {

/// What detach() gives back: the object, and what would have been called.
template <class R>
struct WEAKSPOT_RECORD WEAKSPOT_PARTS("call: callable") detached_finalizer {
  std::shared_ptr<const void> referent;
  unique_function<R> call;
};

namespace detail {

class exit_list;

class finalizer_watch : public watch {
public:
  explicit finalizer_watch(std::weak_ptr<const void> Object) noexcept
      : watch(role::finalizer), Referent(std::move(Object)) {}

  std::weak_ptr<const void> Referent;
  std::atomic<bool> AtExit{true};

  /// After take(): off both lists, so that nobody else refers to it.
  inline void withdraw() noexcept;
  inline void list_for_exit() noexcept;
  virtual void call_and_report() noexcept = 0;

private:
  friend class exit_list;
  finalizer_watch *NewerAtExit = nullptr;
  finalizer_watch *OlderAtExit = nullptr;
  bool ListedAtExit = false;
};

/// All finalizers that have not run. Never destroyed, since objects with static
/// storage die after any destructor of it could run.
class exit_list {
public:
  static exit_list &instance() {
    static exit_list *const List = [] {
      auto *L = new exit_list;
      std::atexit([] { instance().run(); });
      return L;
    }();
    return *List;
  }

  void add(finalizer_watch &W) noexcept {
    std::lock_guard<std::mutex> Lock(Mutex);
    W.retain();
    W.OlderAtExit = Newest;
    if (Newest)
      Newest->NewerAtExit = &W;
    Newest = &W;
    W.ListedAtExit = true;
  }

  void remove(finalizer_watch &W) noexcept {
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      if (!W.ListedAtExit)
        return;
      unlink(W);
    }
    W.release();
  }

  /// Starts anew after each call: it may have added and removed others.
  void run() noexcept {
    while (finalizer_watch *W = pop()) {
      if (W->take()) {
        W->unlist();
        W->call_and_report();
      }
      W->release();
    }
  }

private:
  void unlink(finalizer_watch &W) noexcept {
    (W.NewerAtExit ? W.NewerAtExit->OlderAtExit : Newest) = W.OlderAtExit;
    if (W.OlderAtExit)
      W.OlderAtExit->NewerAtExit = W.NewerAtExit;
    W.ListedAtExit = false;
  }

  finalizer_watch *pop() noexcept {
    std::lock_guard<std::mutex> Lock(Mutex);
    for (finalizer_watch *W = Newest; W; W = W->OlderAtExit)
      if (W->AtExit.load(std::memory_order_relaxed)) {
        unlink(*W);
        return W;
      }
    return nullptr;
  }

  std::mutex Mutex;
  finalizer_watch *Newest = nullptr;
};

inline void finalizer_watch::withdraw() noexcept {
  unlist();
  exit_list::instance().remove(*this);
}

inline void finalizer_watch::list_for_exit() noexcept {
  exit_list::instance().add(*this);
}

template <class R> class finalizer_watch_of final : public finalizer_watch {
public:
  finalizer_watch_of(std::weak_ptr<const void> Object,
                     unique_function<R> Function) noexcept
      : finalizer_watch(std::move(Object)), Call(std::move(Function)) {}

  unique_function<R> Call;

  void call_and_report() noexcept override {
    WEAKREF_TRY { static_cast<void>(Call()); }
    WEAKREF_CATCH_ALL { report_unraisable("finalizer"); }
    Call.reset();
  }

private:
  bool run() noexcept override {
    exit_list::instance().remove(*this);
    WEAKREF_TRY { static_cast<void>(Call()); }
    WEAKREF_CATCH_ALL { report_unraisable("finalizer"); }
    return true;
  }
  // Referent stays until the last handle goes: another thread may be asking a
  // handle for it.
  void dispose() noexcept override { Call.reset(); }
};

} // namespace detail

template <class R = void> class WEAKSPOT_FINALIZER finalizer {
public:
  /// A handle of nothing; dead.
  finalizer() noexcept = default;

  template <class T, class F, class... Args>
  finalizer(const std::shared_ptr<T> &Object, F &&Function, Args &&...A)
      : finalizer(detail::require_hook(Object),
                  std::weak_ptr<const void>(Object), std::forward<F>(Function),
                  std::forward<Args>(A)...) {}

  /// For an object that no shared_ptr owns: on the stack, in a unique_ptr or a
  /// container. Call with the object's own hook.
  template <class F, class... Args>
  WEAKSPOT_EFFECT("c = temp callable; bind c (arg1...)")
  WEAKSPOT_EFFECT("retain arg0, move c, holder") static finalizer
      on(const hook &Hook, F &&Function, Args &&...A) {
    return finalizer(Hook, std::weak_ptr<const void>(),
                     std::forward<F>(Function), std::forward<Args>(A)...);
  }

  /// Calls now, unless it has been called or detached. What the function
  /// throws is passed on, and it is spent nevertheless.
  call_result<R> operator()() const {
    if (!Watch || !Watch->take())
      return {};
    Watch->withdraw();
    auto Call = std::move(Watch->Call);
    return detail::call_wrapped(Call);
  }

  /// Whether the call is still to come.
  bool alive() const noexcept { return Watch && Watch->armed(); }
  explicit operator bool() const noexcept { return alive(); }

  /// The object it waits for, if the call is still to come.
  std::shared_ptr<const void> peek() const noexcept {
    return alive() ? Watch->Referent.lock() : nullptr;
  }

  /// Cancels and gives back what was registered, unless it is dead.
  WEAKSPOT_EFFECT("o = load this; n = isnull o; y = not n; when y")
  WEAKSPOT_EFFECT("unretain o; maybe; i = emplace result, back; done; done")
  std::optional<detached_finalizer<R>> detach() const {
    if (!Watch)
      return std::nullopt;
    auto Object = Watch->Referent.lock();
    if (!Watch->take())
      return std::nullopt;
    Watch->withdraw();
    return detached_finalizer<R>{std::move(Object), std::move(Watch->Call)};
  }

  /// Whether it runs at exit. True unless set otherwise.
  bool atexit() const noexcept {
    return alive() && Watch->AtExit.load(std::memory_order_relaxed);
  }
  void set_atexit(bool Run) const noexcept {
    if (Watch)
      Watch->AtExit.store(Run, std::memory_order_relaxed);
  }

  WEAKSPOT_EFFECT("")
  friend bool operator==(const finalizer &A, const finalizer &B) noexcept {
    return A.Watch.get() == B.Watch.get();
  }
  WEAKSPOT_EFFECT("")
  friend bool operator!=(const finalizer &A, const finalizer &B) noexcept {
    return !(A == B);
  }

private:
  template <class F, class... Args>
  finalizer(const hook &Hook, std::weak_ptr<const void> Object, F &&Function,
            Args &&...A)
      : Watch(new detail::finalizer_watch_of<R>(
            std::move(Object),
            detail::bind_once<R>(std::forward<F>(Function),
                                 std::forward<Args>(A)...))) {
    detail::exit_list::instance();
    if (detail::hook_ops::obtain(Hook).add(*Watch))
      Watch->list_for_exit();
    else
      Watch->cancel();
  }

  detail::watch_ptr<detail::finalizer_watch_of<R>> Watch;
};

template <class T, class F, class... Args>
finalizer(const std::shared_ptr<T> &, F, Args...)
    -> finalizer<std::invoke_result_t<F, Args...>>;

} // namespace weakref

#endif // WEAKREF_FINALIZER_H

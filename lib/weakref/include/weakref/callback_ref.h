//===- weakref/callback_ref.h - A ref that hears of the death ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
//   weakref::ref r(session, [] { log("gone"); });
//
// is a ref<Session, weakref::callback>. When the session dies, the function is
// called once, with the dead `const ref<Session> &` if it takes one, else with
// nothing. The registration belongs to the ref: copies share it, and when the
// last copy goes before the referent does, the function is never called. A
// finalizer, in contrast, stays registered without a handle.
//
//   * Callbacks of one object run newest first, on the thread that dropped the
//     last owner and with whatever locks that thread holds.
//   * All weak references are dead before the first one runs.
//   * No lock of the library is held and nothing is allocated.
//   * What a callback throws goes to the unraisable handler; the rest run.
//   * Cancelling in a race with the death resolves to "ran once" or "never".
//     Cancelling does not wait for a callback that is already running.
//
// Registering costs two allocations for the first callback of an object, one
// for each further. The object must be trackable, else not_trackable is thrown
// (see tracking.h); `try_watch` returns an error code instead. The callback
// must not own the referent, which would then never die.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_CALLBACK_REF_H
#define WEAKREF_CALLBACK_REF_H

#include <weakref/ref.h>
#include <weakref/tracking.h>

#include <optional>
#include <vector>

namespace weakref {

namespace detail {

class callback_watch : public watch {
public:
  callback_watch() noexcept : watch(role::callback) {}

  void add_handle() noexcept {
    Handles.fetch_add(1, std::memory_order_relaxed);
  }

  /// False if the last handle is just being dropped.
  bool try_add_handle() noexcept {
    unsigned N = Handles.load(std::memory_order_relaxed);
    while (N != 0)
      if (Handles.compare_exchange_weak(N, N + 1, std::memory_order_relaxed))
        return true;
    return false;
  }

  void drop_handle() noexcept {
    if (Handles.fetch_sub(1, std::memory_order_acq_rel) == 1)
      cancel();
  }

private:
  std::atomic<unsigned> Handles{1};
};

template <class T, class F>
class callback_watch_of final : public callback_watch {
public:
  template <class G>
  callback_watch_of(const ref<T> &Referent, G &&Function)
      : State(std::in_place, Referent, std::forward<G>(Function)) {}

private:
  struct state {
    template <class G>
    state(const ref<T> &R, G &&Function)
        : Referent(R), Call(std::forward<G>(Function)) {}
    ref<T> Referent;
    F Call;
  };

  bool run() noexcept override {
    WEAKREF_TRY {
      if constexpr (std::is_invocable_v<F &, const ref<T> &>)
        State->Call(static_cast<const ref<T> &>(State->Referent));
      else
        State->Call();
    }
    WEAKREF_CATCH_ALL { report_unraisable("callback of a weak reference"); }
    return true;
  }
  void dispose() noexcept override { State.reset(); }

  std::optional<state> State;
};

/// The shared registration of all copies of a callback ref.
class callback_handle {
public:
  callback_handle() noexcept = default;
  explicit callback_handle(watch_ptr<callback_watch> Fresh) noexcept
      : Watch(std::move(Fresh)) {}
  callback_handle(const callback_handle &Other) noexcept : Watch(Other.Watch) {
    if (Watch)
      Watch->add_handle();
  }
  callback_handle(callback_handle &&Other) noexcept = default;
  callback_handle &operator=(callback_handle Other) noexcept {
    std::swap(Watch, Other.Watch);
    return *this;
  }
  ~callback_handle() {
    if (Watch)
      Watch->drop_handle();
  }

  callback_watch *get() const noexcept { return Watch.get(); }

private:
  watch_ptr<callback_watch> Watch;
};

/// "No callback", as a null function pointer or an empty std::function says it.
template <class F> bool is_null_function(const F &Function) noexcept {
  if constexpr (std::is_null_pointer_v<F>)
    return true;
  else if constexpr (std::is_constructible_v<bool, const F &> &&
                     (std::is_pointer_v<F> || std::is_class_v<F>))
    return !static_cast<bool>(Function);
  else
    return false;
}

template <class T, class F>
callback_handle watch_with(const hook &Hook, const ref<T> &Referent,
                           F &&Function) {
  using function = std::decay_t<F>;
  if (is_null_function(Function))
    return {};
  if constexpr (!std::is_null_pointer_v<function>) {
    static_assert(std::is_invocable_v<function &, const ref<T> &> ||
                      std::is_invocable_v<function &>,
                  "weakref: a callback takes a const ref<T> & or nothing");
    registry &Registry = hook_ops::obtain(Hook);
    watch_ptr<callback_watch> Watch(new callback_watch_of<T, function>(
        Referent, std::forward<F>(Function)));
    Registry.add(*Watch);
    return callback_handle(std::move(Watch));
  }
  return {};
}

} // namespace detail

template <class T> class WEAKSPOT_WATCHING ref<T, callback> : public ref<T> {
public:
  ref() noexcept = default;

  /// Throws not_trackable or what copying the function throws; then nothing is
  /// registered. A null function registers nothing.
  template <class U, class F,
            class = std::enable_if_t<std::is_convertible_v<U *, T *>>>
  ref(const std::shared_ptr<U> &P, F &&Function)
      : ref<T>(P), Handle(detail::watch_with(detail::require_hook(P), ref<T>(P),
                                             std::forward<F>(Function))) {}

  /// Whether the callback is still to come.
  bool has_callback() const noexcept {
    return Handle.get() && Handle.get()->armed();
  }

  /// Withdraws the callback for all copies. False if it has run, is running or
  /// was withdrawn before.
  bool cancel() noexcept { return Handle.get() && Handle.get()->cancel(); }

  void reset() noexcept { *this = ref(); }
  void swap(ref &Other) noexcept { std::swap(*this, Other); }

private:
  template <class U, class F>
  friend std::error_code try_watch(const std::shared_ptr<U> &, F &&,
                                   ref<U, callback> &);
  template <class U>
  friend std::vector<ref<U, callback>> refs(const std::shared_ptr<U> &);

  ref(const ref<T> &Plain, detail::callback_handle H) noexcept
      : ref<T>(Plain), Handle(std::move(H)) {}

  detail::callback_handle Handle;
};

template <class T, class F>
ref(const std::shared_ptr<T> &, F) -> ref<T, callback>;

template <class T> using callback_ref = ref<T, callback>;

/// Registers without throwing not_trackable: sets Out or returns the error.
template <class T, class F>
WEAKSPOT_EFFECT("weaken arg2, arg0; o = load arg0")
WEAKSPOT_EFFECT("retain o, forward arg1, holder") std::error_code
    try_watch(const std::shared_ptr<T> &P, F &&Function,
              ref<T, callback> &Out) {
  const hook *Hook = find_hook(P);
  if (!Hook)
    return errc::not_trackable;
  Out = ref<T, callback>(
      ref<T>(P),
      detail::watch_with(*Hook, ref<T>(P), std::forward<F>(Function)));
  return {};
}

} // namespace weakref

#endif // WEAKREF_CALLBACK_REF_H

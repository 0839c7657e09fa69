//===- weakref/error.h - How the library reports failure --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// Three ways in which things go wrong, and one answer each:
//
//   * a dead proxy is used: reference_error, or errc::dead_reference from the
//     functions that take a std::error_code;
//   * a callback is wanted for an object that cannot tell of its death:
//     not_trackable, or errc::not_trackable;
//   * a callback or finalizer throws while an object dies: nobody can catch
//     that, so it goes to the unraisable handler and the others still run.
//
// Without exceptions the throwing functions print the reason and abort; each
// has a twin that does not throw.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_ERROR_H
#define WEAKREF_ERROR_H

#include <weakref/annotations.h>
#include <weakref/config.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>

namespace weakref {

enum class errc {
  dead_reference = 1,
  not_trackable = 2,
};

namespace detail {

class error_category final : public std::error_category {
public:
  const char *name() const noexcept override { return "weakref"; }
  std::string message(int Code) const override {
    switch (static_cast<errc>(Code)) {
    case errc::dead_reference:
      return "weakly referenced object no longer exists";
    case errc::not_trackable:
      return "object cannot tell when it dies";
    }
    return "unknown weakref error";
  }
};

} // namespace detail

inline const std::error_category &category() noexcept {
  static const detail::error_category Instance;
  return Instance;
}

inline std::error_code make_error_code(errc Code) noexcept {
  return {static_cast<int>(Code), category()};
}

/// A dead object was used through a proxy.
class WEAKSPOT_OPAQUE reference_error : public std::runtime_error {
public:
  reference_error()
      : std::runtime_error("weakly referenced object no longer exists") {}
};

/// The object has no hook, so its death cannot be observed.
class WEAKSPOT_OPAQUE not_trackable : public std::logic_error {
public:
  not_trackable()
      : std::logic_error(
            "object cannot tell when it dies: give its class a last member "
            "'weakref::hook weakref_hook', derive it from weakref::enable<T>, "
            "or create it with weakref::make<T>()") {}
};

/// Receives what a callback threw while an object died, and where.
using unraisable_handler = void (*)(const char *where,
                                    std::exception_ptr error) noexcept;

namespace detail {

inline void print_unraisable(const char *Where,
                             std::exception_ptr Error) noexcept {
#if WEAKREF_HAS_EXCEPTIONS
  try {
    std::rethrow_exception(std::move(Error));
  } catch (const std::exception &E) {
    std::fprintf(stderr, "weakref: exception ignored in %s: %s\n", Where,
                 E.what());
  } catch (...) {
    std::fprintf(stderr, "weakref: unknown exception ignored in %s\n", Where);
  }
#else
  static_cast<void>(Error);
  std::fprintf(stderr, "weakref: exception ignored in %s\n", Where);
#endif
}

inline std::atomic<unraisable_handler> &current_unraisable() noexcept {
  static std::atomic<unraisable_handler> Handler{&print_unraisable};
  return Handler;
}

/// Call from a catch block.
inline void report_unraisable(const char *Where) noexcept {
  current_unraisable().load()(Where, std::current_exception());
}

template <class Error, class... Args>
[[noreturn]] inline void raise(Args &&...A) {
#if WEAKREF_HAS_EXCEPTIONS
  throw Error(std::forward<Args>(A)...);
#else
  std::fprintf(stderr, "weakref: %s\n", Error(std::forward<Args>(A)...).what());
  std::abort();
#endif
}

} // namespace detail

/// Replaces the handler, process-wide, and returns the old one. Null restores
/// the default, which prints to stderr.
inline unraisable_handler
set_unraisable_handler(unraisable_handler Handler) noexcept {
  return detail::current_unraisable().exchange(
      Handler ? Handler : &detail::print_unraisable);
}

} // namespace weakref

template <> struct std::is_error_code_enum<weakref::errc> : std::true_type {};

#endif // WEAKREF_ERROR_H

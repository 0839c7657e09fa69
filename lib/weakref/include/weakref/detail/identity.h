//===- weakref/detail/identity.h - Which object, even dead ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// The identity of a referent is its owner (the control block) and its address.
// It is the same before and after the death and is never shared with a later
// object at the same address, because the weak reference keeps the control
// block. std::weak_ptr compares owners but does not say what it points to once
// that is dead, so the address is read from its representation: the first of
// two words in libstdc++, libc++ and the Microsoft library. For any other
// library `weak_address` is the one place to change.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_DETAIL_IDENTITY_H
#define WEAKREF_DETAIL_IDENTITY_H

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#if !defined(__GLIBCXX__) && !defined(_LIBCPP_VERSION) &&                      \
    !defined(_MSVC_STL_VERSION)
#error "weakref: teach detail::weak_address the weak_ptr of this library"
#endif

namespace weakref::detail {

/// The address that the reference was made for; null if made from nothing.
template <class T>
const void *weak_address(const std::weak_ptr<T> &P) noexcept {
  static_assert(sizeof(std::weak_ptr<T>) == 2 * sizeof(void *),
                "weakref: unknown layout of std::weak_ptr");
  const void *Address;
  std::memcpy(static_cast<void *>(&Address),
              static_cast<const void *>(std::addressof(P)), sizeof(Address));
  return Address;
}

/// The standard pointer of anything that wraps one.
template <class P, class = void> struct standard_pointer {
  static const P &of(const P &Pointer) noexcept { return Pointer; }
};
template <class P>
struct standard_pointer<
    P, std::void_t<decltype(std::declval<const P &>().weak())>> {
  static decltype(auto) of(const P &Pointer) noexcept { return Pointer.weak(); }
};

template <class P, class Q> bool same_owner(const P &A, const Q &B) noexcept {
  auto &&X = standard_pointer<P>::of(A);
  auto &&Y = standard_pointer<Q>::of(B);
  return !X.owner_before(Y) && !Y.owner_before(X);
}

/// Addresses differ in the middle bits; tables and users want it in the low.
inline std::size_t hash_address(const volatile void *P) noexcept {
  auto Bits = static_cast<std::uint64_t>(reinterpret_cast<std::uintptr_t>(P));
  Bits *= 0x9E3779B97F4A7C15u;
  return static_cast<std::size_t>(Bits ^ (Bits >> 32));
}

/// The name of T without RTTI, as the compiler spells it.
template <class T> constexpr std::string_view type_name() noexcept {
#if defined(__clang__) || defined(__GNUC__)
  constexpr std::string_view Text = __PRETTY_FUNCTION__;
  constexpr std::size_t Begin = Text.find("T = ") + 4;
  constexpr std::size_t End = Text.find_first_of(";]", Begin);
  return Text.substr(Begin, End - Begin);
#else
  return "object";
#endif
}

} // namespace weakref::detail

#endif // WEAKREF_DETAIL_IDENTITY_H

//===- weakref/print.h - Text for weak references ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// Refs and proxies print as <weakref::ref at ADDRESS; to 'TYPE' at ADDRESS> or
// <weakref::ref at ADDRESS; dead>, containers as <weakref::weak_set; 3 alive>.
// Printing never calls code of the referent, so it cannot fail with it.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_PRINT_H
#define WEAKREF_PRINT_H

#include <weakref/ref.h>

#include <ostream>

namespace weakref {

namespace detail {

template <class T>
std::ostream &print_weak(std::ostream &Out, const char *What, const void *Self,
                         const ref<T> &R) {
  Out << "<weakref::" << What << " at " << Self;
  if (auto P = R.lock())
    Out << "; to '" << type_name<T>() << "' at "
        << static_cast<const void *>(P.get());
  else
    Out << "; dead";
  return Out << '>';
}

} // namespace detail

template <class T, class Callback>
std::ostream &operator<<(std::ostream &Out, const ref<T, Callback> &R) {
  return detail::print_weak<T>(Out, "ref", &R, R);
}

} // namespace weakref

#endif // WEAKREF_PRINT_H

//===- counted.h - Says what is alive when a program ends -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A class of a case derives from Counted<itself>. When the program has ended,
// after the destructors of its statics, it prints one line per class of which
// objects are still alive: `alive: Foo 2`. These are the leaked ones.
//
// Nothing here holds or receives an object's address, so that a case looks to
// the checker as it would without being counted.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TEST_COUNTED_H
#define WEAKSPOT_TEST_COUNTED_H

#include <typeinfo>

namespace counted {
/// An object of Class begins (+1) or ends (-1) its life.
void add(const std::type_info &Class, int Change);

/// How many objects of Class are alive now.
int alive(const std::type_info &Class);

/// A condition of which the checker knows nothing, and the program that it
/// holds.
bool yes();
bool no();
} // namespace counted

template <typename T> class Counted {
protected:
  Counted() { counted::add(typeid(T), +1); }
  Counted(const Counted &) { counted::add(typeid(T), +1); }
  Counted &operator=(const Counted &) = default;
  ~Counted() { counted::add(typeid(T), -1); }
};

#endif // WEAKSPOT_TEST_COUNTED_H

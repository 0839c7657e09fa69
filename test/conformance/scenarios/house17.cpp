//===- house17.cpp - What is like the standard's, and older ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Classes that a model file, house17.yaml, says to be like standard ones have
// members that those lack or that the compiler knows; and before C++20 each
// comparison was a function of its own.
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace own {

template <typename T> class shared {
public:
  shared() = default;
  explicit shared(T *P) : P(P) {}
  shared &operator=(std::nullptr_t) {
    P = nullptr;
    return *this;
  }
  void reset(std::nullptr_t) { P.reset(); }
  T *get() const { return P.get(); }

private:
  std::shared_ptr<T> P;
};

template <typename T> class array {
public:
  array() = default;
  array(const array &Other) : One(Other.One) {}
  array &operator=(const array &Other) {
    One = Other.One;
    return *this;
  }
  T &operator[](int) { return One; }

private:
  T One;
};

template <typename P> class position {
public:
  explicit position(P Where) : Where(Where) {}
  auto &operator*() const { return *Where; }
  std::ptrdiff_t operator-(const position &Other) const {
    return Where - Other.Where;
  }

private:
  P Where;
};

template <typename T> T &&give(T &Object) { return static_cast<T &&>(Object); }
template <typename T> T *address(T &Object) { return &Object; }

} // namespace own

using Shared = std::shared_ptr<Object>;

SCENARIO(own_owners_take_null) {
  own::shared<Object> A(new Object(1)), B(new Object(2));
  A = nullptr;
  probe();
  B.reset(nullptr);
  probe();
}

SCENARIO(own_arrays_are_assigned) {
  own::array<Shared> A, B;
  A[0] = std::make_shared<Object>(1);
  B = A;
  A[0].reset();
  probe();
  B[0].reset();
  probe();
}

SCENARIO(own_positions_subtract) {
  Shared Objects[] = {std::make_shared<Object>(1)};
  own::position<Shared *> A(Objects), B(Objects);
  if (A - B == 0)
    (*A).reset();
  probe();
}

SCENARIO(own_functions) {
  Shared A = std::make_shared<Object>(1);
  Shared B = own::give(A);
  if (!A)
    probe();
  own::address(B)->reset();
  probe();
}

SCENARIO(owners_are_compared) {
  Shared A = std::make_shared<Object>(1), B = A;
  auto U = std::make_unique<Object>(2);
  std::function<void()> F = [] {};
  if (nullptr == A || nullptr == U || nullptr == F)
    A.reset();
  if (A != nullptr && U != nullptr && F != nullptr)
    probe();
  if (nullptr != A && nullptr != U && nullptr != F && A == B)
    probe();
  B = std::make_shared<Object>(3);
  if (A != B)
    A.reset();
  probe();
}

SCENARIO(texts_are_compared) {
  Shared A = std::make_shared<Object>(1), B = std::make_shared<Object>(2);
  std::string Name = "a";
  if (Name != "a")
    A.reset();
  probe();
  if (Name != "b")
    B.reset();
  probe();
}

SCENARIO(positions_are_compared) {
  std::unordered_map<int, Shared> M{{1, std::make_shared<Object>(1)}};
  std::vector<Shared> V{std::make_shared<Object>(2)};
  for (auto It = M.begin(); It != M.end(); ++It)
    It->second.reset();
  probe();
  for (auto It = V.begin(); It != V.end(); ++It)
    It->reset();
  for (auto It = V.rbegin(); It != V.rend(); ++It)
    if (!*It)
      probe();
}

//===- base.h - A miniature of C++/WinRT ------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Our own few lines with the names and the lives of objects of the real ones.
//
//===----------------------------------------------------------------------===//

#pragma once
#include <cstddef>
#include <memory>
#include <utility>

namespace winrt {

template <typename T> class com_ptr {
public:
  com_ptr() = default;
  com_ptr(std::nullptr_t) {}
  com_ptr(const com_ptr &O) : Ptr(O.Ptr) {
    if (Ptr)
      Ptr->AddRef();
  }
  com_ptr(com_ptr &&O) noexcept : Ptr(std::exchange(O.Ptr, nullptr)) {}
  com_ptr &operator=(com_ptr O) noexcept {
    std::swap(Ptr, O.Ptr);
    return *this;
  }
  ~com_ptr() {
    if (Ptr)
      Ptr->Release();
  }
  T *get() const { return Ptr; }
  T *operator->() const { return Ptr; }
  T &operator*() const { return *Ptr; }
  explicit operator bool() const { return Ptr != nullptr; }
  void attach(T *P) {
    *this = nullptr;
    Ptr = P;
  }
  void copy_from(T *P) {
    P->AddRef();
    attach(P);
  }

private:
  T *Ptr = nullptr;
};

template <typename T> class weak_ref {
public:
  weak_ref() = default;
  explicit weak_ref(std::shared_ptr<T *> Object) : Object(std::move(Object)) {}
  com_ptr<T> get() const {
    com_ptr<T> Strong;
    if (Object && *Object)
      Strong.copy_from(*Object);
    return Strong;
  }

private:
  std::shared_ptr<T *> Object;
};

/// What a class gets its counter from.
template <typename D, typename... Interfaces>
class implements : public Interfaces... {
public:
  implements() : Self(std::make_shared<D *>(static_cast<D *>(this))) {}
  void AddRef() { ++Count; }
  void Release() {
    if (--Count == 0) {
      *Self = nullptr;
      delete static_cast<D *>(this);
    }
  }

protected:
  com_ptr<D> get_strong() {
    com_ptr<D> Strong;
    Strong.copy_from(static_cast<D *>(this));
    return Strong;
  }
  weak_ref<D> get_weak() { return weak_ref<D>(Self); }
  template <typename T> friend weak_ref<T> make_weak(const com_ptr<T> &Object);

private:
  std::shared_ptr<D *> Self;
  unsigned Count = 1;
};

template <typename D, typename... Args> com_ptr<D> make_self(Args &&...A) {
  com_ptr<D> Made;
  Made.attach(new D(std::forward<Args>(A)...));
  return Made;
}

template <typename T> weak_ref<T> make_weak(const com_ptr<T> &Object) {
  return Object ? Object->get_weak() : weak_ref<T>();
}

} // namespace winrt

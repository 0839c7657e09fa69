//===- client.h - A miniature of COM's pointers in WRL -*- C++ -*-===//
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
#include <functional>
#include <memory>
#include <utility>

struct IUnknown {
  virtual unsigned AddRef() = 0;
  virtual unsigned Release() = 0;

protected:
  ~IUnknown() = default;
};

namespace Microsoft::WRL {

/// What an implementation of an interface gets its counter from.
template <typename Interface> class RuntimeClass : public Interface {
public:
  RuntimeClass() : Alive(std::make_shared<Interface *>(this)) {}
  unsigned AddRef() override { return ++Count; }
  unsigned Release() override {
    unsigned Left = --Count;
    if (Left == 0) {
      *Alive = nullptr;
      delete this;
    }
    return Left;
  }
  std::shared_ptr<Interface *> Alive;

protected:
  virtual ~RuntimeClass() = default;

private:
  unsigned Count = 1;
};

template <typename T> class ComPtr {
public:
  ComPtr() = default;
  ComPtr(std::nullptr_t) {}
  ComPtr(T *P) : Ptr(P) {
    if (Ptr)
      Ptr->AddRef();
  }
  ComPtr(const ComPtr &O) : ComPtr(O.Ptr) {}
  template <typename U> ComPtr(const ComPtr<U> &O) : ComPtr(O.Get()) {}
  ComPtr(ComPtr &&O) noexcept : Ptr(O.Detach()) {}
  ComPtr &operator=(ComPtr O) noexcept {
    std::swap(Ptr, O.Ptr);
    return *this;
  }
  ~ComPtr() { Reset(); }
  T *Get() const { return Ptr; }
  T *operator->() const { return Ptr; }
  explicit operator bool() const { return Ptr; }
  T **ReleaseAndGetAddressOf() {
    Reset();
    return &Ptr;
  }
  T **GetAddressOf() { return &Ptr; }
  void Attach(T *P) {
    Reset();
    Ptr = P;
  }
  T *Detach() { return std::exchange(Ptr, nullptr); }
  unsigned Reset() {
    T *P = std::exchange(Ptr, nullptr);
    return P ? P->Release() : 0;
  }
  long CopyTo(T **To) const {
    *To = Ptr;
    Ptr->AddRef();
    return 0;
  }
  template <typename W> long AsWeak(W *To) const {
    *To = W([Alive = Ptr->Alive]() -> IUnknown * { return *Alive; });
    return 0;
  }
  template <typename U> long As(ComPtr<U> *To) const {
    *To = ComPtr<U>(static_cast<U *>(Ptr));
    return 0;
  }

private:
  T *Ptr = nullptr;
};

/// Of whatever interface; what As() gives is null once the object is gone.
class WeakRef {
public:
  WeakRef() = default;
  explicit WeakRef(std::function<IUnknown *()> Object)
      : Object(std::move(Object)) {}
  template <typename T> long As(ComPtr<T> *To) const {
    *To = ComPtr<T>(Object ? static_cast<T *>(Object()) : nullptr);
    return 0;
  }

private:
  std::function<IUnknown *()> Object;
};

template <typename T> long AsWeak(T *Object, WeakRef *To) {
  *To = WeakRef([Alive = Object->Alive]() -> IUnknown * { return *Alive; });
  return 0;
}

template <typename T, typename... Args> ComPtr<T> Make(Args &&...A) {
  ComPtr<T> Made;
  Made.Attach(new T(std::forward<Args>(A)...));
  return Made;
}

} // namespace Microsoft::WRL

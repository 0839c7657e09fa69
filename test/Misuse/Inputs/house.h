// A family of pointers of a house of its own: house.yaml says what they are.
#ifndef HOUSE_H
#define HOUSE_H
#include <memory>

namespace house {
template <typename T> class Weak;

template <typename T> class Ref {
public:
  Ref() = default;
  explicit Ref(T *Raw) : P(Raw) {}
  Ref(const Ref &) = default;
  explicit Ref(const Weak<T> &W);
  T *get() const { return P.get(); }
  T *operator->() const { return P.get(); }
  T &operator*() const { return *P; }
  explicit operator bool() const { return P != nullptr; }
  void reset() { P.reset(); }

private:
  friend class Weak<T>;
  std::shared_ptr<T> P;
};

template <typename T> class Weak {
public:
  Weak() = default;
  Weak(const Ref<T> &R) : P(R.P) {}
  Ref<T> lock() const {
    Ref<T> R;
    R.P = P.lock();
    return R;
  }
  bool expired() const { return P.expired(); }

private:
  std::weak_ptr<T> P;
};

template <typename T, typename... Args> Ref<T> make(Args &&...A) { return Ref<T>(new T(static_cast<Args &&>(A)...)); }
} // namespace house
#endif

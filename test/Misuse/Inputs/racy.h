// A weak pointer of whose questions each is followed by what another thread does: include it before all else.
#ifndef RACY_H
#define RACY_H
#include "harm.h"
#include <memory>

namespace std {
template <typename T> class racy_weak_ptr : public weak_ptr<T> {
public:
  using weak_ptr<T>::weak_ptr;
  bool expired() const { return answer(weak_ptr<T>::expired()); }
  long use_count() const { return answer(weak_ptr<T>::use_count()); }
  shared_ptr<T> lock() const { return answer(weak_ptr<T>::lock()); }

private:
  template <typename A> static A answer(A given) {
    struct After {
      ~After() { harm::meanwhile(); }
    } after;
    return given;
  }
};
} // namespace std
#define weak_ptr racy_weak_ptr
#endif

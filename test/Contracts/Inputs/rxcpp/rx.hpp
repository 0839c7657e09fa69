//===- rx.hpp - A miniature of RxCpp -*- C++ -*-===//
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
#include <functional>
#include <list>
#include <memory>
#include <utility>

namespace rxcpp {

namespace detail {
template <typename T> struct state {
  std::list<std::pair<int, std::function<void(T)>>> subscribed;
  int next = 0;
};
} // namespace detail

class composite_subscription {
public:
  composite_subscription() = default;
  explicit composite_subscription(std::function<void()> remove) : remove(std::move(remove)) {}
  void unsubscribe() {
    if (remove)
      remove();
  }

private:
  std::function<void()> remove;
};

template <typename T> class observable {
public:
  explicit observable(std::shared_ptr<detail::state<T>> source) : source(std::move(source)) {}
  template <typename OnNext> composite_subscription subscribe(OnNext on_next) const {
    int number = source->next++;
    source->subscribed.emplace_back(number, std::move(on_next));
    std::weak_ptr<detail::state<T>> weak = source;
    return composite_subscription([weak, number] {
      if (auto source = weak.lock())
        source->subscribed.remove_if([number](const auto &entry) { return entry.first == number; });
    });
  }

private:
  std::shared_ptr<detail::state<T>> source;
};

template <typename T> class subscriber {
public:
  explicit subscriber(std::shared_ptr<detail::state<T>> source) : source(std::move(source)) {}
  void on_next(T value) const {
    for (auto &[number, next] : source->subscribed)
      next(value);
  }
  void on_completed() const { source->subscribed.clear(); }

private:
  std::shared_ptr<detail::state<T>> source;
};

namespace subjects {
template <typename T> class subject {
public:
  observable<T> get_observable() const { return observable<T>(source); }
  subscriber<T> get_subscriber() const { return subscriber<T>(source); }

private:
  std::shared_ptr<detail::state<T>> source = std::make_shared<detail::state<T>>();
};
} // namespace subjects

} // namespace rxcpp

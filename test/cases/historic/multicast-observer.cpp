// RUN: %case %s %t
//
// RxCpp#196: a subject's state is held by the callback that its own subscription keeps
// for when it ends; upstream's fix holds the state weakly.
//
// CASE: bad
// ALIVE: rx::ObserverState 1, rx::SubscriptionState 1
// FINDS: capture-cycle rx::ObserverState.lifetime.state_ -> rx::SubscriptionState.onEnd_ -> lambda.state
// CASE: unsubscribed_good -DUNSUBSCRIBED
// CASE: weak_good -DGOOD

//--- subscription.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>
#include <vector>

namespace rx {
struct SubscriptionState : Counted<SubscriptionState> {
  bool subscribed = true;
  std::vector<std::function<void()>> onEnd_;
};

/// A handle: copies share one state.
class CompositeSubscription {
public:
  CompositeSubscription();
  void add(std::function<void()> f) const;
  void unsubscribe() const;

private:
  std::shared_ptr<SubscriptionState> state_;
};
} // namespace rx

//--- subscription.cpp
#include "subscription.h"
#include <utility>

namespace rx {
CompositeSubscription::CompositeSubscription()
    : state_(std::make_shared<SubscriptionState>()) {}

void CompositeSubscription::add(std::function<void()> f) const {
  if (!state_->subscribed)
    f();
  else
    state_->onEnd_.emplace_back(std::move(f));
}

void CompositeSubscription::unsubscribe() const {
  state_->subscribed = false;
  std::vector<std::function<void()>> ending;
  std::swap(ending, state_->onEnd_);
  for (auto &f : ending)
    f();
}
} // namespace rx

//--- observer.h
#pragma once
#include "subscription.h"
#include <functional>
#include <vector>

namespace rx {
struct ObserverState : Counted<ObserverState> {
  explicit ObserverState(CompositeSubscription cs) : lifetime(cs) {}
  CompositeSubscription lifetime;
  std::vector<std::function<void(int)>> completers;
};

class MulticastObserver {
public:
  explicit MulticastObserver(CompositeSubscription cs);
  void add(std::function<void(int)> observer);
  void onNext(int value) const;

private:
  struct Binder {
    explicit Binder(CompositeSubscription cs)
        : state(std::make_shared<ObserverState>(cs)) {}
    std::shared_ptr<ObserverState> state;
  };
  std::shared_ptr<Binder> b_;
};
} // namespace rx

//--- observer.cpp
#include "observer.h"

namespace rx {
MulticastObserver::MulticastObserver(CompositeSubscription cs)
    : b_(std::make_shared<Binder>(cs)) {
  auto state = b_->state;
#ifdef GOOD
  std::weak_ptr<ObserverState> weak = state;
  cs.add([weak] {
    if (auto state = weak.lock())
      state->completers.clear();
  });
#else
  cs.add([state] { state->completers.clear(); });
#endif
}

void MulticastObserver::add(std::function<void(int)> observer) {
  b_->state->completers.push_back(std::move(observer));
}

void MulticastObserver::onNext(int value) const {
  for (const auto &observer : b_->state->completers)
    observer(value);
}
} // namespace rx

//--- main.cpp
#include "observer.h"

int main() {
  int sum = 0;
  rx::CompositeSubscription cs;
  rx::MulticastObserver subject(cs);
  subject.add([&sum](int value) { sum += value; });
  subject.onNext(3);
#ifdef UNSUBSCRIBED
  cs.unsubscribe();
#endif
  return sum == 3 ? 0 : 1;
}

// RUN: not %weakspot check --quiet --checks=mutated-while-iterated %s -- -std=c++17 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++17
//
// Callbacks that change the list that they are in, while it is iterated.
#include <functional>
#include <list>
#include <map>
#include <utility>
#include <vector>

class Hub {
public:
  int connect(std::function<void()> callback) {
    callbacks_[++next_] = std::move(callback);
    return next_;
  }
  void disconnect(int id) { callbacks_.erase(id); }
  void emit_bad() {
    for (auto &[id, callback] : callbacks_)
      callback();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Hub::callbacks_' while it is iterated here
    // CHECK-MESSAGES: note: {{.*}} calls 'Hub::disconnect(int)'
    // CHECK-MESSAGES: note: 'Hub::disconnect(int)' changes it here
  }
  void emit_good() {
    auto copy = callbacks_;
    for (auto &[id, callback] : copy)
      callback();
  }
  void first_good() {
    for (auto &[id, callback] : callbacks_) {
      callback();
      break;
    }
  }
  void ahead_good() {
    for (auto it = callbacks_.begin(); it != callbacks_.end();) {
      auto current = it++;
      current->second();
    }
  }

private:
  std::map<int, std::function<void()>> callbacks_;
  int next_ = 0;
};
struct Once {
  Hub *hub;
  int id = 0;
  void start() {
    id = hub->connect([this] { hub->disconnect(id); });
  }
};

// By the class itself, as a part of a record.
class Timers {
  struct Timer {
    int id;
    std::function<void()> call;
  };
  std::vector<Timer> timers_;
  int next_ = 0;

public:
  void once(std::function<void()> call) {
    timers_.push_back({++next_, [this, call = std::move(call)] {
                         call();
                         timers_.pop_back();
                       }});
  }
  void run_bad() {
    for (auto &timer : timers_)
      timer.call();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Timers::timers_' while it is iterated here
  }
};

// One callback leaves another object's list.
template <typename T> class Signal {
public:
  int connect(std::function<void(T)> callback) {
    callbacks_.emplace(++next_, std::move(callback));
    return next_;
  }
  void disconnect(int id) { callbacks_.erase(id); }
  void emit_good(T value) {
    for (auto &entry : callbacks_)
      entry.second(value);
  }

private:
  std::map<int, std::function<void(T)>> callbacks_;
  int next_ = 0;
};
struct Reply {
  Signal<int> done, timeout;
  int waits = 0;
  void start() {
    waits = timeout.connect([](int) {});
    done.connect([this](int) { timeout.disconnect(waits); });
  }
};

// What is to go is collected, and goes when nobody iterates.
class Deferred {
  std::list<std::function<void()>> callbacks_;
  bool runs_ = false, clears_ = false;

public:
  void add(std::function<void()> callback) { callbacks_.push_back(std::move(callback)); }
  void clear() {
    if (runs_) {
      clears_ = true;
      return;
    }
    callbacks_.clear();
  }
  void run_good() {
    runs_ = true;
    for (auto &callback : callbacks_)
      callback();
    runs_ = false;
    if (clears_)
      clear();
  }
};

#ifndef HARM
int main() {
  Hub hub;
  int id = hub.connect([] {});
  Once once{&hub};
  once.start();
  hub.emit_good();
  hub.first_good();
  hub.ahead_good();
  hub.disconnect(id);
  hub.emit_bad();
  Timers timers;
  timers.once([] {});
  timers.run_bad();
  Reply reply;
  reply.start();
  reply.done.emit_good(1);
  reply.timeout.emit_good(2);
  Deferred deferred;
  deferred.add([&deferred] { deferred.clear(); });
  deferred.run_good();
}
#else
#include "harm.h"
HARM(freed, emit_bad) {
  Hub hub;
  Once once{&hub};
  once.start();
  hub.emit_bad();
}
HARM(freed, run_bad) {
  Timers timers;
  for (int i = 0; i < 2; ++i)
    timers.once([] {});
  timers.run_bad();
}
#endif

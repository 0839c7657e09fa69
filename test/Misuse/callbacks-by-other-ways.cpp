// RUN: not %weakspot check --quiet --checks=mutated-while-iterated %s -- -std=c++17 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++17
//
// As callbacks-while-iterated.cpp: lists that are called by number, found by a getter, handed on to be called.
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

// By number: the callback that runs lies in the list that it empties.
class Queue {
  std::vector<std::function<void()>> steps_;

public:
  void add(std::function<void()> step) { steps_.push_back(std::move(step)); }
  void last(std::function<void()> step) {
    steps_.push_back([this, step = std::move(step)] {
      steps_.clear();
      step();
    });
  }
  void run_bad() {
    for (std::size_t i = 0; i < steps_.size(); ++i)
      steps_[i]();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Queue::steps_' while it is iterated here
  }
  void run_good() {
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      auto step = steps_[i];
      step();
    }
  }
  void first_good() {
    for (std::size_t i = 0; i < steps_.size(); ++i)
      if (steps_[i]) {
        steps_[i]();
        break;
      }
  }
};
// Loops by number see what is added meanwhile.
class Growing {
  std::vector<std::function<void()>> more_;

public:
  void add(std::function<void()> step) { more_.push_back(std::move(step)); }
  void addTwice(std::function<void()> step) {
    more_.push_back([this, step] { more_.push_back(step); });
  }
  void run_good() {
    for (std::size_t i = 0; i < more_.size(); ++i)
      more_[i]();
  }
};

class Hub {
public:
  static Hub &left() {
    static Hub hub;
    return hub;
  }
  int connect(std::function<void()> callback) {
    callbacks_[++next_] = std::move(callback);
    return next_;
  }
  void disconnect(int id) { callbacks_.erase(id); }
  void emit_bad() {
    for (auto &[id, callback] : callbacks_)
      callback();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Hub::callbacks_' while it is iterated here
  }

private:
  std::map<int, std::function<void()>> callbacks_;
  int next_ = 0;
};
struct Once {
  int id = 0;
  void start() {
    id = Hub::left().connect([this] { Hub::left().disconnect(id); });
  }
};

// Two lists of one class: the one is called, the other one is left.
class Switch {
public:
  static Switch &on() {
    static Switch on;
    return on;
  }
  static Switch &off() {
    static Switch off;
    return off;
  }
  int connect(std::function<void()> callback) {
    callbacks_[++next_] = std::move(callback);
    return next_;
  }
  void disconnect(int id) { callbacks_.erase(id); }
  void emit_good() {
    for (auto &[id, callback] : callbacks_)
      callback();
  }

private:
  std::map<int, std::function<void()>> callbacks_;
  int next_ = 0;
};
struct Lamp {
  int waits = 0;
  void start() {
    waits = Switch::off().connect([] {});
    Switch::on().connect([this] { Switch::off().disconnect(waits); });
  }
};

// A member's getter is one way as well; who calls is another function.
class Plugins {
  std::vector<std::function<void()>> hooks_;
  std::string log_;
  void guarded(const std::function<void()> &hook) {
    log_ += "hook";
    hook();
  }
  void count(const std::function<void()> &hook) { log_ += hook ? "1" : "0"; }

public:
  void add(std::function<void()> hook) { hooks_.push_back(std::move(hook)); }
  void clear() { hooks_.clear(); }
  void hooks_bad() {
    for (auto &hook : hooks_)
      guarded(hook);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Plugins::hooks_' while it is iterated here
  }
  void count_good() {
    for (auto &hook : hooks_)
      count(hook);
  }
};
class Editor {
  Plugins plugins_;
  Plugins &plugins() { return plugins_; }

public:
  void start() {
    plugins().add([this] { plugins().clear(); });
    plugins().add([] {});
  }
  void edit() {
    plugins().count_good();
    plugins().hooks_bad();
  }
};

#ifndef HARM
int main() {
  Queue queue;
  queue.last([] {});
  queue.first_good();
  queue.run_good();
  queue.run_bad();
  Growing growing;
  growing.addTwice([] {});
  growing.run_good();
  Once once;
  once.start();
  Hub::left().emit_bad();
  Lamp lamp;
  lamp.start();
  Switch::on().emit_good();
  Editor editor;
  editor.start();
  editor.edit();
}
#else
#include "harm.h"
HARM(freed, run_bad) {
  Queue queue;
  std::string text = "a text that is long enough to lie elsewhere";
  queue.last([text] { std::puts(text.c_str()); });
  queue.run_bad();
}
HARM(freed, emit_bad) {
  Once once;
  once.start();
  Hub::left().emit_bad();
}
HARM(freed, hooks_bad) {
  Editor editor;
  editor.start();
  editor.edit();
}
#endif

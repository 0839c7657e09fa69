// RUN: not %weakspot check --quiet --checks=weak-self-bypassed %s -- -std=c++20 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20
#include <boost/enable_shared_from_this.hpp>
#include <boost/shared_ptr.hpp>
#include <boost/weak_ptr.hpp>
#include <functional>
#include <memory>
#include <string>

void post(std::function<void()>);

struct Session : std::enable_shared_from_this<Session> {
  int count = 0;
  std::function<void()> handler;
  std::shared_ptr<int> alive = std::make_shared<int>(0);
  void tick() { ++count; }

  void ignored_bad() {
    post([weak = weak_from_this(), this] { tick(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:44: warning: 'this' is used without a lock of 'weak', which the closure captures to know whether the object is still there [weakspot-weak-self-bypassed]
    // CHECK-MESSAGES: :[[@LINE-2]]:10: note: the closure is made here
  }
  void before_lock_bad() {
    std::weak_ptr<Session> weak = shared_from_this();
    post([this, weak] {
      count = 0;
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
      if (auto self = weak.lock())
        tick();
    });
  }
  void only_asked_bad() {
    post([this, weak = weak_from_this()] {
      if (weak.expired())
        return;
      tick();
      // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'this' is used without a lock of 'weak'
    });
  }
  void not_kept_bad() {
    handler = [this, weak = weak_from_this()] {
      if (weak.lock())
        tick();
      // CHECK-MESSAGES: :[[@LINE-1]]:9: warning: 'this' is used without a lock of 'weak'
    };
  }
  void other_branch_bad() {
    post([=, weak = weak_from_this(), this] {
      if (auto self = weak.lock())
        self->tick();
      else
        count = -1;
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
    });
  }
  void reference_bad() {
    Session &me = *this;
    post([&me, weak = weak_from_this()] { me.tick(); });
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'me' is used without a lock of 'weak'
  }
  void strong_beside_bad() {
    post([self = shared_from_this(), weak = weak_from_this()] {
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the capture 'self' owns the object that the capture 'weak' refers to weakly: the closure keeps it alive
      if (auto locked = weak.lock())
        self->tick();
    });
  }

  void locked_good() {
    post([weak = weak_from_this(), this] {
      auto self = weak.lock();
      if (!self)
        return;
      tick();
      count = 1;
    });
  }
  void inside_if_good() {
    post([weak = weak_from_this(), this] {
      if (auto self = weak.lock())
        tick();
    });
  }
  void weak_only_good() {
    post([weak = weak_from_this()] {
      if (auto self = weak.lock())
        self->tick();
    });
  }
  void token_good() {
    post([this, weak = std::weak_ptr<int>(alive)] {
      if (!weak.expired())
        tick();
    });
  }
  void other_object_good(const std::shared_ptr<Session> &other) {
    handler = [this, weak = std::weak_ptr<Session>(other)] {
      tick();
      if (auto locked = weak.lock())
        locked->tick();
    };
  }
  // A member function that gets the weak pointer, too, asks it.
  void tickIfThere(int, std::weak_ptr<Session> weak) {
    if (auto self = weak.lock())
      tick();
  }
  void passed_on_good() {
    post([this, weak = weak_from_this()] { tickIfThere(1, weak); });
    post(std::bind(&Session::tickIfThere, this, 1, weak_from_this()));
  }
  void used_before_bad() {
    post([this, weak = weak_from_this()] {
      tick();
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
      tickIfThere(1, weak);
    });
  }
  void nested_good() {
    post([weak = weak_from_this(), this] {
      if (auto self = weak.lock())
        post([self, this] { tick(); });
    });
  }
};

// Also a text or a number of the object is not there any more.
struct Named : std::enable_shared_from_this<Named> {
  std::string name;
  double load = 0;

  void log_bad() {
    post([this, weak = weak_from_this()] {
      print(name);
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
      if (auto self = weak.lock())
        print(self->name);
    });
  }
  void add_bad() {
    post([this, weak = weak_from_this()] {
      load += 0.5;
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
      if (weak.expired())
        return;
    });
  }
  void clear_bad() {
    post([self = this, weak = weak_from_this()] {
      self->name.clear();
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'self' is used without a lock of 'weak'
    });
  }
  void log_good() {
    post([this, weak = weak_from_this(), name = name] {
      print(name);
      if (auto self = weak.lock()) {
        print(this->name);
        load += 0.5;
      }
    });
  }
  void size_good() {
    post([this, weak = weak_from_this()] {
      auto self = weak.lock();
      print(self ? name : std::string(sizeof load, ' '));
    });
  }
  static void print(const std::string &text);
};

struct BoostSession : boost::enable_shared_from_this<BoostSession> {
  int count = 0;
  void boost_bad() {
    boost::weak_ptr<BoostSession> weak = shared_from_this();
    post([this, weak] { ++count; });
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
  }
};

template <typename Derived> struct Base : std::enable_shared_from_this<Derived> {
  int count = 0;
  void template_bad() {
    post([this, weak = this->weak_from_this()] { ++count; });
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
  }
};
struct One : Base<One> {};
struct Two : Base<Two> {};
void instantiate(One &one, Two &two) {
  one.template_bad();
  two.template_bad();
}

#ifdef HARM
#include "harm.h"
static std::function<void()> posted;
void post(std::function<void()> f) { posted = std::move(f); }
void Named::print(const std::string &text) { std::puts(text.c_str()); }

/// What is posted runs when the object is gone.
template <typename T, template <class> class Strong = std::shared_ptr> static void runLate(void (T::*posts)()) {
  Strong<T> object(new T);
  ((*object).*posts)();
  object.reset();
  posted();
}
HARM(freed, ignored_bad) { runLate(&Session::ignored_bad); }
HARM(freed, before_lock_bad) { runLate(&Session::before_lock_bad); }
UNHARMED(only_asked_bad, "it takes another thread between the question and the use");
UNHARMED(not_kept_bad, "it takes another thread between the lock and the use");
HARM(freed, other_branch_bad) { runLate(&Session::other_branch_bad); }
HARM(freed, reference_bad) { runLate(&Session::reference_bad); }
HARM(wrong, strong_beside_bad) {
  auto session = std::make_shared<Session>();
  session->strong_beside_bad();
  std::weak_ptr<Session> weak = session;
  session.reset();
  harm::shows(!weak.expired());
}
HARM(freed, used_before_bad) { runLate(&Session::used_before_bad); }
HARM(freed, log_bad) { runLate(&Named::log_bad); }
HARM(freed, add_bad) { runLate(&Named::add_bad); }
HARM(freed, clear_bad) { runLate(&Named::clear_bad); }
HARM(freed, boost_bad) { runLate<BoostSession, boost::shared_ptr>(&BoostSession::boost_bad); }
HARM(freed, template_bad) { runLate<One>(&One::template_bad); }
#endif

// Also what these ask for, as llvm120853_* and llvm171526_*:
//   https://github.com/llvm/llvm-project/issues/120853
//   https://github.com/llvm/llvm-project/issues/171526
// RUN: not %weakspot check --quiet --checks=shared-from-this-misuse %s -- -std=c++20 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20
#include <boost/enable_shared_from_this.hpp>
#include <boost/make_shared.hpp>
#include <functional>
#include <optional>
#include <memory>
#include <vector>

struct InConstructor_bad : std::enable_shared_from_this<InConstructor_bad> {
  InConstructor_bad() { auto self = shared_from_this(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:37: warning: shared_from_this() is called while the object is under construction: no shared pointer owns it yet, and the call fails [weakspot-shared-from-this-misuse]
};

struct InCalledMember_bad : std::enable_shared_from_this<InCalledMember_bad> {
  InCalledMember_bad() { start(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:26: warning: this call leads to shared_from_this() while the object is under construction: no shared pointer owns it yet, and the call fails
  // CHECK-MESSAGES: note: calling 'InCalledMember_bad::read()'
  // CHECK-MESSAGES: note: shared_from_this() is called here
  void start() { read(); }
  void read() {
    auto self = shared_from_this();
    handler = [self] {};
  }
  void stop() { handler = nullptr; }
  std::function<void()> handler;
};

struct ThrowsWhenMade_good : std::enable_shared_from_this<ThrowsWhenMade_good> {
  explicit ThrowsWhenMade_good(int port) {
    if (port < 0)
      throw port;
  }
  std::shared_ptr<ThrowsWhenMade_good> self() { return shared_from_this(); }
};
void makesWhileThereAre_good(int (*next)()) {
  while (int port = next()) {
    try {
      auto made = std::make_shared<ThrowsWhenMade_good>(port);
      made->self();
    } catch (int) {
    }
  }
}

struct WeakInConstructor_bad : std::enable_shared_from_this<WeakInConstructor_bad> {
  WeakInConstructor_bad() {
    handler = [weak = weak_from_this()] { return weak.expired(); };
    // CHECK-MESSAGES: :[[@LINE-1]]:23: warning: weak_from_this() is called while the object is under construction: no shared pointer owns it yet, and the call gets nothing
  }
  std::function<void()> handler;
};

struct InDestructor_bad : std::enable_shared_from_this<InDestructor_bad> {
  ~InDestructor_bad() { stop(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:25: warning: this call leads to shared_from_this() while the object is being destroyed: its last owner has let go, and the call fails
  void stop() { auto self = shared_from_this(); }
};

struct LockedInDestructor_bad : std::enable_shared_from_this<LockedInDestructor_bad> {
  ~LockedInDestructor_bad() {
    if (auto self = weak_from_this().lock())
      // CHECK-MESSAGES: :[[@LINE-1]]:38: warning: weak_from_this() is locked while the object is being destroyed
      self->value = 1;
  }
  int value = 0;
};

struct Private_bad : private std::enable_shared_from_this<Private_bad> {
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Private_bad' has the base by which it finds its owner, but not publicly
  void use() { auto self = shared_from_this(); }
};

class Default_bad : std::enable_shared_from_this<Default_bad> {};
// CHECK-MESSAGES: :[[@LINE-1]]:7: warning: 'Default_bad' has the base by which it finds its owner, but not publicly

struct Left_good : std::enable_shared_from_this<Left_good> {};
struct Twice_bad : Left_good, std::enable_shared_from_this<Twice_bad> {};
// CHECK-MESSAGES: :[[@LINE-1]]:8: warning: 'Twice_bad' has more than one base by which it finds its owner

struct BelowTwice_good : Twice_bad {}; // said of its base

struct Session : std::enable_shared_from_this<Session> {
  int value = 0;
  void run() { auto self = shared_from_this(); }
  void maybe() {
    if (auto self = weak_from_this().lock())
      self->value = 1;
  }
};

void onStack_bad() {
  Session session;
  session.run();
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: this call leads to shared_from_this() of a variable on the stack
}
void plainNew_bad() {
  auto *session = new Session;
  session->run();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: this call leads to shared_from_this() of an object that nothing owns yet: the call fails
  delete session;
}
void unique_bad() {
  auto session = std::make_unique<Session>();
  session->run();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: this call leads to shared_from_this() of an object that a unique pointer owns alone
}
struct Holder_bad {
  Session session;
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: 'Holder_bad::session' holds a 'Session' by value
  std::unique_ptr<Session> sole;
  void run() {
    session.run();
    // CHECK-MESSAGES: :[[@LINE-1]]:13: warning: this call leads to shared_from_this() of 'Holder_bad::session', which is held by value
    sole->run();
    // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: this call leads to shared_from_this() of an object that 'Holder_bad::sole' owns alone
  }
};
void before_owner_bad() {
  auto *raw = new Session;
  raw->run();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: this call leads to shared_from_this() of an object that nothing owns yet
  std::shared_ptr<Session> session(raw);
}

// LLVM issue 120853.
struct llvm120853 : std::enable_shared_from_this<llvm120853> {};
void llvm120853_bad() {
  auto *a3 = new llvm120853;
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: a 'llvm120853' is made by a plain new: no shared pointer owns it
  llvm120853 a;
  // CHECK-MESSAGES: :[[@LINE-1]]:14: warning: a 'llvm120853' is made on the stack: no shared pointer owns it
}
void llvm120853_good() {
  std::shared_ptr<llvm120853> a2 = std::make_shared<llvm120853>();
  std::shared_ptr<llvm120853> a1(new llvm120853);
}

// LLVM issue 171526.
class llvm171526 : public boost::enable_shared_from_this<llvm171526> {
public:
  void method() { auto self = shared_from_this(); }
};
void llvm171526_bad() {
  auto p = std::make_shared<llvm171526>();
  // CHECK-MESSAGES: :[[@LINE-1]]:12: warning: a std::shared_ptr comes to own a 'llvm171526', which finds its owner by boost::shared_ptr's base class
  p->method();
  // CHECK-MESSAGES: :[[@LINE-1]]:6: warning: this call leads to shared_from_this() which asks for a boost::shared_ptr, of an object that a std::shared_ptr owns
}
void llvm171526_good() {
  auto p = boost::make_shared<llvm171526>();
  p->method();
}
struct llvm171526_reverse : std::enable_shared_from_this<llvm171526_reverse> {
  void method() { auto self = shared_from_this(); }
};
void llvm171526_reverse_bad() {
  boost::shared_ptr<llvm171526_reverse> p(new llvm171526_reverse);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a boost::shared_ptr comes to own a 'llvm171526_reverse', which finds its owner by std::shared_ptr's base class
}

struct Factory_good : std::enable_shared_from_this<Factory_good> {
  static std::shared_ptr<Factory_good> create() {
    auto made = std::shared_ptr<Factory_good>(new Factory_good);
    made->init();
    return made;
  }
  void init() { handler = [weak = weak_from_this()] { return weak.expired(); }; }
  std::function<void()> handler;

private:
  Factory_good() = default;
};
struct LaterInLambda_good : std::enable_shared_from_this<LaterInLambda_good> {
  LaterInLambda_good() {
    handler = [this] { auto self = shared_from_this(); };
  }
  std::function<void()> handler;
};
struct Unregisters_good : std::enable_shared_from_this<Unregisters_good> {
  ~Unregisters_good() { forget(weak_from_this()); }
  static void forget(const std::weak_ptr<Unregisters_good> &);
};
struct Base_good : std::enable_shared_from_this<Base_good> {
  virtual ~Base_good() = default;
};
struct Derived_good : Base_good {
  void run() { auto self = shared_from_this(); }
};
void shared_good(std::shared_ptr<Session> given, Session &reference, Session *pointer) {
  std::make_shared<Session>()->run();
  given->run();
  reference.run();
  pointer->run();
  auto derived = std::make_shared<Derived_good>();
  derived->run();
  std::unique_ptr<Session> sole(new Session);
  std::shared_ptr<Session> shared = std::move(sole);
  shared->run();
}
void guarded_good() {
  auto session = std::make_unique<Session>();
  session->maybe();
}

struct Seat : std::enable_shared_from_this<Seat> {
  std::shared_ptr<Seat> self() { return shared_from_this(); }
};
struct Row {
  std::vector<Seat> seats;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Row::seats' holds a 'Seat' by value
  std::vector<std::shared_ptr<Seat>> shared_good;
};
void by_value_bad() {
  std::vector<Seat> seats(3);
  seats[0].self();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call leads to shared_from_this() of an element of 'seats', which is held by value
  std::optional<Seat> seat;
  seat.emplace();
  seat->self();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call leads to shared_from_this() of an element of 'seat', which is held by value
}

struct HandedOver {
  struct Task : std::enable_shared_from_this<Task> {
    std::shared_ptr<Task> self() { return shared_from_this(); }
  };
  static void shared_good(std::unique_ptr<Task> task) {
    std::shared_ptr<Task> owner = std::move(task);
    owner->self();
  }
  static void sole_bad(std::unique_ptr<Task> task) {
    task->self();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call leads to shared_from_this() of an object that 'task' owns alone
    // CHECK-MESSAGES: note:
  }
};

// The failure is an answer.
struct Asks : std::enable_shared_from_this<Asks> {
  std::shared_ptr<Asks> tried() {
    try {
      return shared_from_this();
    } catch (const std::bad_weak_ptr &) {
      return nullptr;
    }
  }
  std::shared_ptr<Asks> tried_all() noexcept {
    try {
      return shared_from_this();
    } catch (...) {
      return nullptr;
    }
  }
};
void tried_good() {
  Asks asks;
  if (auto self = asks.tried())
    self->tried_all();
  if (asks.tried_all())
    std::make_unique<Asks>()->tried();
}
struct Runs : std::enable_shared_from_this<Runs> {
  void start();
  void run() {
    try {
      start();
      handler = [self = shared_from_this()] {};
    } catch (const std::exception &) {
    }
  }
  std::function<void()> handler;
};
void caught_with_all_else_bad() {
  std::make_unique<Runs>()->run();
  // CHECK-MESSAGES: :[[@LINE-1]]:29: warning: this call leads to shared_from_this() of an object that a unique pointer owns alone
}

struct AsksWeakly : std::enable_shared_from_this<AsksWeakly> {
  bool owned() { return !weak_from_this().expired(); }
};
bool weakly_good() {
  AsksWeakly object;
  return object.owned();
}

// What happens to it is in view.
struct Owner;
struct OneTime : std::enable_shared_from_this<OneTime> {
  explicit OneTime(Owner *owner) : owner_(owner) {}
  void wrap();

private:
  Owner *owner_;
};
struct Owner {
  void sent(std::shared_ptr<OneTime> once);
};
void OneTime::wrap() {
  if (owner_)
    owner_->sent(shared_from_this());
}
// The two ways through wrap() end alike, but only one asks.
void without_owner_good() {
  OneTime once(nullptr);
  once.wrap();
}
void with_owner_bad(Owner &owner) {
  OneTime once(&owner);
  once.wrap();
  // CHECK-MESSAGES: :[[@LINE-1]]:8: warning: this call leads to shared_from_this() of a variable on the stack
}
void registers(OneTime &once);
void passed_on_bad() {
  OneTime once(nullptr);
  // CHECK-MESSAGES: :[[@LINE-1]]:11: warning: a 'OneTime' is made on the stack
  registers(once);
}

#ifdef HARM
#include "harm.h"
void Unregisters_good::forget(const std::weak_ptr<Unregisters_good> &) {}
void Runs::start() { throw std::runtime_error("not started"); }
void Owner::sent(std::shared_ptr<OneTime>) {}
void registers(OneTime &once) {
  static Owner owner;
  once = OneTime(&owner);
  once.wrap();
}

HARM(throws, InConstructor_bad) { std::make_shared<InConstructor_bad>(); }
HARM(throws, InCalledMember_bad) { std::make_shared<InCalledMember_bad>(); }
HARM(wrong, WeakInConstructor_bad) {
  struct Later : WeakInConstructor_bad {
    bool gone = weak_from_this().expired();
  };
  harm::shows(std::make_shared<Later>()->gone);
}
UNHARMED(InDestructor_bad, "what a destructor throws ends the program");
UNHARMED(LockedInDestructor_bad, "the branch is never taken");
HARM(throws, Private_bad) { std::make_shared<Private_bad>()->use(); }
UNHARMED(Default_bad, "nobody can ask");
HARM(throws, Twice_bad) { std::make_shared<Twice_bad>()->std::enable_shared_from_this<Twice_bad>::shared_from_this(); }
HARM(throws, onStack_bad) { onStack_bad(); }
HARM(throws, plainNew_bad) { plainNew_bad(); }
HARM(throws, unique_bad) { unique_bad(); }
HARM(throws, Holder_bad) { Holder_bad().run(); }
HARM(throws, before_owner_bad) { before_owner_bad(); }
HARM(leaks, llvm120853_bad) { llvm120853_bad(); }
HARM(throws, llvm171526_bad) { llvm171526_bad(); }
HARM(throws, llvm171526_reverse_bad) {
  boost::shared_ptr<llvm171526_reverse> p(new llvm171526_reverse);
  p->method();
}
HARM(throws, by_value_bad) { by_value_bad(); }
HARM(throws, sole_bad) { HandedOver::sole_bad(std::make_unique<HandedOver::Task>()); }
UNHARMED(caught_with_all_else_bad, "what is thrown is caught, and the handler is not there");
HARM(throws, with_owner_bad) {
  Owner owner;
  with_owner_bad(owner);
}
HARM(throws, passed_on_bad) { passed_on_bad(); }
#endif

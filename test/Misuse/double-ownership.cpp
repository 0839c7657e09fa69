// Also what https://github.com/llvm/llvm-project/issues/86471 asks for: llvm86471_*.
// RUN: not %weakspot check --quiet --checks=double-ownership --model %S/Inputs/house.yaml %s -- -std=c++20 -I%S/Inputs > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20 -I%S/Inputs
#include "house.h"
#include <boost/shared_ptr.hpp>
#include <memory>
#include <utility>
#include <vector>

struct A {
  int x = 0;
};
A &getA();
A *makeA();

void get_bad(std::shared_ptr<A> p) {
  std::shared_ptr<A> q(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for an object that 'p' owns already: it will be deleted twice [weakspot-double-ownership]
}
void made_here_bad() {
  auto p = std::make_shared<A>();
  std::shared_ptr<A> q(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for an object that {{.*}} owns already
  // CHECK-MESSAGES: note: {{.*}} comes to own it here
}
void one_raw_two_owners_bad() {
  A *raw = new A;
  std::shared_ptr<A> p(raw);
  std::shared_ptr<A> q(raw);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for an object that 'p' owns already
}
void unique_bad() {
  auto p = std::make_unique<A>();
  std::shared_ptr<A> q(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for an object that {{.*}} owns already
}
void two_uniques_bad(A *raw) {
  std::unique_ptr<A> p(raw), q(raw);
  // CHECK-MESSAGES: :[[@LINE-1]]:30: warning: a new owner is made for an object that 'p' owns already
}
void reset_bad(std::shared_ptr<A> p, std::shared_ptr<A> q) {
  q.reset(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a new owner is made for an object that 'p' owns already
}
void own_reset_bad(std::shared_ptr<A> p) {
  p.reset(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a new owner is made for an object that 'p' has just deleted
}
void dereferenced_bad(const std::shared_ptr<A> &p) {
  std::shared_ptr<A> q(&*p);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for an object that 'p' owns already
}
void locked_bad(std::weak_ptr<A> weak) {
  if (auto p = weak.lock())
    std::shared_ptr<A> q(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: a new owner is made for an object that {{.*}} owns already
}
void local_bad() {
  A a;
  std::shared_ptr<A> p(&a);
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for 'a', which was not made by new: deleting it is undefined
}
void llvm86471_reference_bad() {
  std::shared_ptr<A> p(&getA());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for an object that a function returned by reference
}
void llvm86471_reference_unique_bad() {
  std::unique_ptr<A> p(&getA());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for an object that a function returned by reference
}
void boost_bad(boost::shared_ptr<A> p) {
  boost::shared_ptr<A> q(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: a new owner is made for an object that 'p' owns already
}
void mixed_bad(boost::shared_ptr<A> p) {
  std::shared_ptr<A> q(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for an object that 'p' owns already
}
void house_bad(house::Ref<A> p) {
  house::Ref<A> q(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: a new owner is made for an object that 'p' owns already
}

struct Holder {
  std::shared_ptr<A> strong;
  A member;
  std::vector<std::shared_ptr<A>> list;

  void field_bad() {
    std::shared_ptr<A> q(strong.get());
    // CHECK-MESSAGES: :[[@LINE-1]]:24: warning: a new owner is made for an object that 'Holder::strong' owns already
  }
  void member_bad() {
    list.push_back(std::shared_ptr<A>(&member));
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a new owner is made for 'Holder::member', which was not made by new
  }
  // Across functions: add() takes a raw pointer over.
  void add(A *raw) { list.push_back(std::shared_ptr<A>(raw)); }
  void across_bad(std::shared_ptr<A> p) {
    add(p.get());
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this call makes a new owner for an object that 'p' owns already
    // CHECK-MESSAGES: note: a new owner takes it over here
  }
  void twice_bad() {
    A *raw = new A;
    add(raw);
    add(raw);
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: this call makes a new owner for an object that {{.*}} owns already
  }
  void across_good() {
    add(new A);
    std::unique_ptr<A> u(new A);
    add(u.release());
  }
};

struct Self {
  int x = 0;
  std::shared_ptr<Self> self_bad() { return std::shared_ptr<Self>(this); }
  // CHECK-MESSAGES: :[[@LINE-1]]:45: warning: a new owner is made for 'this', which is owned already or was not made by new
  // CHECK-MESSAGES: note: objects of 'Self' get their owner here
};
void useSelf() { std::make_shared<Self>()->self_bad(); }

// An object that is always made by a plain new and takes itself over once.
class Plain {
public:
  static std::shared_ptr<Plain> create_good() { return (new Plain)->take_good(); }

private:
  std::shared_ptr<Plain> take_good() { return std::shared_ptr<Plain>(this); }
};

void new_good() {
  std::shared_ptr<A> p(new A);
  p.reset(new A);
  std::unique_ptr<A> q(makeA());
  std::shared_ptr<A> r(q.release());
}
void released_good(std::unique_ptr<A> u) {
  A *raw = u.release();
  std::shared_ptr<A> p(raw);
}
void alias_good(std::shared_ptr<Holder> h) {
  std::shared_ptr<A> p(h, &h->member);
  std::shared_ptr<A> q(h->strong, h->strong.get());
}
void no_op_deleter_good(A &a) {
  A local;
  std::shared_ptr<A> p(&a, [](A *) {}), q(&local, [](A *) {});
  std::shared_ptr<A> r(&getA(), [](A *) {});
}
void keeping_deleter_good(std::shared_ptr<A> p) {
  std::shared_ptr<A> q(p.get(), [p](A *) {});
  A *raw = p.get();
  std::shared_ptr<A> r(raw, [p](A *) mutable { p.reset(); });
}
void moved_good(std::unique_ptr<A> u) { std::shared_ptr<A> p(std::move(u)); }
void copied_good(std::shared_ptr<A> p) {
  std::shared_ptr<A> q(new A(*p.get()));
  std::shared_ptr<A> r(p);
}
void one_or_other_good(bool shared) {
  A *raw = new A;
  if (shared)
    std::shared_ptr<A> p(raw);
  else
    std::unique_ptr<A> p(raw);
}
void nothing_good(std::shared_ptr<A> p) {
  p.reset(static_cast<A *>(nullptr));
  std::shared_ptr<A> q(static_cast<A *>(nullptr));
}

template <typename T> void template_bad(const std::shared_ptr<T> &p) {
  std::shared_ptr<T> q(p.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:22: warning: a new owner is made for an object that 'p' owns already
}
#define ADOPT(T, P) std::shared_ptr<T>(P)
void instantiate(std::shared_ptr<A> a, std::shared_ptr<Holder> h) {
  template_bad(a);
  template_bad(h);
  auto q = ADOPT(A, a.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a new owner is made for an object that 'a' owns already
}

// Asking in the constructor throws, which is another check's to say.
struct Asks_good : std::enable_shared_from_this<Asks_good> {
  explicit Asks_good(std::vector<std::shared_ptr<Asks_good>> &all) { all.push_back(shared_from_this()); }
};
void made_good(std::vector<std::shared_ptr<Asks_good>> &all) { auto made = std::make_shared<Asks_good>(all); }
struct Asks_bad : std::enable_shared_from_this<Asks_bad> {
  void twice() {
    auto self = shared_from_this();
    std::shared_ptr<Asks_bad> again(this);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a new owner is made for an object that {{.*}} owns already
  }
};

// A member that lets go of what another function then owns, as its callers see.
class Gives {
  std::unique_ptr<A> own_ = std::make_unique<A>();
  std::shared_ptr<A> kept_ = std::make_shared<A>();

  A *letGo() { return own_.release(); }
  static std::shared_ptr<A> take(A *raw) { return std::shared_ptr<A>(raw); }

public:
  void renew(A *fresh) { own_.reset(fresh); }
  std::shared_ptr<A> direct_good() { return std::shared_ptr<A>(own_.release()); }
  std::shared_ptr<A> through_good() {
    A *raw = letGo();
    return take(raw);
  }
  std::shared_ptr<A> own_bad() { return std::shared_ptr<A>(own_.get()); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a new owner is made for an object that 'Gives::own_' owns already
  A *look() const { return kept_.get(); }
};
void given_good(Gives &gives) {
  gives.renew(new A);
  auto a = gives.direct_good();
  gives.renew(new A);
  auto b = gives.through_good();
}
void looked_bad(Gives &gives) {
  std::shared_ptr<A> a(gives.look());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a new owner is made for an object that 'Gives::kept_' owns already
}

#ifdef HARM
#include "harm.h"
A *makeA() { return new A; }
A &getA() {
  static A a;
  return a;
}
static std::shared_ptr<A> made() { return std::make_shared<A>(); }

HARM(twice, get_bad) { get_bad(made()); }
HARM(twice, made_here_bad) { made_here_bad(); }
HARM(twice, one_raw_two_owners_bad) { one_raw_two_owners_bad(); }
HARM(twice, unique_bad) { unique_bad(); }
HARM(twice, two_uniques_bad) { two_uniques_bad(new A); }
HARM(twice, reset_bad) { reset_bad(made(), nullptr); }
HARM(twice, own_reset_bad) { own_reset_bad(made()); }
HARM(twice, dereferenced_bad) { dereferenced_bad(made()); }
HARM(twice, locked_bad) {
  auto a = made();
  locked_bad(a);
}
HARM(twice, local_bad) { local_bad(); }
HARM(twice, llvm86471_reference_bad) { llvm86471_reference_bad(); }
HARM(twice, llvm86471_reference_unique_bad) { llvm86471_reference_unique_bad(); }
HARM(twice, boost_bad) { boost_bad(boost::shared_ptr<A>(new A)); }
HARM(twice, mixed_bad) { mixed_bad(boost::shared_ptr<A>(new A)); }
HARM(twice, house_bad) { house_bad(house::make<A>()); }
HARM(twice, field_bad) { Holder{made()}.field_bad(); }
HARM(twice, member_bad) { Holder().member_bad(); }
HARM(twice, across_bad) { Holder().across_bad(made()); }
HARM(twice, twice_bad) { Holder().twice_bad(); }
HARM(twice, self_bad) { useSelf(); }
HARM(twice, template_bad) { template_bad(made()); }
HARM(twice, Asks_bad) { std::make_shared<Asks_bad>()->twice(); }
HARM(twice, own_bad) { Gives().own_bad(); }
HARM(twice, looked_bad) {
  Gives gives;
  looked_bad(gives);
}
#endif

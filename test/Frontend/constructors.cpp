// Constructors: bases, members and default member initialisers in order; delegation, inheritance;
// what needs no call; destructors.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  std::shared_ptr<Node> next;
};
std::shared_ptr<Node> make();

struct Plain {
  std::shared_ptr<Node> a;
  int n;
};

struct Base {
  explicit Base(std::shared_ptr<Node> n) : held(std::move(n)) {}
  virtual ~Base() { held.reset(); }
  std::shared_ptr<Node> held;
};

struct Derived : Base {
  Derived(std::shared_ptr<Node> n, bool b) : Base(n), flag(b), other(make()) {
    raw = other.get();
  }
  Derived() : Derived(make(), false) {}
  using Base::Base;

  bool flag = true;
  std::shared_ptr<Node> other = make();
  Node *raw = nullptr;
  Derived *self = this;
};

struct Defaulted {
  Defaulted() = default;
  std::shared_ptr<Node> made = make();
  Plain plain;
};

void construct() {
  Plain p;
  Defaulted d;
  Defaulted copy = d;
  Defaulted moved = std::move(d);
  Derived viaInherited(make());
  Derived whole;
  copy = moved;
}

struct Copying {
  Copying(const Copying &other) : n(other.n) {}
  Copying &operator=(const Copying &other);
  std::shared_ptr<Node> n;
};

void userCopies(Copying &a) {
  Copying b = a;
  b = a;
}

struct Anonymous {
  Anonymous(Node *n) : node(n) {}
  union {
    Node *node;
    int number;
  };
};

// While an object is made or destroyed, a virtual call does not reach further than the class.
struct Polling : Base {
  Polling() : Base(make()) { poll(); }
  ~Polling() { this->poll(); }
  virtual void poll() { again(*this); }
  void again(Polling &other) { other.poll(); }
};

// CHECK-LABEL: func @"Base::~Base()"{{.*}} method dtor virtual of @Base{{.*}} (%this : borrow @Base)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @Base.held
// CHECK-NEXT:   reset %1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Base::Base(std::shared_ptr<Node>)"{{.*}} method ctor of @Base{{.*}} (%this : borrow @Base, %n : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = field %this, @Base.held
// CHECK-NEXT:   move %2, %n
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Derived::Derived(std::shared_ptr<Node>, bool)"{{.*}} method ctor of @Derived{{.*}} (%this : borrow @Derived, %n : strong @Node, %b : scalar)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %3 = temp strong @Node
// CHECK-NEXT:   copy %3, %n
// CHECK-NEXT:   call @"Base::Base(std::shared_ptr<Node>)" (%this, %3)
// CHECK-NEXT:   drop %3
// CHECK-NEXT:   %4 = field %this, @Derived.flag
// CHECK-NEXT:   store %4, %b
// CHECK-NEXT:   %5 = field %this, @Derived.other
// CHECK-NEXT:   %6 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %5, %6
// CHECK-NEXT:   %7 = field %this, @Derived.raw
// CHECK-NEXT:   %8 = const null
// CHECK-NEXT:   store %7, %8
// CHECK-NEXT:   %9 = field %this, @Derived.self
// CHECK-NEXT:   store %9, %this
// CHECK-NEXT:   %10 = field %this, @Derived.other
// CHECK-NEXT:   %11 = load %10
// CHECK-NEXT:   %12 = field %this, @Derived.raw
// CHECK-NEXT:   store %12, %11
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Derived::Derived()"{{.*}} method ctor of @Derived{{.*}} (%this : borrow @Derived)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = call @"make()" () : strong @Node
// CHECK-NEXT:   %2 = const false
// CHECK-NEXT:   call @"Derived::Derived(std::shared_ptr<Node>, bool)" (%this, %1, %2)
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Derived::Base(std::shared_ptr<Node>)"{{.*}} method ctor of @Derived{{.*}} (%this : borrow @Derived, %1 : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   call @"Base::Base(std::shared_ptr<Node>)" (%this, %1)
// CHECK-NEXT:   %2 = field %this, @Derived.flag
// CHECK-NEXT:   %3 = const true
// CHECK-NEXT:   store %2, %3
// CHECK-NEXT:   %4 = field %this, @Derived.other
// CHECK-NEXT:   %5 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %4, %5
// CHECK-NEXT:   %6 = field %this, @Derived.raw
// CHECK-NEXT:   %7 = const null
// CHECK-NEXT:   store %6, %7
// CHECK-NEXT:   %8 = field %this, @Derived.self
// CHECK-NEXT:   store %8, %this
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Defaulted::Defaulted()"{{.*}} method ctor of @Defaulted{{.*}} (%this : borrow @Defaulted)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @Defaulted.made
// CHECK-NEXT:   %2 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %1, %2
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"construct()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %p.0 = local @Plain "p"
// CHECK-NEXT:   %d.1 = local @Defaulted "d"
// CHECK-NEXT:   call @"Defaulted::Defaulted()" (%d.1)
// CHECK-NEXT:   %copy.2 = local @Defaulted "copy"
// CHECK-NEXT:   copy %copy.2, %d.1
// CHECK-NEXT:   %moved.3 = local @Defaulted "moved"
// CHECK-NEXT:   move %moved.3, %d.1
// CHECK-NEXT:   %viaInherited.4 = local @Derived "viaInherited"
// CHECK-NEXT:   %5 = call @"make()" () : strong @Node
// CHECK-NEXT:   call @"Derived::Base(std::shared_ptr<Node>)" (%viaInherited.4, %5)
// CHECK-NEXT:   drop %5
// CHECK-NEXT:   %whole.6 = local @Derived "whole"
// CHECK-NEXT:   call @"Derived::Derived()" (%whole.6)
// CHECK-NEXT:   copy %copy.2, %moved.3
// CHECK-NEXT:   drop %whole.6
// CHECK-NEXT:   drop %viaInherited.4
// CHECK-NEXT:   drop %moved.3
// CHECK-NEXT:   drop %copy.2
// CHECK-NEXT:   drop %d.1
// CHECK-NEXT:   drop %p.0
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Copying::Copying(const Copying &)"{{.*}} method ctor of @Copying{{.*}} (%this : borrow @Copying, %other : borrow @Copying)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = field %this, @Copying.n
// CHECK-NEXT:   %3 = field %other, @Copying.n
// CHECK-NEXT:   copy %2, %3
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"userCopies(Copying &)"{{.*}} (%a : borrow @Copying)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %b.1 = local @Copying "b"
// CHECK-NEXT:   call @"Copying::Copying(const Copying &)" (%b.1, %a)
// CHECK-NEXT:   %2 = call @"Copying::operator=(const Copying &)" (%b.1, %a) : borrow @Copying
// CHECK-NEXT:   drop %b.1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Anonymous::Anonymous(Node *)"{{.*}} method ctor of @Anonymous{{.*}} (%this : borrow @Anonymous, %n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = field %this, @Anonymous."(anonymous 0)"
// CHECK-NEXT:   %3 = field %2, @"Anonymous::(anonymous{{( union)?}})".node
// CHECK-NEXT:   store %3, %n
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Polling::~Polling()"{{.*}} method dtor virtual of @Polling overrides @"Base::~Base()"{{.*}} (%this : borrow @Polling)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   call @"Polling::poll()" (%this)
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Polling::Polling()"{{.*}} method ctor of @Polling{{.*}} (%this : borrow @Polling)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = call @"make()" () : strong @Node
// CHECK-NEXT:   call @"Base::Base(std::shared_ptr<Node>)" (%this, %1)
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   call @"Polling::poll()" (%this)
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Polling::poll()"{{.*}} method virtual of @Polling{{.*}} (%this : borrow @Polling)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   call @"Polling::again(Polling &)" (%this, %this)
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Polling::again(Polling &)"{{.*}} method of @Polling{{.*}} (%this : borrow @Polling, %other : borrow @Polling)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   vcall @"Polling::poll()" (%other)
// CHECK-NEXT:   ret

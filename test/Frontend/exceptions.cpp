// Exceptions: what is dropped on the way to a handler, and what leaves the function.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  Node();
  ~Node();
  std::shared_ptr<Node> next;
};
struct Failure {
  std::shared_ptr<Node> where;
};
void mayThrow(Node &);
void never(Node &) noexcept;

// CHECK-LABEL: func @"throwsOut(bool, std::shared_ptr<Node>)"{{.*}} (%c : scalar, %n : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %local.2 = local @Node "local"
// CHECK-NEXT:   call @"Node::Node()" (%local.2)
// CHECK-NEXT:   br %c, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %3 = temp @Failure
// CHECK-NEXT:   %4 = field %3, @Failure.where
// CHECK-NEXT:   copy %4, %n
// CHECK-NEXT:   drop %local.2
// CHECK-NEXT:   throw %3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   drop %local.2
// CHECK-NEXT:   throw
void throwsOut(bool c, std::shared_ptr<Node> n) {
  Node local;
  if (c)
    throw Failure{n};
  throw;
}

// CHECK-LABEL: func @"caught(std::shared_ptr<Node>)"{{.*}} (%n : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %outer.1 = local @Node "outer"
// CHECK-NEXT:   call @"Node::Node()" (%outer.1)
// CHECK-NEXT:   try ^1 ^3
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %inner.2 = local @Node "inner"
// CHECK-NEXT:   call @"Node::Node()" (%inner.2)
// CHECK-NEXT:   try ^2
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   drop %inner.2
// CHECK-NEXT:   jump ^5
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   jump ^4 ^5
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   %3 = unknown : borrow @Failure
// CHECK-NEXT:   %4 = field %3, @Failure.where
// CHECK-NEXT:   %5 = deref %4
// CHECK-NEXT:   %6 = field %5, @Node.next
// CHECK-NEXT:   reset %6
// CHECK-NEXT:   jump ^6
// CHECK-NEXT:  ^5:
// CHECK-NEXT:   reset %n
// CHECK-NEXT:   jump ^6
// CHECK-NEXT:  ^6:
// CHECK-NEXT:   drop %outer.1
// CHECK-NEXT:   ret
void caught(std::shared_ptr<Node> n) {
  Node outer;
  try {
    Node inner;
    throw 1;
  } catch (const Failure &f) {
    f.where->next.reset();
  } catch (...) {
    n.reset();
  }
}

// Without a handler for everything the exception may go on. What a call throws
// lands in the handlers; one that is noexcept throws nothing.
// CHECK-LABEL: func @"mayLeave(Node &)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   try ^1 ^4
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   call @"mayThrow(Node &)" (%n)
// CHECK-NEXT:   try ^2
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   call @"never(Node &)" (%n)
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   ret
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   jump ^5 ^6
// CHECK-NEXT:  ^5:
// CHECK-NEXT:   throw
// CHECK-NEXT:  ^6:
// CHECK-NEXT:   throw
void mayLeave(Node &n) {
  try {
    mayThrow(n);
    never(n);
  } catch (Failure &f) {
    throw;
  }
}

struct Member {
  // CHECK-LABEL: func @"Member::Member(std::shared_ptr<Node>)"{{.*}} method ctor of @Member{{.*}} (%this : borrow @Member, %n : strong @Node)
  // CHECK-NEXT:  ^entry:
  // CHECK-NEXT:   %2 = field %this, @Member.held
  // CHECK-NEXT:   copy %2, %n
  // CHECK-NEXT:   try ^1 ^2
  // CHECK-NEXT:  ^1:
  // CHECK-NEXT:   %3 = deref %n
  // CHECK-NEXT:   call @"mayThrow(Node &)" (%3)
  // CHECK-NEXT:   try ^3
  // CHECK-NEXT:  ^2:
  // CHECK-NEXT:   %4 = field %this, @Member.held
  // CHECK-NEXT:   %5 = deref %4
  // CHECK-NEXT:   call @"never(Node &)" (%5)
  // CHECK-NEXT:   jump ^3
  // CHECK-NEXT:  ^3:
  // CHECK-NEXT:   ret
  Member(std::shared_ptr<Node> n) try : held(n) { mayThrow(*n); } catch (...) {
    never(*held);
  }
  std::shared_ptr<Node> held;
};

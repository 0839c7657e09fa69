// Objects on the heap, and their end.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  Node();
  explicit Node(std::shared_ptr<Node>);
  ~Node();
  std::shared_ptr<Node> next;
};
void *operator new(std::size_t, void *) noexcept;

// CHECK-LABEL: func @"single(std::shared_ptr<Node>)"{{.*}} (%n : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %p.1 = local borrow @Node "p"
// CHECK-NEXT:   %2 = alloc @Node
// CHECK-NEXT:   %3 = temp strong @Node
// CHECK-NEXT:   copy %3, %n
// CHECK-NEXT:   call @"Node::Node(std::shared_ptr<Node>)" (%2, %3)
// CHECK-NEXT:   store %p.1, %2
// CHECK-NEXT:   drop %3
// CHECK-NEXT:   %4 = load %p.1
// CHECK-NEXT:   delete %4
// CHECK-NEXT:   ret
void single(std::shared_ptr<Node> n) {
  Node *p = new Node(n);
  delete p;
}
// CHECK-LABEL: func @"unowned()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %s.0 = local strong @Node "s"
// CHECK-NEXT:   %1 = alloc @Node
// CHECK-NEXT:   call @"Node::Node()" (%1)
// CHECK-NEXT:   adopt %s.0, %1
// CHECK-NEXT:   %u.2 = local unique @Node "u"
// CHECK-NEXT:   %3 = alloc @Node
// CHECK-NEXT:   call @"Node::Node()" (%3)
// CHECK-NEXT:   adopt %u.2, %3
// CHECK-NEXT:   %4 = release %u.2
// CHECK-NEXT:   delete %4
// CHECK-NEXT:   drop %u.2
// CHECK-NEXT:   drop %s.0
// CHECK-NEXT:   ret
void unowned() {
  std::shared_ptr<Node> s(new Node);
  std::unique_ptr<Node> u(new Node);
  delete u.release();
}
// CHECK-LABEL: func @"array(int)"{{.*}} (%n : scalar)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %many.1 = local borrow @Node "many"
// CHECK-NEXT:   %2 = alloc collection @Node
// CHECK-NEXT:   %3 = emplace %2, any
// CHECK-NEXT:   call @"Node::Node()" (%3)
// CHECK-NEXT:   %4 = elem %2, any
// CHECK-NEXT:   store %many.1, %4
// CHECK-NEXT:   %5 = load %many.1
// CHECK-NEXT:   delete %5
// CHECK-NEXT:   %owners.6 = local borrow strong @Node "owners"
// CHECK-NEXT:   %7 = alloc collection strong @Node
// CHECK-NEXT:   %8 = const 0
// CHECK-NEXT:   %9 = emplace %7, key, %8
// CHECK-NEXT:   %10 = alloc @Node
// CHECK-NEXT:   call @"Node::Node()" (%10)
// CHECK-NEXT:   %11 = temp strong @Node
// CHECK-NEXT:   adopt %11, %10
// CHECK-NEXT:   move %9, %11
// CHECK-NEXT:   %12 = elem %7, any
// CHECK-NEXT:   store %owners.6, %12
// CHECK-NEXT:   %13 = deref %owners.6
// CHECK-NEXT:   reset %13
// CHECK-NEXT:   ret
void array(int n) {
  Node *many = new Node[n];
  delete[] many;
  auto *owners = new std::shared_ptr<Node>[2]{std::make_shared<Node>()};
  owners[0].reset();
}
// CHECK-LABEL: func @"inPlace(void *)"{{.*}} (%where : borrow ?)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %n.1 = local borrow @Node "n"
// CHECK-NEXT:   %2 = alloc @Node
// CHECK-NEXT:   call @"Node::Node()" (%2)
// CHECK-NEXT:   store %n.1, %2
// CHECK-NEXT:   %3 = deref %n.1
// CHECK-NEXT:   drop %3
// CHECK-NEXT:   ret
void inPlace(void *where) {
  Node *n = new (where) Node;
  n->~Node();
}
// CHECK-LABEL: func @"numbers()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = alloc scalar
// CHECK-NEXT:   %1 = const 3
// CHECK-NEXT:   store %0, %1
// CHECK-NEXT:   delete %0
// CHECK-NEXT:   ret
void numbers() { delete new int(3); }

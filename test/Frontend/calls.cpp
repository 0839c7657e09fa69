// Which function a call calls: virtual, final, qualified, by pointer, operators, conversions.
// RUN: %weakspot ir %s -- -std=c++23 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  virtual void poll(Node &);
  virtual void stop() = 0;
  void plain() const;
  static void helper(Node *);
  Node &operator+=(std::shared_ptr<Node>);
  Node *operator->();
  Node &operator[](int);
  operator bool() const;
  operator std::shared_ptr<Node>();
  // CHECK-LABEL: func @"Node::visit<Node &>(Node &)"{{.*}} method of @Node{{.*}} (%this : borrow @Node, %t : borrow @Node)
  // CHECK-NEXT:  ^entry:
  // CHECK-NEXT:   vcall @"Node::stop()" (%t)
  // CHECK-NEXT:   ret
  template <class T> void visit(T &&t) { t.stop(); }
  std::shared_ptr<Node> next;
};
struct Leaf final : Node {
  void poll(Node &) override;
  void stop() override;
};
bool operator<(const Node &, const Node &);
void owner(std::shared_ptr<Node>);
void variadic(int, ...);
[[noreturn]] void fatal(Node &);

// CHECK-LABEL: func @"virtualCalls(Node &, Leaf &, Node *)"{{.*}} (%n : borrow @Node, %leaf : borrow @Leaf, %p : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   vcall @"Node::poll(Node &)" (%n, %n)
// CHECK-NEXT:   vcall @"Node::stop()" (%p)
// CHECK-NEXT:   call @"Leaf::poll(Node &)" (%leaf, %n)
// CHECK-NEXT:   call @"Node::poll(Node &)" (%leaf, %n)
// CHECK-NEXT:   call @"Node::plain() const" (%n)
// CHECK-NEXT:   call @"Node::helper(Node *)" (%p)
// CHECK-NEXT:   call @"Node::helper(Node *)" (%p)
// CHECK-NEXT:   ret
void virtualCalls(Node &n, Leaf &leaf, Node *p) {
  n.poll(n);
  p->stop();
  leaf.poll(n);
  leaf.Node::poll(n);
  n.plain();
  Node::helper(p);
  n.helper(p);
}

// CHECK-LABEL: func @"Leaf::stop()"{{.*}} method virtual of @Leaf overrides @"Node::stop()"{{.*}} (%this : borrow @Leaf)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   call @"Node::poll(Node &)" (%this, %this)
// CHECK-NEXT:   ret
void Leaf::stop() { Node::poll(*this); }

// CHECK-LABEL: func @"operators(Node &, Node &, std::shared_ptr<Node>)"{{.*}} (%a : borrow @Node, %b : borrow @Node, %s : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %3 = temp strong @Node
// CHECK-NEXT:   copy %3, %s
// CHECK-NEXT:   %4 = call @"Node::operator+=(std::shared_ptr<Node>)" (%a, %3) : borrow @Node
// CHECK-NEXT:   drop %3
// CHECK-NEXT:   %5 = call @"Node::operator->()" (%a) : borrow @Node
// CHECK-NEXT:   call @"Node::plain() const" (%5)
// CHECK-NEXT:   %6 = const 2
// CHECK-NEXT:   %7 = call @"Node::operator[](int)" (%b, %6) : borrow @Node
// CHECK-NEXT:   call @"Node::plain() const" (%7)
// CHECK-NEXT:   %8 = call @"operator<(const Node &, const Node &)" (%a, %b) : scalar
// CHECK-NEXT:   br %8, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   ret
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %9 = call @"Node::operator bool() const" (%a) : scalar
// CHECK-NEXT:   br %9, ^3, ^4
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %10 = call @"Node::operator shared_ptr()" (%b) : strong @Node
// CHECK-NEXT:   call @"owner(std::shared_ptr<Node>)" (%10)
// CHECK-NEXT:   drop %10
// CHECK-NEXT:   jump ^4
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   ret
void operators(Node &a, Node &b, std::shared_ptr<Node> s) {
  a += s;
  a->plain();
  b[2].plain();
  if (a < b)
    return;
  if (a)
    owner(b);
}

// CHECK-LABEL: func @"pointers(Node &, Node *, void (*)(Node *), void (Node::*)() const, int Leaf::*)"{{.*}} (%n : borrow @Node, %p : borrow @Node, %f : borrow ?, %m : borrow ?, %d : opaque)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   invoke %f (%p)
// CHECK-NEXT:   invoke %m (%n)
// CHECK-NEXT:   invoke %m (%p)
// CHECK-NEXT:   %g.5 = local borrow ? "g"
// CHECK-NEXT:   %6 = funcref @"Node::helper(Node *)"
// CHECK-NEXT:   store %g.5, %6
// CHECK-NEXT:   %7 = load %g.5
// CHECK-NEXT:   invoke %7 (%p)
// CHECK-NEXT:   %method.8 = local borrow ? "method"
// CHECK-NEXT:   %9 = funcref @"Node::plain() const"
// CHECK-NEXT:   store %method.8, %9
// CHECK-NEXT:   %10 = load %method.8
// CHECK-NEXT:   invoke %10 (%n)
// CHECK-NEXT:   ret
void pointers(Node &n, Node *p, void (*f)(Node *), void (Node::*m)() const,
              int Leaf::*d) {
  f(p);
  (n.*m)();
  (p->*m)();
  void (*g)(Node *) = &Node::helper;
  g(p);
  auto method = &Node::plain;
  (n.*method)();
}

// CHECK-LABEL: func @"templates(Node &)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   call @"Node::visit<Node &>(Node &)" (%n, %n)
// CHECK-NEXT:   ret
void templates(Node &n) { n.visit(n); }

// CHECK-LABEL: func @"noReturn(Node &, bool)"{{.*}} (%n : borrow @Node, %c : scalar)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   br %c, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   call @"fatal(Node &)" (%n)
// CHECK-NEXT:   unreachable
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %2 = const 1
// CHECK-NEXT:   %3 = field %n, @Node.next
// CHECK-NEXT:   %4 = load %3
// CHECK-NEXT:   escape (%n, %4)
// CHECK-NEXT:   call @"variadic(int, ...)" (%2)
// CHECK-NEXT:   ret
void noReturn(Node &n, bool c) {
  if (c)
    fatal(n);
  variadic(1, &n, 2.0, n.next.get());
}

struct Explicit {
  // CHECK-LABEL: func @"Explicit::on(Explicit &, Node &)"{{.*}} of @Explicit{{.*}} (%self : borrow @Explicit, %n : borrow @Node)
  // CHECK-NEXT:  ^entry:
  // CHECK-NEXT:   %2 = field %self, @Explicit.node
  // CHECK-NEXT:   store %2, %n
  // CHECK-NEXT:   ret
  void on(this Explicit &self, Node &n) { self.node = &n; }
  Node *node;
};

// Aggregates, designated initialisers, arrays, unions.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  Node();
  explicit Node(int);
  std::shared_ptr<Node> next;
};
std::shared_ptr<Node> make();

struct Inner {
  std::shared_ptr<Node> a;
  Node *raw = a.get();
};
struct Base {
  std::shared_ptr<Node> base;
};
struct Outer : Base {
  Inner inner;
  int n;
  std::shared_ptr<Node> last = inner.a;
};
union Either {
  Node *node;
  int number;
};
void take(const Outer &);

// CHECK-LABEL: func @"aggregate()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %o.0 = local @Outer "o"
// CHECK-NEXT:   %1 = field %o.0, @Base.base
// CHECK-NEXT:   %2 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %1, %2
// CHECK-NEXT:   %3 = field %o.0, @Outer.inner
// CHECK-NEXT:   %4 = field %3, @Inner.a
// CHECK-NEXT:   %5 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %4, %5
// CHECK-NEXT:   %6 = field %3, @Inner.raw
// CHECK-NEXT:   %7 = field %3, @Inner.a
// CHECK-NEXT:   %8 = load %7
// CHECK-NEXT:   store %6, %8
// CHECK-NEXT:   %9 = field %o.0, @Outer.n
// CHECK-NEXT:   %10 = const 3
// CHECK-NEXT:   store %9, %10
// CHECK-NEXT:   %11 = field %o.0, @Outer.last
// CHECK-NEXT:   %12 = field %o.0, @Outer.inner
// CHECK-NEXT:   %13 = field %12, @Inner.a
// CHECK-NEXT:   copy %11, %13
// CHECK-NEXT:   drop %o.0
// CHECK-NEXT:   ret
void aggregate() { Outer o{{make()}, {make()}, 3}; }
// CHECK-LABEL: func @"designated()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %i.0 = local @Inner "i"
// CHECK-NEXT:   %1 = field %i.0, @Inner.a
// CHECK-NEXT:   %2 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %1, %2
// CHECK-NEXT:   %3 = field %i.0, @Inner.raw
// CHECK-NEXT:   %4 = field %i.0, @Inner.a
// CHECK-NEXT:   %5 = load %4
// CHECK-NEXT:   store %3, %5
// CHECK-NEXT:   drop %i.0
// CHECK-NEXT:   ret
void designated() { Inner i{.a = make()}; }
// CHECK-LABEL: func @"parenthesised()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %i.0 = local @Inner "i"
// CHECK-NEXT:   %1 = field %i.0, @Inner.a
// CHECK-NEXT:   %2 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %1, %2
// CHECK-NEXT:   %3 = field %i.0, @Inner.raw
// CHECK-NEXT:   %4 = field %i.0, @Inner.a
// CHECK-NEXT:   %5 = load %4
// CHECK-NEXT:   store %3, %5
// CHECK-NEXT:   drop %i.0
// CHECK-NEXT:   ret
void parenthesised() { Inner i(make()); }
// CHECK-LABEL: func @"temporary()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = temp @Outer
// CHECK-NEXT:   %1 = field %0, @Outer.inner
// CHECK-NEXT:   %2 = field %1, @Inner.a
// CHECK-NEXT:   %3 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %2, %3
// CHECK-NEXT:   %4 = field %1, @Inner.raw
// CHECK-NEXT:   %5 = const null
// CHECK-NEXT:   store %4, %5
// CHECK-NEXT:   %6 = field %0, @Outer.n
// CHECK-NEXT:   %7 = const 1
// CHECK-NEXT:   store %6, %7
// CHECK-NEXT:   call @"take(const Outer &)" (%0)
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   ret
void temporary() { take({{}, {make(), nullptr}, 1, nullptr}); }
// CHECK-LABEL: func @"unions(Node &)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %e.1 = local @Either "e"
// CHECK-NEXT:   %2 = field %e.1, @Either.node
// CHECK-NEXT:   store %2, %n
// CHECK-NEXT:   %3 = const 1
// CHECK-NEXT:   %4 = field %e.1, @Either.number
// CHECK-NEXT:   store %4, %3
// CHECK-NEXT:   drop %e.1
// CHECK-NEXT:   ret
void unions(Node &n) {
  Either e = {&n};
  e.number = 1;
}
// CHECK-LABEL: func @"array(Node &)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %owners.1 = local collection strong @Node "owners"
// CHECK-NEXT:   %2 = const 0
// CHECK-NEXT:   %3 = emplace %owners.1, key, %2
// CHECK-NEXT:   %4 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %3, %4
// CHECK-NEXT:   %5 = const 1
// CHECK-NEXT:   %6 = emplace %owners.1, key, %5
// CHECK-NEXT:   %7 = field %n, @Node.next
// CHECK-NEXT:   copy %6, %7
// CHECK-NEXT:   %nodes.8 = local collection @Node "nodes"
// CHECK-NEXT:   %9 = emplace %nodes.8, any
// CHECK-NEXT:   call @"Node::Node()" (%9)
// CHECK-NEXT:   %raws.10 = local collection borrow @Node "raws"
// CHECK-NEXT:   %11 = const 0
// CHECK-NEXT:   %12 = emplace %raws.10, key, %11
// CHECK-NEXT:   store %12, %n
// CHECK-NEXT:   %13 = const 0
// CHECK-NEXT:   %14 = access %owners.1, key, %13
// CHECK-NEXT:   %15 = const 1
// CHECK-NEXT:   %16 = access %owners.1, key, %15
// CHECK-NEXT:   copy %16, %14
// CHECK-NEXT:   %17 = const 2
// CHECK-NEXT:   %18 = access %owners.1, key, %17
// CHECK-NEXT:   %19 = const 1
// CHECK-NEXT:   %20 = access %raws.10, key, %19
// CHECK-NEXT:   %21 = deref %20
// CHECK-NEXT:   %22 = field %21, @Node.next
// CHECK-NEXT:   copy %22, %18
// CHECK-NEXT:   drop %raws.10
// CHECK-NEXT:   drop %nodes.8
// CHECK-NEXT:   drop %owners.1
// CHECK-NEXT:   ret
void array(Node &n) {
  std::shared_ptr<Node> owners[3] = {make(), n.next};
  Node nodes[2];
  Node *raws[2] = {&n};
  owners[1] = owners[0];
  raws[1]->next = owners[2];
}
// CHECK-LABEL: func @"scalars()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %i.0 = local scalar "i"
// CHECK-NEXT:   %1 = const 0
// CHECK-NEXT:   store %i.0, %1
// CHECK-NEXT:   %j.2 = local scalar "j"
// CHECK-NEXT:   %3 = const 0
// CHECK-NEXT:   store %j.2, %3
// CHECK-NEXT:   %b.4 = local scalar "b"
// CHECK-NEXT:   %5 = const true
// CHECK-NEXT:   store %b.4, %5
// CHECK-NEXT:   %p.6 = local borrow @Node "p"
// CHECK-NEXT:   %7 = const null
// CHECK-NEXT:   store %p.6, %7
// CHECK-NEXT:   %q.8 = local borrow @Node "q"
// CHECK-NEXT:   %9 = const null
// CHECK-NEXT:   store %q.8, %9
// CHECK-NEXT:   %none.10 = local borrow @Inner "none"
// CHECK-NEXT:   %11 = const null
// CHECK-NEXT:   store %none.10, %11
// CHECK-NEXT:   ret
void scalars() {
  int i{}, j = int();
  bool b{true};
  Node *p{}, *q = nullptr;
  Inner *none = {};
}
// CHECK-LABEL: func @"returned()"{{.*}} () : @Inner
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = temp @Inner
// CHECK-NEXT:   %1 = field %0, @Inner.a
// CHECK-NEXT:   %2 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %1, %2
// CHECK-NEXT:   %3 = field %0, @Inner.raw
// CHECK-NEXT:   %4 = const null
// CHECK-NEXT:   store %3, %4
// CHECK-NEXT:   ret %0
Inner returned() { return {make(), nullptr}; }

// Closures: what they capture and how, generic ones as instantiated, plain function pointers.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  std::shared_ptr<Node> next;
  std::function<void()> done;
  int count;
  void start(std::shared_ptr<Node> other);
  void onThis();
};
void use(Node &);

void Node::start(std::shared_ptr<Node> other) {
  done = [other] { other->next.reset(); };
}

void Node::onThis() {
  auto byPointer = [this] { ++count; };
  auto byValue = [*this] { use(*next); };
  auto implicit = [=] { return count; };
  byPointer();
  byValue();
  implicit();
}

void captures(std::shared_ptr<Node> s, Node *raw, Node &ref, int n,
              double unkept) {
  auto copy = [s, raw, n, unkept] { raw->next = s; };
  auto byRef = [&s, &ref] { ref.next = s; };
  auto init = [owned = std::move(s), w = std::weak_ptr<Node>(ref.next)] {
    owned->next = w.lock();
  };
  auto nested = [&] { return [&, raw] { raw->next = ref.next; }; };
  copy();
  byRef();
  init();
  nested()();
}

void generic(std::shared_ptr<Node> n) {
  auto g = [](auto x, auto... rest) { return x; };
  g(n);
  g(&n, 1);
}

void plain() {
  void (*f)(Node &) = [](Node &n) { n.next.reset(); };
  Node n;
  f(n);
}

auto returned(std::shared_ptr<Node> n) {
  return [n]() mutable { n.reset(); };
}
void callsReturned(std::shared_ptr<Node> n) { returned(n)(); }

// CHECK-LABEL: func @"Node::start(std::shared_ptr<Node>)"{{.*}} method of @Node{{.*}} (%this : borrow @Node, %other : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = closure @"Node::start(std::shared_ptr<Node>)::lambda#1" (other = copy %other)
// CHECK-NEXT:   %3 = field %this, @Node.done
// CHECK-NEXT:   move %3, %2
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Node::onThis()"{{.*}} method of @Node{{.*}} (%this : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = closure @"Node::onThis()::lambda#1" (this = ref %this)
// CHECK-NEXT:   %2 = closure @"Node::onThis()::lambda#2" (this = copy %this)
// CHECK-NEXT:   %3 = closure @"Node::onThis()::lambda#3" (this = ref %this)
// CHECK-NEXT:   call @"Node::onThis()::lambda#1::operator()()" (%1)
// CHECK-NEXT:   call @"Node::onThis()::lambda#2::operator()()" (%2)
// CHECK-NEXT:   %4 = call @"Node::onThis()::lambda#3::operator()()" (%3) : scalar
// CHECK-NEXT:   drop %3
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)"{{.*}} (%s : strong @Node, %raw : borrow @Node, %ref : borrow @Node, %n : scalar, %unkept : opaque)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %raw.5 = local borrow @Node "raw"
// CHECK-NEXT:   store %raw.5, %raw
// CHECK-NEXT:   %6 = load %raw.5
// CHECK-NEXT:   %7 = closure @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#1" (s = copy %s, raw = ref %6, n = ref %n)
// CHECK-NEXT:   %8 = closure @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#2" (s = ref %s, ref = ref %ref)
// CHECK-NEXT:   %9 = temp weak @Node
// CHECK-NEXT:   %10 = field %ref, @Node.next
// CHECK-NEXT:   weaken %9, %10
// CHECK-NEXT:   %11 = closure @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#3" (owned = move %s, w = move %9)
// CHECK-NEXT:   drop %9
// CHECK-NEXT:   %12 = closure @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4" (raw = ref %raw.5, ref = ref %ref)
// CHECK-NEXT:   call @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#1::operator()()" (%7)
// CHECK-NEXT:   call @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#2::operator()()" (%8)
// CHECK-NEXT:   call @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#3::operator()()" (%11)
// CHECK-NEXT:   %13 = call @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()" (%12) : @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()::lambda#1"
// CHECK-NEXT:   call @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()::lambda#1::operator()()" (%13)
// CHECK-NEXT:   drop %13
// CHECK-NEXT:   drop %12
// CHECK-NEXT:   drop %11
// CHECK-NEXT:   drop %8
// CHECK-NEXT:   drop %7
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"generic(std::shared_ptr<Node>)"{{.*}} (%n : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = closure @"generic(std::shared_ptr<Node>)::lambda#1" ()
// CHECK-NEXT:   %2 = temp strong @Node
// CHECK-NEXT:   copy %2, %n
// CHECK-NEXT:   %3 = call @"generic(std::shared_ptr<Node>)::lambda#1::operator()<std::shared_ptr<Node>>(std::shared_ptr<Node>)" (%1, %2) : strong @Node
// CHECK-NEXT:   drop %3
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   %4 = const 1
// CHECK-NEXT:   %5 = call @"generic(std::shared_ptr<Node>)::lambda#1::operator()<std::shared_ptr<Node> *, int>(std::shared_ptr<Node> *, int)" (%1, %n, %4) : borrow strong @Node
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"plain()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %f.0 = local borrow ? "f"
// CHECK-NEXT:   %1 = closure @"plain()::lambda#1" ()
// CHECK-NEXT:   %2 = call @"plain()::lambda#1::operator void (*)(Node &)()" (%1) : borrow ?
// CHECK-NEXT:   store %f.0, %2
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   %n.3 = local @Node "n"
// CHECK-NEXT:   %4 = load %f.0
// CHECK-NEXT:   invoke %4 (%n.3)
// CHECK-NEXT:   drop %n.3
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"returned(std::shared_ptr<Node>)"{{.*}} (%n : strong @Node) : @"returned(std::shared_ptr<Node>)::lambda#1"
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = closure @"returned(std::shared_ptr<Node>)::lambda#1" (n = copy %n)
// CHECK-NEXT:   ret %1

// CHECK-LABEL: func @"returned(std::shared_ptr<Node>)::lambda#1::operator()()"{{.*}} method internal of @"returned(std::shared_ptr<Node>)::lambda#1"{{.*}} (%this : borrow @"returned(std::shared_ptr<Node>)::lambda#1")
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"returned(std::shared_ptr<Node>)::lambda#1".n
// CHECK-NEXT:   reset %1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"callsReturned(std::shared_ptr<Node>)"{{.*}} (%n : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = temp strong @Node
// CHECK-NEXT:   copy %1, %n
// CHECK-NEXT:   %2 = call @"returned(std::shared_ptr<Node>)" (%1) : @"returned(std::shared_ptr<Node>)::lambda#1"
// CHECK-NEXT:   call @"returned(std::shared_ptr<Node>)::lambda#1::operator()()" (%2)
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Node::start(std::shared_ptr<Node>)::lambda#1::operator()()"{{.*}} method internal of @"Node::start(std::shared_ptr<Node>)::lambda#1"{{.*}} (%this : borrow @"Node::start(std::shared_ptr<Node>)::lambda#1")
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"Node::start(std::shared_ptr<Node>)::lambda#1".other
// CHECK-NEXT:   %2 = deref %1
// CHECK-NEXT:   %3 = field %2, @Node.next
// CHECK-NEXT:   reset %3
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Node::onThis()::lambda#1::operator()()"{{.*}} method internal of @"Node::onThis()::lambda#1"{{.*}} (%this : borrow @"Node::onThis()::lambda#1")
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"Node::onThis()::lambda#1".this
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   %3 = field %2, @Node.count
// CHECK-NEXT:   %4 = load %3
// CHECK-NEXT:   %5 = const 1
// CHECK-NEXT:   %6 = add %4, %5
// CHECK-NEXT:   store %3, %6
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Node::onThis()::lambda#2::operator()()"{{.*}} method internal of @"Node::onThis()::lambda#2"{{.*}} (%this : borrow @"Node::onThis()::lambda#2")
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"Node::onThis()::lambda#2".this
// CHECK-NEXT:   %2 = field %1, @Node.next
// CHECK-NEXT:   %3 = deref %2
// CHECK-NEXT:   call @"use(Node &)" (%3)
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"Node::onThis()::lambda#3::operator()()"{{.*}} method internal of @"Node::onThis()::lambda#3"{{.*}} (%this : borrow @"Node::onThis()::lambda#3") : scalar
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"Node::onThis()::lambda#3".this
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   %3 = field %2, @Node.count
// CHECK-NEXT:   %4 = load %3
// CHECK-NEXT:   ret %4

// CHECK-LABEL: func @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#1::operator()()"{{.*}} method internal of @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#1"{{.*}} (%this : borrow @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#1")
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#1".s
// CHECK-NEXT:   %2 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#1".raw
// CHECK-NEXT:   %3 = deref %2
// CHECK-NEXT:   %4 = field %3, @Node.next
// CHECK-NEXT:   copy %4, %1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#2::operator()()"{{.*}} method internal of @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#2"{{.*}} (%this : borrow @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#2")
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#2".s
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   %3 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#2".ref
// CHECK-NEXT:   %4 = load %3
// CHECK-NEXT:   %5 = field %4, @Node.next
// CHECK-NEXT:   copy %5, %2
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#3::operator()()"{{.*}} method internal of @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#3"{{.*}} (%this : borrow @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#3")
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#3".w
// CHECK-NEXT:   %2 = temp strong @Node
// CHECK-NEXT:   lock %2, %1
// CHECK-NEXT:   %3 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#3".owned
// CHECK-NEXT:   %4 = deref %3
// CHECK-NEXT:   %5 = field %4, @Node.next
// CHECK-NEXT:   move %5, %2
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()"{{.*}} method internal of @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4"{{.*}} (%this : borrow @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4") : @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()::lambda#1"
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4".raw
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   %3 = load %2
// CHECK-NEXT:   %4 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4".ref
// CHECK-NEXT:   %5 = load %4
// CHECK-NEXT:   %6 = closure @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()::lambda#1" (raw = ref %3, ref = ref %5)
// CHECK-NEXT:   ret %6

// CHECK-LABEL: func @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()::lambda#1::operator()()"{{.*}} method internal of @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()::lambda#1"{{.*}} (%this : borrow @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()::lambda#1")
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()::lambda#1".ref
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   %3 = field %2, @Node.next
// CHECK-NEXT:   %4 = field %this, @"captures(std::shared_ptr<Node>, Node *, Node &, int, double)::lambda#4::operator()()::lambda#1".raw
// CHECK-NEXT:   %5 = deref %4
// CHECK-NEXT:   %6 = field %5, @Node.next
// CHECK-NEXT:   copy %6, %3
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"generic(std::shared_ptr<Node>)::lambda#1::operator()<std::shared_ptr<Node>>(std::shared_ptr<Node>)"{{.*}} method internal of @"generic(std::shared_ptr<Node>)::lambda#1"{{.*}} (%this : borrow @"generic(std::shared_ptr<Node>)::lambda#1", %x : strong @Node) : strong @Node
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = temp strong @Node
// CHECK-NEXT:   move %2, %x
// CHECK-NEXT:   ret %2

// CHECK-LABEL: func @"generic(std::shared_ptr<Node>)::lambda#1::operator()<std::shared_ptr<Node> *, int>(std::shared_ptr<Node> *, int)"{{.*}} method internal of @"generic(std::shared_ptr<Node>)::lambda#1"{{.*}} (%this : borrow @"generic(std::shared_ptr<Node>)::lambda#1", %x : borrow strong @Node, %rest : scalar) : borrow strong @Node
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   ret %x

// CHECK-LABEL: func @"plain()::lambda#1::operator()(Node &)"{{.*}} method internal of @"plain()::lambda#1"{{.*}} (%this : borrow @"plain()::lambda#1", %n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = field %n, @Node.next
// CHECK-NEXT:   reset %2
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"plain()::lambda#1::operator void (*)(Node &)()"{{.*}} method internal of @"plain()::lambda#1"{{.*}} (%this : borrow @"plain()::lambda#1") : borrow ?
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = funcref @"plain()::lambda#1::__invoke(Node &)"
// CHECK-NEXT:   ret %1

// CHECK-LABEL: func @"plain()::lambda#1::__invoke(Node &)"{{.*}} internal of @"plain()::lambda#1"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = closure @"plain()::lambda#1" ()
// CHECK-NEXT:   call @"plain()::lambda#1::operator()(Node &)" (%1, %n)
// CHECK-NEXT:   ret

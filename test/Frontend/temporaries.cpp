// Temporaries die at the end of the full expression, unless a reference extends their life; a
// result is no copy; arguments by value are the caller's.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  Node();
  ~Node();
  Node &self();
  std::shared_ptr<Node> next;
};
std::shared_ptr<Node> make();
Node byValue();
void take(std::shared_ptr<Node>);
void look(const std::shared_ptr<Node> &);
void sink(std::shared_ptr<Node> &&);

// CHECK-LABEL: func @"endOfFullExpression()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = call @"make()" () : strong @Node
// CHECK-NEXT:   call @"take(std::shared_ptr<Node>)" (%0)
// CHECK-NEXT:   %1 = call @"make()" () : strong @Node
// CHECK-NEXT:   call @"look(const std::shared_ptr<Node> &)" (%1)
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   %2 = call @"make()" () : strong @Node
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   ret
void endOfFullExpression() {
  take(make()), look(make());
  make();
}

// CHECK-LABEL: func @"extended()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = call @"byValue()" () : @Node
// CHECK-NEXT:   %1 = field %0, @Node.next
// CHECK-NEXT:   call @"look(const std::shared_ptr<Node> &)" (%1)
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   ret
void extended() {
  const Node &n = byValue();
  n.next;
  look(n.next);
}

// The life of the whole object is extended, not only that of the member.
// CHECK-LABEL: func @"extendedMember()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = call @"byValue()" () : @Node
// CHECK-NEXT:   %1 = field %0, @Node.next
// CHECK-NEXT:   call @"look(const std::shared_ptr<Node> &)" (%1)
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   ret
void extendedMember() {
  const std::shared_ptr<Node> &n = byValue().next;
  look(n);
}

// CHECK-LABEL: func @"passing(std::shared_ptr<Node>)"{{.*}} (%n : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = temp strong @Node
// CHECK-NEXT:   copy %1, %n
// CHECK-NEXT:   call @"take(std::shared_ptr<Node>)" (%1)
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   %2 = temp strong @Node
// CHECK-NEXT:   move %2, %n
// CHECK-NEXT:   call @"take(std::shared_ptr<Node>)" (%2)
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   call @"look(const std::shared_ptr<Node> &)" (%n)
// CHECK-NEXT:   call @"sink(std::shared_ptr<Node> &&)" (%n)
// CHECK-NEXT:   ret
void passing(std::shared_ptr<Node> n) {
  take(n);
  take(std::move(n));
  look(n);
  sink(std::move(n));
}

// The variable takes the result over.
// CHECK-LABEL: func @"variableFromCall()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = call @"make()" () : strong @Node
// CHECK-NEXT:   %1 = call @"byValue()" () : @Node
// CHECK-NEXT:   call @"look(const std::shared_ptr<Node> &)" (%0)
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   ret
void variableFromCall() {
  auto n = make();
  Node v = byValue();
  look(n);
}

// CHECK-LABEL: func @"named()"{{.*}} () : @Node
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %n.0 = local @Node "n"
// CHECK-NEXT:   call @"Node::Node()" (%n.0)
// CHECK-NEXT:   %1 = call @"make()" () : strong @Node
// CHECK-NEXT:   %2 = field %n.0, @Node.next
// CHECK-NEXT:   move %2, %1
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   ret %n.0
Node named() {
  Node n;
  n.next = make();
  return n;
}

// CHECK-LABEL: func @"unnamed()"{{.*}} () : @Node
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = temp @Node
// CHECK-NEXT:   call @"Node::Node()" (%0)
// CHECK-NEXT:   ret %0
Node unnamed() { return Node(); }
// CHECK-LABEL: func @"member(Node &)"{{.*}} (%n : borrow @Node) : strong @Node
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = temp strong @Node
// CHECK-NEXT:   %2 = field %n, @Node.next
// CHECK-NEXT:   copy %1, %2
// CHECK-NEXT:   ret %1
std::shared_ptr<Node> member(Node &n) { return n.next; }
// CHECK-LABEL: func @"reference(Node &)"{{.*}} (%n : borrow @Node) : borrow strong @Node
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %n, @Node.next
// CHECK-NEXT:   ret %1
const std::shared_ptr<Node> &reference(Node &n) { return n.next; }
// CHECK-LABEL: func @"pointer(Node &)"{{.*}} (%n : borrow @Node) : borrow @Node
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %n, @Node.next
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   ret %2
Node *pointer(Node &n) { return n.next.get(); }

void defaultArgument(std::shared_ptr<Node> n = make(),
                     const Node &m = byValue());
// CHECK-LABEL: func @"callsIt()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = call @"make()" () : strong @Node
// CHECK-NEXT:   %1 = call @"byValue()" () : @Node
// CHECK-NEXT:   call @"defaultArgument(std::shared_ptr<Node>, const Node &)" (%0, %1)
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   ret
void callsIt() { defaultArgument(); }

// CHECK-LABEL: func @"discarded(Node *)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = call @"Node::self()" (%n) : borrow @Node
// CHECK-NEXT:   ret
void discarded(Node *n) {
  n->next;
  (void)n->self().next;
}

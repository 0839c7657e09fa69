// What is not modelled stands in the IR as such, with what it could reach, and is counted.
// RUN: %weakspot ir %s -- -std=gnu++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  std::shared_ptr<Node> next;
  int number;
};

// CHECK-LABEL: func @"assembly(Node *)"
// CHECK: opaque "GCCAsmStmt" (%n)
void assembly(Node *n) { asm volatile("" : : "r"(n) : "memory"); }

// An atomic builtin may store an address.
// CHECK-LABEL: func @"publish(Node **, Node *)"
// CHECK: opaque "AtomicExpr" (%slot, {{.*}}%n)
void publish(Node **slot, Node *n) {
  __atomic_store_n(slot, n, __ATOMIC_RELEASE);
}

// CHECK-LABEL: func @"dataMember(Node &, int Node::*)"
// CHECK: store {{.*}}
void dataMember(Node &n, int Node::*m) { n.*m = 1; }

// What is not followed gives a number that nothing is known of; calls in it happen all the same.
int count(std::shared_ptr<Node>);
// CHECK-LABEL: func @"arithmetic(std::shared_ptr<Node>, double)"
// CHECK: %[[COPY:.*]] = temp strong @Node
// CHECK-NEXT: copy %[[COPY]], %n
// CHECK-NEXT: call @"count(std::shared_ptr<Node>)" (%[[COPY]])
// CHECK-NEXT: %[[RESULT:.*]] = unknown : scalar
// CHECK-NEXT: drop %[[COPY]]
// CHECK-NEXT: ret %[[RESULT]]
int arithmetic(std::shared_ptr<Node> n, double d) { return count(n) / d; }

// CHECK-LABEL: func @"builtins(Node *, int)"
// CHECK-NOT: call
// CHECK: escape (%n)
void builtins(Node *n, int i) {
  if (__builtin_expect(i, 0))
    __builtin_prefetch(n);
}

// CHECK-LABEL: func @"statementExpression(Node &)"
// CHECK: %[[CELL:.*]] = temp strong @Node
// CHECK: adopt %[[LOCAL:.*]], %
// CHECK: copy %[[CELL]], %[[LOCAL]]
// CHECK: drop %[[LOCAL]]
void statementExpression(Node &n) {
  n.next = ({
    std::shared_ptr<Node> local = std::make_shared<Node>();
    local;
  });
}

// A cell whose definition is jumped over is made at the start.
// CHECK-LABEL: func @"jumps(int)"
// CHECK-NOT: truncated
// CHECK: %[[EARLY:.*]] = local borrow @Node "early"
// CHECK: store %[[EARLY]], %
// CHECK: deref %[[EARLY]]
// CHECK: jump ^[[#]] ^[[#]]
void jumps(int i) {
  static void *targets[] = {&&a, &&b};
  switch (i) {
    Node *early;
  case 1:
    early = nullptr;
    early->number = 1;
  }
  goto *targets[i];
a:
  ++i;
b:
  ++i;
}

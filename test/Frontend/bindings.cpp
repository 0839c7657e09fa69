// Structured bindings.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  std::shared_ptr<Node> next;
  int count;
};
std::pair<std::shared_ptr<Node>, int> make();

void byReference(Node &n) {
  auto &[next, count] = n;
  next.reset();
  count = 2;
}
void byValue(const Node &n) {
  auto [next, count] = n;
  next.reset();
}
void ofPair() {
  auto [first, second] = make();
  first->next = first;
  auto use = [&first] { first.reset(); };
  use();
}
void ofArray(std::shared_ptr<Node> n) {
  std::shared_ptr<Node> two[2] = {n, n};
  auto &[a, b] = two;
  a = b;
}

// CHECK-LABEL: func @"byReference(Node &)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %n, @Node.next
// CHECK-NEXT:   reset %1
// CHECK-NEXT:   %2 = const 2
// CHECK-NEXT:   %3 = field %n, @Node.count
// CHECK-NEXT:   store %3, %2
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"byValue(const Node &)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = local @Node
// CHECK-NEXT:   copy %1, %n
// CHECK-NEXT:   %2 = field %1, @Node.next
// CHECK-NEXT:   reset %2
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"ofPair()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = call @"make()" () : @std::pair
// CHECK-NEXT:   %1 = field %0, @std::pair.first
// CHECK-NEXT:   %2 = field %0, @std::pair.first
// CHECK-NEXT:   %3 = deref %2
// CHECK-NEXT:   %4 = field %3, @Node.next
// CHECK-NEXT:   copy %4, %1
// CHECK-NEXT:   %5 = field %0, @std::pair.first
// CHECK-NEXT:   %6 = closure @"ofPair()::lambda#1" (first = ref %5)
// CHECK-NEXT:   call @"ofPair()::lambda#1::operator()()" (%6)
// CHECK-NEXT:   drop %6
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"ofArray(std::shared_ptr<Node>)"{{.*}} (%n : strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %two.1 = local collection strong @Node "two"
// CHECK-NEXT:   %2 = const 0
// CHECK-NEXT:   %3 = emplace %two.1, key, %2
// CHECK-NEXT:   copy %3, %n
// CHECK-NEXT:   %4 = const 1
// CHECK-NEXT:   %5 = emplace %two.1, key, %4
// CHECK-NEXT:   copy %5, %n
// CHECK-NEXT:   %6 = const 1
// CHECK-NEXT:   %7 = access %two.1, key, %6
// CHECK-NEXT:   %8 = const 0
// CHECK-NEXT:   %9 = access %two.1, key, %8
// CHECK-NEXT:   copy %9, %7
// CHECK-NEXT:   drop %two.1
// CHECK-NEXT:   ret

// CHECK-LABEL: func @"ofPair()::lambda#1::operator()()"{{.*}} method internal of @"ofPair()::lambda#1"{{.*}} (%this : borrow @"ofPair()::lambda#1")
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %this, @"ofPair()::lambda#1".first
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   reset %2
// CHECK-NEXT:   ret

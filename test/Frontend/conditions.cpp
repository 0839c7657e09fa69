// Branches, short circuit, the conditional operator, and what is known of scalars.
// RUN: %weakspot ir %s -- -std=c++17 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  std::shared_ptr<Node> next;
  bool open;
  int count;
};
std::shared_ptr<Node> make();
void use(Node &);

// CHECK-LABEL: func @"ifElse(Node *)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = field %n, @Node.open
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   br %2, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   call @"use(Node &)" (%n)
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %3 = field %n, @Node.next
// CHECK-NEXT:   reset %3
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   ret
void ifElse(Node *n) {
  if (n->open)
    use(*n);
  else
    n->next.reset();
}

// CHECK-LABEL: func @"shortCircuit(Node *, Node *)"{{.*}} (%a : borrow @Node, %b : borrow @Node) : scalar
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = temp scalar
// CHECK-NEXT:   %3 = isnull %a
// CHECK-NEXT:   %4 = not %3
// CHECK-NEXT:   br %4, ^1, ^3
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %5 = field %b, @Node.open
// CHECK-NEXT:   %6 = load %5
// CHECK-NEXT:   br %6, ^2, ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %7 = const true
// CHECK-NEXT:   store %2, %7
// CHECK-NEXT:   jump ^4
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %8 = const false
// CHECK-NEXT:   store %2, %8
// CHECK-NEXT:   jump ^4
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   %9 = load %2
// CHECK-NEXT:   ret %9
bool shortCircuit(Node *a, Node *b) { return a && b->open; }

// CHECK-LABEL: func @"orBranches(Node *, Node *)"{{.*}} (%a : borrow @Node, %b : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = isnull %a
// CHECK-NEXT:   %3 = not %2
// CHECK-NEXT:   br %3, ^1, ^4
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %4 = isnull %b
// CHECK-NEXT:   %5 = not %4
// CHECK-NEXT:   br %5, ^2, ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %6 = field %b, @Node.next
// CHECK-NEXT:   %7 = load %6
// CHECK-NEXT:   %8 = isnull %7
// CHECK-NEXT:   %9 = not %8
// CHECK-NEXT:   br %9, ^4, ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   call @"use(Node &)" (%a)
// CHECK-NEXT:   ret
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   ret
void orBranches(Node *a, Node *b) {
  if (!a || (b && b->next))
    return;
  use(*a);
}

// CHECK-LABEL: func @"conditionalOwner(bool, std::shared_ptr<Node>)"{{.*}} (%c : scalar, %n : strong @Node) : strong @Node
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = temp strong @Node
// CHECK-NEXT:   br %c, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %3 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %2, %3
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   copy %2, %n
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   ret %2
std::shared_ptr<Node> conditionalOwner(bool c, std::shared_ptr<Node> n) {
  return c ? make() : n;
}

// CHECK-LABEL: func @"conditionalPlace(bool, Node &, Node &)"{{.*}} (%c : scalar, %a : borrow @Node, %b : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %3 = temp strong @Node
// CHECK-NEXT:   %4 = temp borrow @Node
// CHECK-NEXT:   br %c, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   store %4, %a
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   store %4, %b
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %5 = load %4
// CHECK-NEXT:   %6 = field %5, @Node.next
// CHECK-NEXT:   move %6, %3
// CHECK-NEXT:   drop %3
// CHECK-NEXT:   ret
void conditionalPlace(bool c, Node &a, Node &b) { (c ? a : b).next = nullptr; }

// Each arm's temporary is made before the branch, so that it is dropped once.
// CHECK-LABEL: func @"conditionalTemporary(bool)"{{.*}} (%c : scalar)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = temp borrow @Node
// CHECK-NEXT:   %2 = temp strong @Node
// CHECK-NEXT:   %3 = temp strong @Node
// CHECK-NEXT:   br %c, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %4 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %2, %4
// CHECK-NEXT:   %5 = deref %2
// CHECK-NEXT:   store %1, %5
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %6 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %3, %6
// CHECK-NEXT:   %7 = deref %3
// CHECK-NEXT:   store %1, %7
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %8 = load %1
// CHECK-NEXT:   call @"use(Node &)" (%8)
// CHECK-NEXT:   drop %3
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   ret
void conditionalTemporary(bool c) { use(c ? *make() : *make()); }

// CHECK-LABEL: func @"lockedInCondition(std::weak_ptr<Node>)"{{.*}} (%w : weak @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %1 = temp strong @Node
// CHECK-NEXT:   lock %1, %w
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   %3 = isnull %2
// CHECK-NEXT:   %4 = not %3
// CHECK-NEXT:   br %4, ^1, ^3
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %5 = deref %1
// CHECK-NEXT:   %6 = field %5, @Node.open
// CHECK-NEXT:   %7 = load %6
// CHECK-NEXT:   br %7, ^2, ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %8 = deref %1
// CHECK-NEXT:   call @"use(Node &)" (%8)
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   drop %1
// CHECK-NEXT:   %9 = temp strong @Node
// CHECK-NEXT:   lock %9, %w
// CHECK-NEXT:   %10 = load %9
// CHECK-NEXT:   %11 = isnull %10
// CHECK-NEXT:   %12 = not %11
// CHECK-NEXT:   br %12, ^4, ^5
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   %13 = deref %9
// CHECK-NEXT:   call @"use(Node &)" (%13)
// CHECK-NEXT:   jump ^6
// CHECK-NEXT:  ^5:
// CHECK-NEXT:   %14 = call @"make()" () : strong @Node
// CHECK-NEXT:   drop %14
// CHECK-NEXT:   jump ^6
// CHECK-NEXT:  ^6:
// CHECK-NEXT:   drop %9
// CHECK-NEXT:   ret
void lockedInCondition(std::weak_ptr<Node> w) {
  if (auto n = w.lock(); n && n->open)
    use(*n);
  if (auto n = w.lock())
    use(*n);
  else
    make();
}

// CHECK-LABEL: func @"comparisons(Node *, Node *, int)"{{.*}} (%a : borrow @Node, %b : borrow @Node, %n : scalar)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %3 = isnull %a
// CHECK-NEXT:   br %3, ^4, ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %4 = cmp ne %a, %b
// CHECK-NEXT:   br %4, ^4, ^2
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %5 = const 3
// CHECK-NEXT:   %6 = cmp lt %n, %5
// CHECK-NEXT:   br %6, ^4, ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %7 = field %a, @Node.count
// CHECK-NEXT:   %8 = load %7
// CHECK-NEXT:   %9 = const 2
// CHECK-NEXT:   %10 = cmp eq %8, %9
// CHECK-NEXT:   br %10, ^4, ^5
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   call @"use(Node &)" (%b)
// CHECK-NEXT:   jump ^5
// CHECK-NEXT:  ^5:
// CHECK-NEXT:   ret
void comparisons(Node *a, Node *b, int n) {
  if (a == nullptr || a != b || n < 3 || a->count == 2)
    use(*b);
}

// CHECK-LABEL: func @"constant<true>(Node &)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   call @"use(Node &)" (%n)
// CHECK-NEXT:   ret
template <bool C> void constant(Node &n) {
  if constexpr (C)
    use(n);
  else
    n.next.reset();
}
template void constant<true>(Node &);

// CHECK-LABEL: func @"neverFalse(Node &)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %1 = field %n, @Node.open
// CHECK-NEXT:   %2 = load %1
// CHECK-NEXT:   br %2, ^2, ^1
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   ret
void neverFalse(Node &n) {
  while (true) {
    if (n.open)
      return;
  }
}

// Loops and jumps: what a way out of a scope drops.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  Node();
  ~Node();
  std::shared_ptr<Node> next;
  bool open;
};
std::shared_ptr<Node> make();

// CHECK-LABEL: func @"forLoop()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %i.0 = local scalar "i"
// CHECK-NEXT:   %1 = const 0
// CHECK-NEXT:   store %i.0, %1
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %2 = load %i.0
// CHECK-NEXT:   %3 = const 3
// CHECK-NEXT:   %4 = cmp lt %2, %3
// CHECK-NEXT:   br %4, ^2, ^8
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %n.5 = local @Node "n"
// CHECK-NEXT:   call @"Node::Node()" (%n.5)
// CHECK-NEXT:   %6 = field %n.5, @Node.open
// CHECK-NEXT:   %7 = load %6
// CHECK-NEXT:   br %7, ^3, ^4
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   drop %n.5
// CHECK-NEXT:   jump ^7
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   %8 = field %n.5, @Node.next
// CHECK-NEXT:   %9 = load %8
// CHECK-NEXT:   %10 = isnull %9
// CHECK-NEXT:   %11 = not %10
// CHECK-NEXT:   br %11, ^5, ^6
// CHECK-NEXT:  ^5:
// CHECK-NEXT:   drop %n.5
// CHECK-NEXT:   jump ^8
// CHECK-NEXT:  ^6:
// CHECK-NEXT:   drop %n.5
// CHECK-NEXT:   jump ^7
// CHECK-NEXT:  ^7:
// CHECK-NEXT:   %12 = load %i.0
// CHECK-NEXT:   %13 = const 1
// CHECK-NEXT:   %14 = add %12, %13
// CHECK-NEXT:   store %i.0, %14
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^8:
// CHECK-NEXT:   ret
void forLoop() {
  for (int i = 0; i < 3; ++i) {
    Node n;
    if (n.open)
      continue;
    if (n.next)
      break;
  }
}

// The condition's variable is made and dropped in each round.
// CHECK-LABEL: func @"whileWithVariable()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %0 = call @"make()" () : strong @Node
// CHECK-NEXT:   %1 = load %0
// CHECK-NEXT:   %2 = isnull %1
// CHECK-NEXT:   %3 = not %2
// CHECK-NEXT:   br %3, ^2, ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %4 = deref %0
// CHECK-NEXT:   %5 = field %4, @Node.next
// CHECK-NEXT:   reset %5
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   jump ^4
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   ret
void whileWithVariable() {
  while (auto n = make())
    n->next.reset();
}

// CHECK-LABEL: func @"doLoop(Node &)"{{.*}} (%n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %local.1 = local @Node "local"
// CHECK-NEXT:   call @"Node::Node()" (%local.1)
// CHECK-NEXT:   %2 = field %local.1, @Node.open
// CHECK-NEXT:   %3 = load %2
// CHECK-NEXT:   br %3, ^2, ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   drop %local.1
// CHECK-NEXT:   jump ^4
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   drop %local.1
// CHECK-NEXT:   jump ^4
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   %4 = field %n, @Node.open
// CHECK-NEXT:   %5 = load %4
// CHECK-NEXT:   br %5, ^1, ^5
// CHECK-NEXT:  ^5:
// CHECK-NEXT:   ret
void doLoop(Node &n) {
  do {
    Node local;
    if (local.open)
      continue;
  } while (n.open);
}

// CHECK-LABEL: func @"rangeFor(std::vector<std::shared_ptr<Node>> &)"{{.*}} (%nodes : borrow collection strong @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %__begin1.1 = local borrow strong @Node "__begin1"
// CHECK-NEXT:   %2 = elem %nodes, any
// CHECK-NEXT:   store %__begin1.1, %2
// CHECK-NEXT:   %__end1.3 = local borrow strong @Node "__end1"
// CHECK-NEXT:   %4 = const null
// CHECK-NEXT:   store %__end1.3, %4
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %5 = load %__begin1.1
// CHECK-NEXT:   %6 = load %__end1.3
// CHECK-NEXT:   %7 = cmp ne %5, %6
// CHECK-NEXT:   br %7, ^2, ^4
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %8 = deref %__begin1.1
// CHECK-NEXT:   %9 = deref %8
// CHECK-NEXT:   %10 = field %9, @Node.next
// CHECK-NEXT:   reset %10
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %11 = load %__begin1.1
// CHECK-NEXT:   %12 = next %11
// CHECK-NEXT:   store %__begin1.1, %12
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   ret
void rangeFor(std::vector<std::shared_ptr<Node>> &nodes) {
  for (auto &n : nodes)
    n->next.reset();
}

// The range's temporary lives until the loop ends.
std::vector<std::shared_ptr<Node>> all();
// CHECK-LABEL: func @"rangeForTemporary()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = call @"all()" () : collection strong @Node
// CHECK-NEXT:   %__begin1.1 = local borrow strong @Node "__begin1"
// CHECK-NEXT:   %2 = elem %0, any
// CHECK-NEXT:   store %__begin1.1, %2
// CHECK-NEXT:   %__end1.3 = local borrow strong @Node "__end1"
// CHECK-NEXT:   %4 = const null
// CHECK-NEXT:   store %__end1.3, %4
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %5 = load %__begin1.1
// CHECK-NEXT:   %6 = load %__end1.3
// CHECK-NEXT:   %7 = cmp ne %5, %6
// CHECK-NEXT:   br %7, ^2, ^4
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %n.8 = local strong @Node "n"
// CHECK-NEXT:   %9 = deref %__begin1.1
// CHECK-NEXT:   copy %n.8, %9
// CHECK-NEXT:   %10 = deref %n.8
// CHECK-NEXT:   %11 = field %10, @Node.next
// CHECK-NEXT:   reset %11
// CHECK-NEXT:   drop %n.8
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %12 = load %__begin1.1
// CHECK-NEXT:   %13 = next %12
// CHECK-NEXT:   store %__begin1.1, %13
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   drop %0
// CHECK-NEXT:   ret
void rangeForTemporary() {
  for (std::shared_ptr<Node> n : all())
    n->next.reset();
}

// CHECK-LABEL: func @"rangeForArray()"{{.*}} ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %pair.0 = local collection strong @Node "pair"
// CHECK-NEXT:   %1 = const 0
// CHECK-NEXT:   %2 = emplace %pair.0, key, %1
// CHECK-NEXT:   %3 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %2, %3
// CHECK-NEXT:   %4 = const 1
// CHECK-NEXT:   %5 = emplace %pair.0, key, %4
// CHECK-NEXT:   %6 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %5, %6
// CHECK-NEXT:   %__begin1.7 = local borrow strong @Node "__begin1"
// CHECK-NEXT:   %8 = const 0
// CHECK-NEXT:   %9 = access %pair.0, key, %8
// CHECK-NEXT:   %10 = const 1
// CHECK-NEXT:   %11 = access %pair.0, key, %10
// CHECK-NEXT:   %12 = elem %pair.0, any
// CHECK-NEXT:   %13 = isnull %12
// CHECK-NEXT:   %14 = not %13
// CHECK-NEXT:   assume %14
// CHECK-NEXT:   %15 = elem %pair.0, any
// CHECK-NEXT:   store %__begin1.7, %15
// CHECK-NEXT:   %__end1.16 = local borrow strong @Node "__end1"
// CHECK-NEXT:   %17 = const null
// CHECK-NEXT:   store %__end1.16, %17
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %18 = load %__begin1.7
// CHECK-NEXT:   %19 = load %__end1.16
// CHECK-NEXT:   %20 = cmp ne %18, %19
// CHECK-NEXT:   br %20, ^2, ^4
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %21 = deref %__begin1.7
// CHECK-NEXT:   reset %21
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %22 = load %__begin1.7
// CHECK-NEXT:   %23 = next %22
// CHECK-NEXT:   store %__begin1.7, %23
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   drop %pair.0
// CHECK-NEXT:   ret
void rangeForArray() {
  std::shared_ptr<Node> pair[2] = {make(), make()};
  for (auto &n : pair)
    n.reset();
}

// CHECK-LABEL: func @"switchFallsThrough(int, Node &)"{{.*}} (%k : scalar, %n : borrow @Node)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = const 1
// CHECK-NEXT:   %3 = cmp eq %k, %2
// CHECK-NEXT:   br %3, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %local.4 = local @Node "local"
// CHECK-NEXT:   call @"Node::Node()" (%local.4)
// CHECK-NEXT:   drop %local.4
// CHECK-NEXT:   jump ^5
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %5 = const 2
// CHECK-NEXT:   %6 = cmp eq %k, %5
// CHECK-NEXT:   br %6, ^3, ^4
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %7 = field %n, @Node.next
// CHECK-NEXT:   reset %7
// CHECK-NEXT:   jump ^4
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   %8 = const false
// CHECK-NEXT:   %9 = field %n, @Node.open
// CHECK-NEXT:   store %9, %8
// CHECK-NEXT:   jump ^5
// CHECK-NEXT:  ^5:
// CHECK-NEXT:   ret
void switchFallsThrough(int k, Node &n) {
  switch (k) {
  case 1: {
    Node local;
    break;
  }
  case 2:
    n.next.reset();
    [[fallthrough]];
  default:
    n.open = false;
  }
}

enum class Color { Red, Green };
// CHECK-LABEL: func @"switchReturns(Color, std::shared_ptr<Node>)"{{.*}} (%c : scalar, %n : strong @Node) : scalar
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %copy.2 = local strong @Node "copy"
// CHECK-NEXT:   copy %copy.2, %n
// CHECK-NEXT:   %3 = const 0
// CHECK-NEXT:   %4 = cmp eq %c, %3
// CHECK-NEXT:   br %4, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %5 = const true
// CHECK-NEXT:   drop %copy.2
// CHECK-NEXT:   ret %5
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %6 = const 1
// CHECK-NEXT:   %7 = cmp eq %c, %6
// CHECK-NEXT:   br %7, ^3, ^4
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %8 = const false
// CHECK-NEXT:   drop %copy.2
// CHECK-NEXT:   ret %8
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   unreachable
bool switchReturns(Color c, std::shared_ptr<Node> n) {
  switch (auto copy = n; c) {
  case Color::Red:
    return true;
  case Color::Green:
    return false;
  }
  return false;
}

// CHECK-LABEL: func @"gotoBack(int)"{{.*}} (%n : scalar)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %n.1 = local scalar "n"
// CHECK-NEXT:   store %n.1, %n
// CHECK-NEXT:   %outer.2 = local @Node "outer"
// CHECK-NEXT:   call @"Node::Node()" (%outer.2)
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %inner.3 = local @Node "inner"
// CHECK-NEXT:   call @"Node::Node()" (%inner.3)
// CHECK-NEXT:   %4 = load %n.1
// CHECK-NEXT:   %5 = const 1
// CHECK-NEXT:   %6 = sub %4, %5
// CHECK-NEXT:   store %n.1, %6
// CHECK-NEXT:   %7 = const 0
// CHECK-NEXT:   %8 = cmp ne %4, %7
// CHECK-NEXT:   br %8, ^2, ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   drop %inner.3
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   drop %inner.3
// CHECK-NEXT:   drop %outer.2
// CHECK-NEXT:   ret
void gotoBack(int n) {
  Node outer;
again:
  Node inner;
  if (n--)
    goto again;
}

// CHECK-LABEL: func @"gotoOut(bool)"{{.*}} (%c : scalar)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %inner.1 = local @Node "inner"
// CHECK-NEXT:   call @"Node::Node()" (%inner.1)
// CHECK-NEXT:   br %c, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   drop %inner.1
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   drop %inner.1
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %2 = call @"make()" () : strong @Node
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   ret
void gotoOut(bool c) {
  {
    Node inner;
    if (c)
      goto out;
  }
out:
  make();
}

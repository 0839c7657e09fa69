// Globals, static members, static locals; their initialisers.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  std::shared_ptr<Node> next;
  static std::shared_ptr<Node> root;
  inline static int count = 0;
};
std::shared_ptr<Node> make();

std::shared_ptr<Node> Node::root = make();
static std::shared_ptr<Node> hidden = Node::root;
namespace {
Node object;
}
extern std::shared_ptr<Node> elsewhere;
Node &reference = *elsewhere;
const Node &extended = Node{make()};
thread_local std::weak_ptr<Node> perThread = hidden;
template <class T> std::shared_ptr<T> variable = nullptr;
const char *text = "not kept";

Node *instance() {
  static std::shared_ptr<Node> only = make();
  static int calls;
  ++calls;
  variable<Node> = only;
  perThread = only;
  return only.get();
}

// CHECK-LABEL: record @Node
// CHECK-NEXT:   slot next : strong @Node

// CHECK-LABEL: global @Node::count{{.*}} : scalar

// CHECK-LABEL: global @Node::root{{.*}} : strong @Node

// CHECK-LABEL: global @hidden{{.*}} : strong @Node internal

// CHECK-LABEL: global @"(anonymous namespace)::object"{{.*}} : @Node internal

// CHECK-LABEL: global @reference{{.*}} : borrow @Node

// CHECK-LABEL: global @elsewhere{{.*}} : strong @Node

// CHECK-LABEL: global @extended{{.*}} : borrow @Node

// CHECK-LABEL: global @perThread{{.*}} : weak @Node threadlocal

// CHECK-LABEL: global @"variable<Node>"{{.*}} : strong @Node

// CHECK-LABEL: global @"instance()::only"{{.*}} : strong @Node internal local

// CHECK-LABEL: global @"guard of instance()::only"{{.*}} : scalar internal local guard

// CHECK-LABEL: global @"instance()::calls"{{.*}} : scalar internal local

// CHECK-LABEL: func @"instance()"{{.*}} () : borrow @Node
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = global @"guard of instance()::only"
// CHECK-NEXT:   %1 = load %0
// CHECK-NEXT:   br %1, ^2, ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %2 = global @"instance()::only"
// CHECK-NEXT:   %3 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %2, %3
// CHECK-NEXT:   %4 = global @"guard of instance()::only"
// CHECK-NEXT:   %5 = const true
// CHECK-NEXT:   store %4, %5
// CHECK-NEXT:   jump ^2
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %6 = global @"instance()::calls"
// CHECK-NEXT:   %7 = load %6
// CHECK-NEXT:   %8 = const 1
// CHECK-NEXT:   %9 = add %7, %8
// CHECK-NEXT:   store %6, %9
// CHECK-NEXT:   %10 = global @"instance()::only"
// CHECK-NEXT:   %11 = global @"variable<Node>"
// CHECK-NEXT:   copy %11, %10
// CHECK-NEXT:   %12 = global @"instance()::only"
// CHECK-NEXT:   %13 = global @perThread
// CHECK-NEXT:   weaken %13, %12
// CHECK-NEXT:   %14 = global @"instance()::only"
// CHECK-NEXT:   %15 = load %14
// CHECK-NEXT:   ret %15

// CHECK-LABEL: func @"init {{.*}}" internal entry ()
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %0 = global @Node::count
// CHECK-NEXT:   %1 = const 0
// CHECK-NEXT:   store %0, %1
// CHECK-NEXT:   %2 = global @Node::root
// CHECK-NEXT:   %3 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %2, %3
// CHECK-NEXT:   %4 = global @hidden
// CHECK-NEXT:   %5 = global @Node::root
// CHECK-NEXT:   copy %4, %5
// CHECK-NEXT:   %6 = global @reference
// CHECK-NEXT:   %7 = global @elsewhere
// CHECK-NEXT:   %8 = deref %7
// CHECK-NEXT:   store %6, %8
// CHECK-NEXT:   %9 = global @extended
// CHECK-NEXT:   %10 = temp @Node
// CHECK-NEXT:   %11 = field %10, @Node.next
// CHECK-NEXT:   %12 = call @"make()" () : strong @Node
// CHECK-NEXT:   move %11, %12
// CHECK-NEXT:   store %9, %10
// CHECK-NEXT:   %13 = global @perThread
// CHECK-NEXT:   %14 = global @hidden
// CHECK-NEXT:   weaken %13, %14
// CHECK-NEXT:   ret

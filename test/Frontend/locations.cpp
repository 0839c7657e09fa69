// A place is where user code stands: of a macro, where it is expanded; of generated code, in the file
// that is there to be opened.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  std::shared_ptr<Node> next;
};
std::shared_ptr<Node> make();

#define RESET(p)                                                               \
  do {                                                                         \
    (p).reset();                                                               \
  } while (0)
#define DECLARE(name) std::shared_ptr<Node> name = make()

// CHECK-LABEL: func @"macros(Node &)"
// CHECK-SAME: test/Frontend/locations.cpp:[[#@LINE+1]]:6
void macros(Node &n) {
  // CHECK: reset {{.*}}  ; {{.*}}locations.cpp:[[#@LINE+1]]:3
  RESET(n.next);
  // CHECK: call @"make()" {{.*}}  ; {{.*}}locations.cpp:[[#@LINE+1]]:3
  DECLARE(m);
}

// CHECK-LABEL: func @"moved(Node &)"
// CHECK-SAME: test/Frontend/locations.cpp:[[#@LINE+2]]:6
#line 1000 "generated.y"
void moved(Node &n) { n.next.reset(); }
// CHECK: reset {{.*}}  ; {{.*}}locations.cpp:[[#@LINE-1]]:30
// CHECK-NOT: generated.y

// CHECK-LABEL: func @"defaults(Node &)"
void withDefault(Node &, std::shared_ptr<Node> = make());
void defaults(Node &n) {
  // The code of a default argument belongs to the call.
  // CHECK: call @"make()" {{.*}}  ; {{.*}}locations.cpp:[[#@LINE+1]]:3
  withDefault(n);
}

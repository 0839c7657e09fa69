// A coroutine's body is lowered like a function's; what it gives, and what is awaited, is opaque.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

namespace std {
template <class R, class...> struct coroutine_traits {
  using promise_type = typename R::promise_type;
};
template <class P = void> struct coroutine_handle {
  static coroutine_handle from_address(void *);
  operator coroutine_handle<>() const;
};
} // namespace std
struct Always {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<>) noexcept;
  void await_resume() noexcept;
};
struct Node {
  std::shared_ptr<Node> next;
};
struct Task {
  struct promise_type {
    Task get_return_object();
    Always initial_suspend() noexcept;
    Always final_suspend() noexcept;
    void return_value(std::shared_ptr<Node>);
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  std::shared_ptr<Node> await_resume();
};

// CHECK-LABEL: func @"read(std::shared_ptr<Node>)"{{.*}} coroutine{{.*}} (%self : strong @Node) : @Task
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %n.1 = local strong @Node "n"
// CHECK-NEXT:   %2 = temp strong @Node
// CHECK-NEXT:   %3 = deref %self
// CHECK-NEXT:   %4 = field %3, @Node.next
// CHECK-NEXT:   copy %2, %4
// CHECK-NEXT:   %5 = call @"read(std::shared_ptr<Node>)" (%2) : @Task
// CHECK-NEXT:   %6 = opaque "CoawaitExpr" (%5) : strong @Node
// CHECK-NEXT:   move %n.1, %6
// CHECK-NEXT:   drop %5
// CHECK-NEXT:   drop %2
// CHECK-NEXT:   %7 = deref %self
// CHECK-NEXT:   %8 = field %7, @Node.next
// CHECK-NEXT:   copy %8, %n.1
// CHECK-NEXT:   escape (%n.1)
// CHECK-NEXT:   drop %n.1
// CHECK-NEXT:   %9 = opaque "coroutine" () : @Task
// CHECK-NEXT:   ret %9
Task read(std::shared_ptr<Node> self) {
  std::shared_ptr<Node> n = co_await read(self->next);
  self->next = n;
  co_return n;
}

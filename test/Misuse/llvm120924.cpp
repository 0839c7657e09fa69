// https://github.com/llvm/llvm-project/issues/120924: a field captures shared_from_this().
// RUN: not %weakspot check --quiet %s -- -std=c++17 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++17
#include <functional>
#include <memory>

struct A_bad : std::enable_shared_from_this<A_bad> {
  std::function<void()> captured;
  void init() { captured = [self = shared_from_this()]() {}; }
  // CHECK-MESSAGES: error: 'A_bad' and the closure 'A_bad::init()::lambda#1' own each other through 'A_bad::captured' and the capture 'self'{{.*}} [weakspot-capture-cycle]
  // CHECK-MESSAGES: :[[@LINE-2]]:{{[0-9]+}}: note: here 'A_bad::captured' owns the closure
};
struct A_good : std::enable_shared_from_this<A_good> {
  std::function<void()> captured;
  void init() {
    captured = [weak = weak_from_this()]() {};
  }
};

#ifndef HARM
int main() {
  std::make_shared<A_bad>()->init();
  std::make_shared<A_good>()->init();
}
#else
#include "harm.h"
HARM(leaks, A_bad) { std::make_shared<A_bad>()->init(); }
#endif

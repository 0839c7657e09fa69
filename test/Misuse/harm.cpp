// What the checks find does harm: each wrong function is found, and run.
// RUN: not %weakspot check --quiet --checks=unchecked-lock,dangling-lock,double-ownership,shared-from-this-misuse,born-expired %s -- -std=c++20 > %t.out
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: < %t.out
// RUN: %clangxx -std=c++20 -O0 -g -fsanitize=address %s -o %t.exe
// RUN: not %t.exe unchecked-lock 2>&1 | FileCheck %s --check-prefix=NULL
// NULL: ERROR: AddressSanitizer: SEGV
// RUN: not %t.exe dangling-lock 2>&1 | FileCheck %s --check-prefix=FREED
// RUN: not %t.exe dangling-range 2>&1 | FileCheck %s --check-prefix=FREED
// FREED: ERROR: AddressSanitizer: heap-use-after-free
// RUN: not %t.exe double-ownership 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: ERROR: AddressSanitizer: {{attempting double-free|heap-use-after-free}}
// RUN: not %t.exe not-new 2>&1 | FileCheck %s --check-prefix=NOTNEW
// NOTNEW: ERROR: AddressSanitizer: attempting free on address which was not malloc
// RUN: not --crash %t.exe in-constructor 2>&1 | FileCheck %s --check-prefix=BADWEAK
// RUN: not --crash %t.exe on-stack 2>&1 | FileCheck %s --check-prefix=BADWEAK
// BADWEAK: bad_weak_ptr
// RUN: not %t.exe born-expired 2>&1 | FileCheck %s --check-prefix=EXPIRED
// EXPIRED: expired from the start
// UNSUPPORTED: asan
#include <cstdio>
#include <cstring>
#include <memory>
#include <vector>

struct Peer {
  int value = 1;
  std::vector<int> items{1, 2, 3};
  const std::vector<std::shared_ptr<int>> &all() const { return owned; }
  std::vector<std::shared_ptr<int>> owned{std::make_shared<int>(1), std::make_shared<int>(2)};
};

static std::shared_ptr<Peer> held;
static std::weak_ptr<Peer> weak;
static void letGo() { held.reset(); }

int uncheckedLock() {
  auto peer = weak.lock();
  return peer->value;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{.*}} [weakspot-unchecked-lock]
}
int danglingLock() {
  Peer *raw = weak.lock().get();
  letGo();
  return raw->value;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{.*}} [weakspot-dangling-lock]
}
static std::shared_ptr<Peer> onlyOwner() { return std::shared_ptr<Peer>(new Peer); }
int danglingRange() {
  std::weak_ptr<Peer> last = weak;
  int sum = 0;
  for (const auto &item : last.lock()->all()) {
    // CHECK-MESSAGES: :[[@LINE-1]]:{{.*}} [weakspot-dangling-lock]
    // CHECK-MESSAGES: :[[@LINE-2]]:{{.*}} [weakspot-unchecked-lock]
    letGo();
    sum += *item;
  }
  return sum;
}
int doubleOwnership() {
  std::shared_ptr<Peer> first(new Peer);
  std::shared_ptr<Peer> second(first.get());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{.*}} [weakspot-double-ownership]
  return second->value;
}
int notNew() {
  Peer *object = new Peer[2];
  delete[] object;
  Peer local;
  std::shared_ptr<Peer> owner(&local);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{.*}} [weakspot-double-ownership]
  return owner->value;
}
struct InConstructor : std::enable_shared_from_this<InConstructor> {
  InConstructor() { auto self = shared_from_this(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{.*}} [weakspot-shared-from-this-misuse]
};
struct OnStack : std::enable_shared_from_this<OnStack> {
  void run() { auto self = shared_from_this(); }
};
void onStack() {
  OnStack object;
  object.run();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{.*}} [weakspot-shared-from-this-misuse]
}
int bornExpired() {
  std::weak_ptr<Peer> born = std::make_shared<Peer>();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{.*}} [weakspot-born-expired]
  if (born.expired()) {
    std::puts("expired from the start");
    return 1;
  }
  return 0;
}

int main(int argc, char **argv) {
  held = onlyOwner();
  weak = held;
  auto is = [&](const char *name) { return argc > 1 && !std::strcmp(argv[1], name); };
  if (is("unchecked-lock")) {
    letGo();
    return uncheckedLock() == 0;
  }
  if (is("dangling-lock"))
    return danglingLock() == 0;
  if (is("dangling-range"))
    return danglingRange() == 0;
  if (is("double-ownership"))
    return doubleOwnership() == 0;
  if (is("not-new"))
    return notNew() == 0;
  if (is("in-constructor"))
    std::make_shared<InConstructor>();
  if (is("on-stack"))
    onStack();
  if (is("born-expired"))
    return bornExpired();
  return 0;
}

// What is destroyed where; the unit test DestructionOrder holds each body here, as those of the other
// files, against Clang's CFG.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Node {
  Node();
  Node(int);
  ~Node();
  Node(const Node &);
  explicit operator bool() const;
  bool ok() const;
  Node &self();
  std::shared_ptr<Node> next;
};
Node make(int = 0);
std::shared_ptr<Node> own();
bool flag();
void use(const Node &);
void take(Node);
void takeOwn(std::shared_ptr<Node>);
int number(const Node &);
struct Guard {
  Guard();
  ~Guard();
  std::shared_ptr<Node> held;
};
struct Aggregate {
  Node a;
  Node b;
};
struct Refs {
  const Node &r;
  int n;
};
// The condition's variable is still there while the step runs.
// CHECK-LABEL: func @"forCond()"
// CHECK:        %[[VARIABLE:[0-9]+]] = call @"make(int)"
// CHECK:        call @"use(const Node &)" (%[[TEMPORARY:[0-9]+]])
// CHECK-NEXT:   drop %[[TEMPORARY]]
// CHECK-NEXT:   drop %[[VARIABLE]]
// CHECK-NEXT:   jump
void forCond() {
  for (int i = 0; Node n = make(i); use(make(i))) {
    if (flag())
      continue;
    if (flag())
      break;
    Node inner;
  }
}
void forInit() {
  for (Node n = make(); n.ok(); n.self()) {
    Node inner;
    if (flag())
      return;
  }
}
void forCondTemp() {
  for (; make().ok(); make(1)) {
    if (flag())
      continue;
  }
}
void whileCond() {
  while (Node n = make()) {
    Node m;
    if (flag())
      continue;
    if (flag())
      break;
    if (flag())
      return;
  }
}
void doCond() {
  do {
    Node n;
    if (flag())
      continue;
    if (flag())
      break;
  } while (make().ok());
}
void ifInit() {
  if (Node a; Node b = make()) {
    Node c;
  } else {
    Node d;
  }
  Node e;
}
void ifNoBrace() {
  if (flag())
    Node();
  else
    Node(2);
  while (flag())
    make();
}
void switchInit(int k) {
  switch (Node n = make(); number(n)) {
  case 1: {
    Node a;
    break;
  }
  case 2:
    return;
  default:
    Node b;
  }
  Node c;
}
void switchFall(int k) {
  switch (k) {
  case 0: {
    Node a;
  }
  case 1: {
    Node b;
    if (flag())
      break;
  }
    [[fallthrough]];
  case 2:
    make();
  }
}
void gotos() {
  {
    Node a;
    if (flag())
      goto out;
    Node b;
    if (flag())
      goto out;
  }
  {
  again:
    Node c;
    if (flag())
      goto again;
  }
out:
  Node d;
}
void backwards() {
  Node a;
again:
  Node b;
  if (flag())
    goto again;
  Node c;
  if (flag())
    goto again;
}
void gotoIntoLoop() {
  for (;;) {
    Node a;
    for (;;) {
      Node b;
      if (flag())
        goto next;
      if (flag())
        return;
    }
  next:;
  }
}
int logic() { return make().ok() && make(1).ok() || make(2).ok(); }
void logicIf() {
  if (make().ok() && make(1).ok()) {
    Node a;
  } else {
    Node b;
  }
}
void logicWhile() {
  while (make().ok() || make(1).ok()) {
    Node a;
  }
}
void ternary() {
  use(flag() ? Node() : make(1));
  Node a = flag() ? Node() : make(1);
  const Node &r = flag() ? Node() : make(2);
  use(r);
}
void ternaryNested() { use(flag() ? (flag() ? Node() : make(1)) : make(2)); }
void ternaryVoid() {
  flag() ? use(make()) : use(make(1));
  flag() ? take(make()) : take(Node());
}
void args() {
  take(make());
  take(Node(1));
  takeOwn(own());
  take(*own());
  use(make().self());
}
void twoArgs(Node &, Node &);
void both(Node, std::shared_ptr<Node>, const Node &);
void several() { both(make(), own(), Node(3)); }
void comma() {
  make(), make(1);
  Node a = (make(), make(2));
}
void refs() {
  const Node &a = make();
  Node &&b = Node();
  const std::shared_ptr<Node> &c = own();
  auto &&d = make().next;
  {
    const Node &e = make();
  }
}
void aggregate() {
  Aggregate a{make(), Node()};
  use(Aggregate{make(), {}}.a);
  Refs r{make(), 1};
}
void arrays() {
  Node a[2];
  Node b[] = {Node(), make()};
  std::shared_ptr<Node> c[2];
}
void stmtExpr() {
  use(({
    Node a;
    make();
  }));
  int i = ({
    Node b;
    number(b);
  });
}
// A capture is made where it stays.
// CHECK-LABEL: func @"lambda()"
// CHECK:        closure @"lambda()::lambda#1"
// CHECK-NOT:    drop
// CHECK:        closure @"lambda()::lambda#2"
void lambda() {
  Node n;
  auto f = [n, m = make(), k = Node(n)] {
    Node inner;
    return inner.ok();
  };
  f();
  [x = make()] {}();
}
void bindings() {
  auto [a, b] = Aggregate{make(), Node()};
  auto &&[c, d] = Aggregate{make(), make()};
}
void statics() {
  static Node n = make();
  Node m;
  thread_local Node t;
}
void guards() {
  Guard g;
  {
    Guard h;
    if (flag())
      return;
  }
  Guard i;
}
Node nrvo() {
  Node r;
  Node o;
  return r;
}
Node partly() {
  Node a;
  if (flag()) {
    Node b;
    return b;
  }
  return a;
}
Node temp() {
  Node l;
  return make(number(l));
}
std::shared_ptr<Node> moved() {
  std::shared_ptr<Node> a = own(), b = own();
  return flag() ? a : b;
}
const Node &dangle() {
  Node l;
  return make(number(l)).self();
}
struct Parts {
  Parts() : a(make()), b(number(make())), c(Node().next) {}
  Parts(int) : Parts() { Node n; }
  Node a;
  int b;
  std::shared_ptr<Node> c;
  Node d = make(4);
};
struct Agg2 {
  Node n = make(7);
  int k = number(make());
};
void agg2() {
  Agg2 a;
  Agg2 b{};
  Agg2 c{.k = number(Node())};
}
void news() {
  auto *p = new Node(make());
  delete p;
  new Aggregate{make(), make()};
  delete new Node;
}
[[noreturn]] void die(const Node &);
void noret() {
  Node a;
  if (flag())
    die(make());
  Node b;
}
void tries() {
  Node a;
  try {
    Node b;
    use(make());
    Node c;
  } catch (const Node &e) {
    Node f;
  } catch (...) {
    Node d;
  }
  Node g;
}
void throws() {
  Node a;
  if (flag())
    throw Node();
  Node b;
  if (flag())
    throw 1;
}
template <class T> void generic(T t) {
  T copy = t;
  if constexpr (sizeof(T) > 1) {
    T more;
  }
  use(copy);
}
void instantiate() { generic(Node()); }
void conditionAssign() {
  Node a;
  Node b;
  if ((a = make()).ok())
    b = a;
  a = flag() ? b : make();
}
void defaults(const Node &n = make(), const Node & = Node());
void callDefaults() {
  defaults();
  Node a;
  defaults(make(1));
}
void rangeFor(Node (&ns)[3]) {
  for (Node n : ns) {
    if (flag())
      continue;
    if (flag())
      break;
    Node m;
  }
  for (const Node &n : ns) {
    Node m;
    if (flag())
      return;
  }
}
void rangeTemp() {
  struct Range {
    Node ns[2];
    ~Range();
    Node *begin();
    Node *end();
  };
  for (Node &n : Range()) {
    Node m;
    if (flag())
      break;
  }
}
void constexprIf() {
  if constexpr (true) {
    Node a;
  } else {
    Node b;
  }
  if (true) {
    Node c;
  }
  while (false) {
    Node d;
  }
  if (false)
    Node e;
}
void emptyOwner() {
  takeOwn(flag() ? std::shared_ptr<Node>() : own());
  takeOwn(nullptr);
  takeOwn({});
  take({});
  take(3);
}
void labelled() {
l:
  Node a;
  make();
  if (flag()) {
    Node b;
    goto l;
  }
}
void loopGoto() {
  while (flag()) {
    Node a;
    if (flag())
      goto done;
  }
done:
  make();
}
bool notLogic() {
  bool b = !(make().ok() && flag());
  return b && own();
}
void nestedCond() {
  if (flag() ? make().ok() : Node(1).ok())
    Node a;
  if ((flag(), make().ok()))
    Node b;
}
void casts() {
  (void)make();
  static_cast<void>(Node());
  static_cast<const Node &>(make());
  use((Node)3);
  Node(make());
  Node{make()};
}

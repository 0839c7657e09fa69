// Texts are not followed, but compared by what they are made from: a literal, a
// parameter that stays what the caller passed, a variable that is made of one
// of these and never changed.
//
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include <cstring>
#include <string>
#include <string_view>

// CHECK-LABEL: func @"byParameter(
int byParameter(const std::string &name, std::string_view view) {
  // CHECK: %[[LITERAL:.*]] = const [[#END:]]
  // CHECK-NEXT: cmp eq %name, %[[LITERAL]]
  if (name == "end")
    return 1;
  // CHECK: %[[AGAIN:.*]] = const [[#END]]
  // CHECK-NEXT: %[[EQUAL:.*]] = cmp eq %view, %[[AGAIN]]
  // CHECK-NEXT: not %[[EQUAL]]
  if (view != "end")
    return 2;
  // CHECK: cmp eq %view, %name
  return name == view;
}

// CHECK-LABEL: func @"byValue(
int byValue(std::string kept, std::string changed, const char *text) {
  const std::string end = "end";
  std::string copy = kept, other = kept;
  changed += "x";
  other.clear();
  // CHECK: %[[KEPT:.*]] = const [[#END]]
  // CHECK-NEXT: cmp eq %kept, %[[KEPT]]
  // CHECK: cmp eq %kept, %
  // CHECK-NOT: cmp
  // CHECK: cmp ne %text, %
  return kept == end || copy == "end" || other == "end" || changed == "end" ||
         std::strcmp(text, "end") == 0;
}

// A member has a slot, for it may be another text the next time.
// CHECK-LABEL: func @"Named::member() const"
struct Named {
  std::string name;
  // CHECK: %[[SLOT:.*]] = field %this, @Named.name
  // CHECK: %[[NAME:.*]] = load %[[SLOT]]
  // CHECK: cmp eq %[[NAME]], %
  bool member() const { return name == "end"; }
  // CHECK: ret
};
bool use(Named &n) { return n.member(); }

// What it is made from is known, what else changes it leaves an unknown one.
// CHECK-LABEL: func @"rename(
void rename(Named &n, const std::string &to) {
  // CHECK: %[[SLOT:.*]] = field %n, @Named.name
  // CHECK-NEXT: store %[[SLOT]], %to
  n.name = to;
  // CHECK: %[[SLOT:.*]] = field %n, @Named.name
  // CHECK-NEXT: %[[NEW:.*]] = unknown : scalar
  // CHECK-NEXT: store %[[SLOT]], %[[NEW]]
  n.name += "x";
  // CHECK-NOT: store
  // CHECK: ret
  (void)n.name.size();
}

// What a variable was made from in a block that may not be run is not looked at
// behind it.
// CHECK-LABEL: func @"onlyTheFirstTime(
bool onlyTheFirstTime(Named &n, const std::string &name) {
  // CHECK: jump ^1 ^2
  // CHECK: ^2:
  // CHECK-NEXT: %[[FIRST:.*]] = const
  // CHECK-NEXT: cmp eq %[[FIRST]], %name
  static const std::string first = n.name;
  return first == name;
}

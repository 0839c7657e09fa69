// Classes and closures of one name that are private to their files are not one:
// each has its ring. What comes from one line of a header is, in every file.
// RUN: split-file %s %t && cd %t
// RUN: %exits 1 %weakspot check --format=line a.cpp b.cpp -- > out.txt
// RUN: FileCheck %s < out.txt --implicit-check-not=error:
// CHECK: a.cpp:9:{{.*}} error: {{.*}}::Node::next
// CHECK: b.cpp:10:{{.*}} error: {{.*}}::Node::next
// CHECK: each.h:9:{{.*}} error: {{.*}}lambda#1
// One that the baseline knows does not hide the other.
// RUN: %weakspot baseline write --quiet a.cpp --
// RUN: %exits 1 %weakspot baseline check --format=line a.cpp b.cpp -- 2> err.txt | FileCheck %s --check-prefix=NEW
// RUN: FileCheck %s --check-prefix=COUNT < err.txt
// NEW: error: {{.*}}::Node::next
// NEW-NOT: error:
// COUNT: 2 findings known to the baseline

//--- each.h
#pragma once
#include <functional>
#include <memory>
struct Button {
  std::function<void()> click;
};
static void setUp() {
  auto button = std::make_shared<Button>();
  button->click = [button] {};
}
//--- a.cpp
#include "each.h"
namespace {
struct Node {
  std::shared_ptr<Node> next;
};
} // namespace
void a() {
  auto node = std::make_shared<Node>();
  node->next = node;
}
void useA() {
  a();
  setUp();
}
//--- b.cpp
#include "each.h"
// Elsewhere.
namespace {
struct Node {
  std::shared_ptr<Node> next;
};
} // namespace
void b() {
  auto node = std::make_shared<Node>();
  node->next = node;
}
void useB() {
  b();
  setUp();
}

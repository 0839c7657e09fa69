// RUN: %case %s %t
//
// What an exception skips on its way from where it is thrown, two calls down and
// in another TU, to where it is caught.
//
// CASE: removal_skipped_bad
// ALIVE: Node 2
// FINDS: shared-ptr-cycle Node.peer -> Node.peer
// CASE: removed_in_handler_good -DHANDLER
// CASE: removed_by_guard_good -DGUARD
// CASE: removed_before_good -DBEFORE
// CASE: never_thrown_good -DNEVER
// CASE: removal_in_a_try_good -DNEVER -DSTOPS
// CASE: returned_in_a_try_good -DNEVER -DSTOPS -DRETURNS

//--- node.h
#pragma once
#include "counted.h"
#include <memory>

struct Node : Counted<Node> {
  std::shared_ptr<Node> peer;
  void part() { peer.reset(); }
};

void check(int size);
void verify(int size);

//--- check.cpp
#include "node.h"
#include <stdexcept>

void check(int size) {
#ifdef NEVER
  if (size < 0)
    return;
#else
  if (size == 0)
    throw std::invalid_argument("empty");
#endif
}

void verify(int size) {
  check(size);
  check(size + 1);
}

//--- main.cpp
#include "node.h"
#include <stdexcept>

#ifdef GUARD
struct Guard {
  Node &node;
  ~Guard() { node.part(); }
};
#endif

[[maybe_unused]]
static void work(const std::shared_ptr<Node> &a, const std::shared_ptr<Node> &b,
                 int size) {
  a->peer = b;
  b->peer = a;
#ifdef GUARD
  Guard guard{*a};
#endif
#ifdef BEFORE
  a->part();
#endif
  verify(size);
  a->part();
}

int main(int argc, char **) {
  auto a = std::make_shared<Node>();
  auto b = std::make_shared<Node>();
#ifdef STOPS
  a->peer = b;
  b->peer = a;
  try {
    verify(argc);
    a->part();
#ifdef RETURNS
    return 0;
#endif
  } catch (const std::exception &) {
    return 1;
  }
#else
  try {
    work(a, b, argc - 1);
  } catch (const std::exception &) {
#ifdef HANDLER
    a->part();
#endif
  }
#endif
}

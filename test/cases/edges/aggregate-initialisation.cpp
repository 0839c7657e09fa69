// RUN: %case %s %t
//
// Aggregates, designated initialisers and nested braces make the edges.
//
// CASE: bad
// ALIVE: Leaf 1, Tree 1
// FINDS: shared-ptr-cycle Leaf.owner -> Tree.options.leaf
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Tree;
struct Leaf : Counted<Leaf> {
  std::shared_ptr<Tree> owner;
};
struct Options {
  int depth;
  std::shared_ptr<Leaf> leaf;
};
struct Tree : Counted<Tree> {
  explicit Tree(Options given) : options(std::move(given)) {}
  Options options;
};

int main() {
  auto leaf = std::make_shared<Leaf>();
  auto tree = std::make_shared<Tree>(Options{.depth = 2, .leaf = leaf});
#ifndef GOOD
  leaf->owner = tree;
#endif
}

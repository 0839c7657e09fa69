// RUN: %case %s %t
//
// FP-growth#1: children and their parent hold each other.
//
// CASE: bad
// ALIVE: FPNode 3
// FINDS: shared-ptr-cycle FPNode.children -> FPNode.parent
// CASE: weak_parent_good -DGOOD
#include "counted.h"
#include <memory>
#include <string>
#include <vector>

using Item = std::string;

struct FPNode : Counted<FPNode> {
  FPNode(const Item &item, const std::shared_ptr<FPNode> &parent)
      : item(item), parent(parent) {}
  const Item item;
  int frequency = 1;
#ifdef GOOD
  std::weak_ptr<FPNode> parent;
#else
  std::shared_ptr<FPNode> parent;
#endif
  std::vector<std::shared_ptr<FPNode>> children;
};

struct FPTree {
  std::shared_ptr<FPNode> root = std::make_shared<FPNode>(Item{}, nullptr);
  explicit FPTree(const std::vector<Item> &transaction) {
    auto current = root;
    for (const auto &item : transaction) {
      auto child = std::make_shared<FPNode>(item, current);
      current->children.push_back(child);
      current = child;
    }
  }
};

int main() { FPTree tree({"a", "b"}); }

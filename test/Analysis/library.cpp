// Without a main nobody is seen to make the tree; what its nodes own, they own
// whoever makes it, as nothing in the program ever lets go.
//
// RUN: %exits 1 %weakspot check %s -- -std=c++17 2>&1 | FileCheck %s
#include <memory>
#include <vector>

struct Node {
  Node(const std::shared_ptr<Node> &Parent) : Parent(Parent) {}
  std::shared_ptr<Node> Parent;
  std::vector<std::shared_ptr<Node>> Children;
};

class Tree {
public:
  Tree() : Root(std::make_shared<Node>(nullptr)) {
    auto Child = std::make_shared<Node>(Root);
    // CHECK: library.cpp:[[#@LINE+1]]:{{.*}} warning: 'Node' and 'Node' own each other through 'Node::Parent' and an element of 'Node::Children'; nothing in the program ever removes one of these edges
    Root->Children.push_back(Child);
  }

private:
  std::shared_ptr<Node> Root;
};

struct Item {
  std::shared_ptr<Item> Other;
};

struct Pair {
  // A parent that is taken away again by somebody else is another matter.
  Pair() : First(std::make_shared<Item>()) {
    First->Other = std::make_shared<Item>();
    First->Other->Other = First;
  }
  void close() { First->Other = nullptr; }
  std::shared_ptr<Item> First;
};
// CHECK: 1 finding

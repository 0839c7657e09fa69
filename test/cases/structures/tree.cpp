// RUN: %case %s %t
//
// A binary search tree, by recursion and by loop.
//
// CASE: by_recursion_good
// CASE: by_loop_good -DLOOP
// CASE: strong_parent_bad -DPARENT
// ALIVE: Tree 4
// FINDS: shared-ptr-cycle Tree.left -> Tree.parent
// FINDS: shared-ptr-cycle Tree.parent -> Tree.right
#include "counted.h"
#include <memory>

struct Tree : Counted<Tree> {
  explicit Tree(int key) : key(key) {}
  int key;
  std::shared_ptr<Tree> left, right;
#ifdef PARENT
  std::shared_ptr<Tree> parent;
#endif
};

#ifdef LOOP
static std::shared_ptr<Tree> insert(std::shared_ptr<Tree> root, int key) {
  std::shared_ptr<Tree> *place = &root;
  while (*place)
    place = key < (*place)->key ? &(*place)->left : &(*place)->right;
  *place = std::make_shared<Tree>(key);
  return root;
}
#else
static std::shared_ptr<Tree> insert(std::shared_ptr<Tree> root, int key) {
  if (!root)
    return std::make_shared<Tree>(key);
  if (key < root->key) {
    root->left = insert(root->left, key);
#ifdef PARENT
    root->left->parent = root;
#endif
  } else {
    root->right = insert(root->right, key);
#ifdef PARENT
    root->right->parent = root;
#endif
  }
  return root;
}
#endif

int main() {
  std::shared_ptr<Tree> root;
  for (int key : {5, 2, 8, 1})
    root = insert(root, key);
}

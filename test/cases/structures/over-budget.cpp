// RUN: %case %s %t
//
// More ways through the loop than are followed: a ring on one that was followed is one.
//
// CASE: bad
// ALIVE: Page 3
// FINDS: shared-ptr-cycle Page.pages -> Page.parent
// CASE: weak_parent_good -DGOOD
#include "counted.h"
#include <memory>
#include <vector>

struct Page : Counted<Page> {
  std::vector<int> keys;
  std::vector<std::shared_ptr<Page>> pages;
#ifdef GOOD
  std::weak_ptr<Page> parent;
#else
  std::shared_ptr<Page> parent;
#endif
};

class Book {
public:
  void insert(int key) {
    root->keys.push_back(key);
    if (root->keys.size() > 4)
      split(root);
  }

private:
  void split(const std::shared_ptr<Page> &page) {
    auto right = std::make_shared<Page>();
    auto top = std::make_shared<Page>();
    top->pages = {page, right};
    page->parent = right->parent = top;
    root = top;
  }
  std::shared_ptr<Page> root = std::make_shared<Page>();
};

int main() {
  Book book;
  for (int key = 0; key < 6; ++key)
    book.insert(key);
}

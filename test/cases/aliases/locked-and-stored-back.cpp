// RUN: %case %s %t
//
// A weak pointer is locked, and the strong one is stored for long.
//
// CASE: stored_bad
// ALIVE: Page 1, Tab 1
// FINDS: shared-ptr-cycle Page.pinned_ -> Tab.page
// FINDS: lock-stored-back
// CASE: used_good -DGOOD
#include "counted.h"
#include <memory>

class Tab;
class Page : Counted<Page> {
public:
  explicit Page(std::weak_ptr<Tab> tab) : tab_(std::move(tab)) {}
  void use();

private:
  std::weak_ptr<Tab> tab_;
  std::shared_ptr<Tab> pinned_;
};
class Tab : public Counted<Tab> {
public:
  std::shared_ptr<Page> page;
  int uses = 0;
};

void Page::use() {
  if (auto tab = tab_.lock()) {
    ++tab->uses;
#ifndef GOOD
    pinned_ = tab;
#endif
  }
}

int main() {
  auto tab = std::make_shared<Tab>();
  tab->page = std::make_shared<Page>(tab);
  tab->page->use();
}

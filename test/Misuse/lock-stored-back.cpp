// RUN: not %weakspot check --quiet --checks=lock-stored-back --model %S/Inputs/house.yaml %s -- -std=c++20 -I%S/Inputs > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20 -I%S/Inputs
#include "house.h"
#include <functional>
#include <map>
#include <memory>
#include <vector>

struct Page;
struct Tab {
  std::vector<std::shared_ptr<Page>> pages;
  house::Ref<Page> house;
  int uses = 0;
};
struct Engine {
  int speed = 0;
};
void use(const std::shared_ptr<Tab> &);

struct Page {
  std::weak_ptr<Tab> tab_;
  house::Weak<Tab> houseTab_;
  std::weak_ptr<Engine> engine_;
  std::shared_ptr<Tab> pinned_;
  std::shared_ptr<Tab> released_;
  std::vector<std::shared_ptr<Tab>> history_;
  std::function<void()> later_;
  house::Ref<Tab> housePinned_;
  std::shared_ptr<Engine> enginePinned_;
  std::shared_ptr<Tab> destroyed_;
  ~Page() { destroyed_.reset(); }

  void stored_bad() {
    pinned_ = tab_.lock();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: what 'Page::tab_' refers to is owned by 'Page::pinned_' from here on: the cycle that the weak pointer breaks is closed again [weakspot-lock-stored-back]
    // CHECK-MESSAGES: note: the weak pointer is declared here
    // CHECK-MESSAGES: note: 'Tab' owns 'Page', directly or through others
  }
  void checked_bad() {
    if (auto tab = tab_.lock()) {
      ++tab->uses;
      history_.push_back(tab);
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: what 'Page::tab_' refers to is owned by an element of 'Page::history_' from here on
    }
  }
  void captured_bad() {
    if (auto tab = tab_.lock())
      later_ = [tab] { ++tab->uses; };
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: what 'Page::tab_' refers to is owned by 'Page::later_' from here on
  }
  void house_bad() {
    housePinned_ = houseTab_.lock();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: what 'Page::houseTab_' refers to is owned by 'Page::housePinned_' from here on
  }
  void only_destructor_resets_bad() {
    destroyed_ = tab_.lock();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: what 'Page::tab_' refers to is owned by 'Page::destroyed_' from here on
  }

  void local_good() {
    std::shared_ptr<Tab> tab = tab_.lock();
    use(tab);
  }
  std::shared_ptr<Tab> returned_good() const { return tab_.lock(); }
  void no_way_back_good() { enginePinned_ = engine_.lock(); }
  void while_it_works_good() {
    released_ = tab_.lock();
    use(released_);
    released_.reset();
  }
  void until_done_good() { released_ = tab_.lock(); }
  void done() { released_ = nullptr; }
};

struct Leaf;
struct Stem {
  std::vector<std::shared_ptr<Leaf>> leaves_;
};
struct Leaf {
  std::weak_ptr<Stem> stem_;
  std::shared_ptr<Stem> kept_;
  void keep(std::shared_ptr<Stem> stem) { kept_ = std::move(stem); }
  void through_setter_bad() {
    if (auto stem = stem_.lock())
      keep(std::move(stem));
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: what 'Leaf::stem_' refers to is owned by 'Leaf::kept_' from here on
    // CHECK-MESSAGES: note: it is stored here
  }
};

#ifdef HARM
#include "harm.h"
void use(const std::shared_ptr<Tab> &) {}

/// A tab with a page that knows it.
template <typename Store> static void open(Store store) {
  auto tab = std::make_shared<Tab>();
  auto page = std::make_shared<Page>();
  tab->pages.push_back(page);
  page->tab_ = tab;
  store(*page);
}

HARM(leaks, stored_bad) { open([](Page &page) { page.stored_bad(); }); }
HARM(leaks, checked_bad) { open([](Page &page) { page.checked_bad(); }); }
HARM(leaks, captured_bad) { open([](Page &page) { page.captured_bad(); }); }
HARM(leaks, house_bad) {
  auto tab = house::make<Tab>();
  tab->house = house::make<Page>();
  tab->house->houseTab_ = tab;
  tab->house->house_bad();
}
HARM(leaks, only_destructor_resets_bad) { open([](Page &page) { page.only_destructor_resets_bad(); }); }
HARM(leaks, through_setter_bad) {
  auto stem = std::make_shared<Stem>();
  auto leaf = std::make_shared<Leaf>();
  stem->leaves_.push_back(leaf);
  leaf->stem_ = stem;
  leaf->through_setter_bad();
}
#endif

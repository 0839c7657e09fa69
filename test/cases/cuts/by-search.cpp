// RUN: %case %s %t
//
// What is cut is looked for by its name, which the checker does not read. That it is not there is
// no way out that is told; what the search has nothing to do with is.
//
// CASE: found_good "-DDISSOLVE=house.part(\"Tom\")"
// CASE: broken_off_good "-DDISSOLVE=house.partFirst(\"Tom\")"
// CASE: each_good "-DDISSOLVE=house.partAll(\"Tom\")"
// CASE: by_index_good "-DDISSOLVE=house.partByIndex(\"Tom\")"
// CASE: helper_good "-DDISSOLVE=if (Cat *cat = house.find(\"Tom\")) cat->mate.reset()"
// CASE: early_good "-DDISSOLVE=house.partIfThere(\"Tom\")"
// CASE: flag_good "-DDISSOLVE=house.partByFlag(\"Tom\")"
// CASE: moved_out_good "-DDISSOLVE=house.take(\"Tom\")"
// CASE: untouched_bad "-DDISSOLVE=house.find(\"Tom\")"
// ALIVE: Cat 2
// FINDS: shared-ptr-cycle Cat.mate -> Cat.mate
// CASE: one_of_two_bad -DPAIRS=2 "-DDISSOLVE=house.partFirst(\"Tom\")"
// ALIVE: Cat 2
// FINDS: shared-ptr-cycle Cat.mate -> Cat.mate
// CASE: wed_unless_known_bad "-DDISSOLVE=house.partAll(\"Tom\"); house.wed(\"Kit\")"
// ALIVE: Cat 1
// FINDS: shared-ptr-cycle Cat.mate
// CASE: after_the_search_bad "-DDISSOLVE=house.partAll(\"Tom\"); house.find(\"Tom\"); house.wedFirst()"
// ALIVE: Cat 1
// FINDS: shared-ptr-cycle Cat.mate
#include "counted.h"
#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

struct Cat : Counted<Cat> {
  explicit Cat(std::string name) : name(std::move(name)) {}
  std::string name;
  std::shared_ptr<Cat> mate;
};

class House {
public:
  void add(std::shared_ptr<Cat> cat) { cats.push_back(std::move(cat)); }
  void part(const std::string &name) {
    auto it = std::find_if(
        cats.begin(), cats.end(),
        [&](const std::shared_ptr<Cat> &cat) { return cat->name == name; });
    if (it != cats.end())
      (*it)->mate.reset();
  }
  bool partFirst(const std::string &name) {
    for (auto &cat : cats)
      if (cat->name == name) {
        cat->mate = nullptr;
        return true;
      }
    return false;
  }
  void partAll(const std::string &name) {
    for (auto &cat : cats)
      if (cat->name == name)
        cat->mate = nullptr;
  }
  void partByIndex(const std::string &name) {
    for (std::size_t i = 0; i < cats.size(); ++i) {
      if (cats[i]->name != name)
        continue;
      cats[i]->mate = nullptr;
      break;
    }
  }
  Cat *find(const std::string &name) {
    for (auto &cat : cats)
      if (cat->name == name)
        return cat.get();
    return nullptr;
  }
  void partIfThere(const std::string &name) {
    Cat *cat = find(name);
    if (!cat)
      return;
    cat->mate.reset();
  }
  void partByFlag(const std::string &name) {
    bool known = false;
    for (auto &cat : cats)
      if (cat->name == name) {
        known = true;
        break;
      }
    if (known)
      cats.front()->mate.reset();
  }
  std::shared_ptr<Cat> take(const std::string &name) {
    auto it = cats.begin();
    while (it != cats.end() && (*it)->name != name)
      ++it;
    if (it == cats.end())
      return {};
    std::shared_ptr<Cat> cat = std::move(*it);
    cats.erase(it);
    cat->mate.reset();
    return cat;
  }
  void wed(const std::string &name) {
    for (auto &cat : cats)
      if (cat->name == name)
        return;
    add(std::make_shared<Cat>(name));
    cats.back()->mate = cats.back();
  }
  void wedFirst() { cats.front()->mate = cats.front(); }

private:
  std::vector<std::shared_ptr<Cat>> cats;
};

#ifndef PAIRS
#define PAIRS 1
#endif

static void marry(House &house, const char *one, const char *other) {
  auto tom = std::make_shared<Cat>(one);
  auto mate = std::make_shared<Cat>(other);
  tom->mate = mate;
  mate->mate = tom;
  house.add(tom);
}

int main() {
  House house;
  marry(house, "Tom", "Ada");
  if (PAIRS == 2)
    marry(house, "Max", "Eve");
  DISSOLVE;
}

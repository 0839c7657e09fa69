// RUN: %case %s %t
//
// Registers that are filled, asked and emptied by names that are not known. What is put in is
// there, whichever name it has; what may have been put elsewhere is a guess.
//
// CASE: second_name_bad "-DTEST=desk.put(first, pen); desk.put(second, cap); cap->desk = self"
// ALIVE: Desk 1, Item 2
// FINDS: shared-ptr-cycle Desk.drawers.second -> Item.desk
// CASE: asked_before_bad "-DTEST=desk.drawers[first]; desk.drawers[second] = cap; cap->desk = self"
// ALIVE: Desk 1, Item 1
// FINDS: shared-ptr-cycle Desk.drawers.second -> Item.desk
// CASE: emptied_good "-DTEST=desk.put(first, pen); pen->desk = self; desk.put(first, nullptr)"
// CASE: added_good "-DTEST=pen->desk = self; if (!desk.add(first, pen)) return 1; pen->desk.reset()"
// CASE: added_by_flag_good "-DTEST=pen->desk = self; if (!desk.addByFlag(first, pen)) return 1; pen->desk.reset()"
// CASE: not_twice_good "-DTEST=pen->desk = self; desk.add(first, cap); if (desk.add(first, pen)) return 1; pen->desk.reset()"
// CASE: added_bad "-DTEST=pen->desk = self; if (desk.add(first, pen)) return 0; pen->desk.reset()"
// ALIVE: Desk 1, Item 1
// FINDS: shared-ptr-cycle Desk.drawers.second -> Item.desk
#include "counted.h"
#include <map>
#include <memory>
#include <string>

struct Desk;
struct Item : Counted<Item> {
  std::shared_ptr<Desk> desk;
};
struct Desk : Counted<Desk> {
  void put(const std::string &name, std::shared_ptr<Item> item) {
    drawers[name] = std::move(item);
  }
  bool add(const std::string &name, std::shared_ptr<Item> item) {
    bool isNew = drawers.find(name) == drawers.end();
    if (isNew)
      drawers[name] = std::move(item);
    return isNew;
  }
  bool addByFlag(const std::string &name, std::shared_ptr<Item> item) {
    bool isNew = false;
    if (drawers.count(name) == 0)
      isNew = true;
    drawers[name] = std::move(item);
    return isNew;
  }
  std::map<std::string, std::shared_ptr<Item>> drawers;
};

int main(int, char **argv) {
  auto self = std::make_shared<Desk>();
  Desk &desk = *self;
  auto pen = std::make_shared<Item>();
  auto cap = std::make_shared<Item>();
  const std::string first = argv[0];
  [[maybe_unused]] const std::string second = first + "2";
  TEST;
}

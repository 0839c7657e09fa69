// RUN: %case %s %t
//
// What an object is called is the key under which tables have it: a member that
// is a text, read directly, by a getter, or passed on.
//
// CASE: erased_by_member_good -DERASED_BY_MEMBER
// CASE: erased_by_getter_good -DERASED_BY_GETTER
// CASE: erased_by_another_bad -DERASED_BY_ANOTHER
// ALIVE: Item 1
// FINDS: shared-ptr-cycle Item.table -> Table.items.second
// CASE: renamed_bad -DRENAMED
// ALIVE: Item 1
// FINDS: shared-ptr-cycle Item.table -> Table.items.second
// CASE: moved_into_the_key_good -DMOVED_INTO_THE_KEY
// CASE: found_by_member_bad -DFOUND_BY_MEMBER
// ALIVE: Item 2
// FINDS: shared-ptr-cycle Item.other -> Item.other
// CASE: not_found_good -DNOT_FOUND
// CASE: oldest_evicted_good -DOLDEST_EVICTED
// CASE: known_by_type_good -DKNOWN_BY_TYPE
// CASE: swapped_names_good -DSWAPPED_NAMES
// CASE: swapped_names_bad -DSWAPPED_NAMES -DONCE_MORE
// ALIVE: Item 1
// FINDS: shared-ptr-cycle Item.table -> Table.items.second
// CASE: asked_for_its_name_good -DASKED_FOR_ITS_NAME
// CASE: asked_for_another_bad -DASKED_FOR_ANOTHER
// ALIVE: Item 1
// FINDS: shared-ptr-cycle Item.other
#include "counted.h"
#include <map>
#include <memory>
#include <string>
#include <typeindex>
#include <unordered_map>
#include <utility>

struct Table;

struct Item : Counted<Item> {
  Item() = default;
  explicit Item(std::string name) : name(std::move(name)) {}
  const std::string &called() const { return name; }
  void stopIf(const std::string &who) {
    if (name == who)
      other.reset();
  }

  std::string name;
  std::type_index type = typeid(int);
  std::shared_ptr<Table> table;
  std::shared_ptr<Item> other;
};

struct Table {
  void add(std::shared_ptr<Item> item) { items[item->name] = std::move(item); }
  void add(const std::string &name, std::shared_ptr<Item> item) {
    items[name] = std::move(item);
  }
  void remove(const Item &item) { items.erase(item.name); }

  std::map<std::string, std::shared_ptr<Item>> items;
};

inline std::shared_ptr<Item> inTable(const std::shared_ptr<Table> &table) {
  auto item = std::make_shared<Item>("a");
  item->table = table;
  table->add(item);
  return item;
}

#ifdef ERASED_BY_MEMBER
int main() {
  auto item = inTable(std::make_shared<Table>());
  item->table->remove(*item);
}
#endif

#ifdef ERASED_BY_GETTER
int main() {
  auto item = inTable(std::make_shared<Table>());
  item->table->items.erase(item->called());
}
#endif

#ifdef ERASED_BY_ANOTHER
int main() {
  auto item = inTable(std::make_shared<Table>());
  item->table->remove(Item("b"));
}
#endif

#ifdef RENAMED
int main() {
  auto item = inTable(std::make_shared<Table>());
  item->name = "b";
  item->table->remove(*item);
}
#endif

#ifdef MOVED_INTO_THE_KEY
int main() {
  auto table = std::make_shared<Table>();
  auto item = std::make_shared<Item>("a");
  item->table = table;
  table->add(std::move(item->name), item);
  table->items.erase("a");
}
#endif

#ifdef FOUND_BY_MEMBER
int main() {
  std::unordered_map<std::string, std::shared_ptr<Item>> names;
  auto a = std::make_shared<Item>("f"), b = std::make_shared<Item>();
  b->name = "f";
  a->other = b;
  names[a->name] = a;
  if (auto at = names.find(b->name); at != names.end())
    b->other = at->second;
}
#endif

#ifdef NOT_FOUND
int main() {
  std::unordered_map<std::string, std::shared_ptr<Item>> names;
  auto a = std::make_shared<Item>("f"), b = std::make_shared<Item>("g");
  a->other = b;
  names[a->name] = a;
  if (auto at = names.find(b->name); at != names.end())
    b->other = at->second;
}
#endif

#ifdef OLDEST_EVICTED
int main() {
  std::map<std::string, std::shared_ptr<Item>> names;
  auto first = std::make_shared<Item>("a"),
       second = std::make_shared<Item>("b");
  names.emplace(first->name, first);
  names.emplace(second->name, second);
  first->other = second;
  names.erase(first->name);
  if (auto at = names.find("a"); at != names.end())
    second->other = at->second;
}
#endif

#ifdef KNOWN_BY_TYPE
int main() {
  auto item = std::make_shared<Item>();
  std::map<std::type_index, std::shared_ptr<Item>> types;
  types[typeid(int)] = item;
  item->other = item;
  types[item->type]->other.reset();
}
#endif

#ifdef SWAPPED_NAMES
int main() {
  auto item = inTable(std::make_shared<Table>());
  Item other("b");
  std::swap(other.name, item->name);
#ifdef ONCE_MORE
  std::swap(other.name, item->name);
#endif
  item->table->remove(other);
}
#endif

#ifdef ASKED_FOR_ITS_NAME
int main() {
  auto item = std::make_shared<Item>("a");
  item->other = item;
  item->stopIf("a");
}
#endif

#ifdef ASKED_FOR_ANOTHER
int main() {
  auto item = std::make_shared<Item>("a");
  item->other = item;
  item->stopIf("b");
}
#endif

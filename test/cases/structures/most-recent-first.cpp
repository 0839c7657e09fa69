// RUN: %case %s %t
//
// A cache that keeps its entries in a doubly linked list with two sentinels: what is taken out of
// the list and put in again at the front may lie beside the very nodes that change for it.
//
// CASE: filled_bad -DUSE=fill(cache) -DENDS=
// ALIVE: Entry 4
// FINDS: shared-ptr-cycle Entry.next -> Entry.prev
// CASE: used_bad -DUSE=fillAndUse(cache) -DENDS=
// ALIVE: Entry 4
// FINDS: shared-ptr-cycle Entry.next -> Entry.prev
// CASE: filled_good -DUSE=fill(cache) -DENDS=clear()
// CASE: used_good -DUSE=fillAndUse(cache) -DENDS=clear()
#include "counted.h"
#include <cstddef>
#include <memory>
#include <unordered_map>

struct Entry : Counted<Entry> {
  Entry(int key, int value) : key(key), value(value) {}
  int key, value;
  std::shared_ptr<Entry> next, prev;
};

class Cache {
public:
  explicit Cache(std::size_t most) : most(most) {
    first->next = last;
    last->prev = first;
  }
  ~Cache() { ENDS; }
  int get(int key) {
    auto found = entries.find(key);
    if (found == entries.end())
      return -1;
    takeOut(found->second);
    putFirst(found->second);
    return found->second->value;
  }
  void put(int key, int value) {
    auto found = entries.find(key);
    if (found != entries.end()) {
      found->second->value = value;
      takeOut(found->second);
      putFirst(found->second);
      return;
    }
    if (entries.size() == most) {
      auto oldest = last->prev;
      takeOut(oldest);
      entries.erase(oldest->key);
    }
    auto entry = std::make_shared<Entry>(key, value);
    entries[key] = entry;
    putFirst(entry);
  }
  void clear() {
    auto at = first;
    while (at) {
      auto next = at->next;
      at->next = nullptr;
      at->prev = nullptr;
      at = next;
    }
  }

private:
  void takeOut(const std::shared_ptr<Entry> &entry) {
    entry->prev->next = entry->next;
    entry->next->prev = entry->prev;
  }
  void putFirst(const std::shared_ptr<Entry> &entry) {
    entry->next = first->next;
    entry->prev = first;
    first->next->prev = entry;
    first->next = entry;
  }
  std::size_t most;
  std::unordered_map<int, std::shared_ptr<Entry>> entries;
  std::shared_ptr<Entry> first = std::make_shared<Entry>(0, 0);
  std::shared_ptr<Entry> last = std::make_shared<Entry>(0, 0);
};

[[maybe_unused]] static void fill(Cache &cache) {
  cache.put(1, 10);
  cache.put(2, 20);
}
[[maybe_unused]] static void fillAndUse(Cache &cache) {
  fill(cache);
  cache.get(1);
  cache.put(3, 30);
  cache.get(2);
}

int main() {
  Cache cache(2);
  USE;
}

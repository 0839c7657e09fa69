// RUN: %case %s %t
//
// Elements that have a weak pointer first and an owner second, of the same
// object or of one that owns it: without keys they are no entries that anybody
// expects to go. What the list owns, the program still sees.
//
// CASE: list_good
// CASE: vector_good -DVECTOR
// CASE: indexed_good -DVECTOR -DINDEXED
// CASE: raw_good -DRAW
// CASE: led_to_good -DLED
#include "counted.h"
#include <list>
#include <memory>
#include <vector>

struct Page : Counted<Page> {};

struct Image : Counted<Image> {
  std::shared_ptr<Page> page;
};

struct Entry {
#ifdef RAW
  Image *seen = nullptr;
#elif defined(LED)
  std::weak_ptr<Page> seen;
#else
  std::weak_ptr<Image> seen;
#endif
  std::shared_ptr<Image> kept;
};

struct Cache {
#ifdef VECTOR
  std::vector<Entry> entries;
#else
  std::list<Entry> entries;
#endif
  void add(const std::shared_ptr<Image> &image);
};

void Cache::add(const std::shared_ptr<Image> &image) {
  Entry entry;
#ifdef RAW
  entry.seen = image.get();
#elif defined(LED)
  entry.seen = image->page;
#else
  entry.seen = image;
#endif
  entry.kept = image;
#ifdef INDEXED
  entries.resize(entries.size() + 1);
  entries[entries.size() - 1] = entry;
#else
  entries.push_back(entry);
#endif
}

static Cache cache;

int main() {
  auto image = std::make_shared<Image>();
  image->page = std::make_shared<Page>();
  cache.add(image);
}

// RUN: %case %s %t
//
// A value that holds values of its own kind, to any depth, is copied.
//
// CASE: copied_good
// CASE: ring_in_a_copy_bad -DRING
// ALIVE: Source 1
// FINDS: shared-ptr-cycle Source.all_.list.source
#include "counted.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Source;

struct Entry {
  std::shared_ptr<Source> source;
  std::vector<Entry> list;
  std::map<std::string, Entry> dictionary;
};

struct Source : Counted<Source> {
  void take(const Entry &entry) { all_ = entry; }
  Entry all_;
};

int main() {
  auto source = std::make_shared<Source>();
  Entry entry, inner;
#ifdef RING
  inner.source = source;
#endif
  entry.list.push_back(inner);
  source->take(entry);
}

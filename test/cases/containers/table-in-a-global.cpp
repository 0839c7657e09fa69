// RUN: %case %s %t
//
// A table that lives as long as the program, whose entries refer to their keys:
// an entry that is taken out again, and a table that is emptied, keep nothing.
//
// CASE: kept_bad
// ALIVE: Document 1, Index 1
// FINDS: weak-key-cycle Index.document -> std::pair.second
// CASE: cleared_good -DTAKE=1
// CASE: erased_good -DTAKE=2
#include "counted.h"
#include <map>
#include <memory>

struct Document : Counted<Document> {};

struct Index : Counted<Index> {
  std::shared_ptr<Document> document;
};

using Table = std::map<std::weak_ptr<Document>, std::shared_ptr<Index>,
                       std::owner_less<>>;
Table &table = *new Table;

int main() {
  auto document = std::make_shared<Document>();
  auto index = std::make_shared<Index>();
  index->document = document;
  table[document] = index;
#if TAKE == 1
  table.clear();
#elif TAKE == 2
  table.erase(document);
#endif
}

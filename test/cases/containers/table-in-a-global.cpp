// RUN: %case %s %t
//
// A table that lives as long as the program, whose entries refer to their keys:
// an entry that is taken out again, and a table that is emptied, keep nothing.
//
// CASE: kept_bad
// ALIVE: Document 1, Index 1
// FINDS: weak-key-cycle Index.document -> the entry for 'Document' in 'table'
// CASE: looked_up_bad -DTAKE=0
// ALIVE: Document 1, Index 1
// FINDS: weak-key-cycle Index.document -> the entry for 'Document' in 'table'
// CASE: cleared_good -DTAKE=1
// CASE: erased_good -DTAKE=2
// CASE: cleared_elsewhere_good -DTAKE=3
// CASE: erased_elsewhere_good -DTAKE=4
// CASE: found_and_erased_elsewhere_good -DTAKE=5
// CASE: replaced_elsewhere_good -DTAKE=6
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

void open(const std::shared_ptr<Document> &document) {
  auto index = std::make_shared<Index>();
  index->document = document;
  table[document] = index;
#if TAKE == 1
  table.clear();
#elif TAKE == 2
  table.erase(document);
#endif
}

void close([[maybe_unused]] const std::shared_ptr<Document> &document) {
#if TAKE == 0
  table.find(document);
#elif TAKE == 3
  table.clear();
#elif TAKE == 4
  table.erase(document);
#elif TAKE == 5
  auto entry = table.find(document);
  if (entry != table.end())
    table.erase(entry);
#elif TAKE == 6
  table = Table();
#endif
}

int main() {
  auto document = std::make_shared<Document>();
  open(document);
  close(document);
}

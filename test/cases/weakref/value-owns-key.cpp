// RUN: %case %s %t
//
// A weak_key_map keeps its values while the keys live. A value that owns its
// key, or leads to it, keeps it and so itself.
//
// CASE: value_owns_key_bad
// ALIVE: Document 1, Index 1
// FINDS: weak-key-cycle Index.document -> the entry for 'Document' in 'indexes'
// CASE: set_through_the_entry_bad -DENTRY
// ALIVE: Document 1, Index 1
// FINDS: weak-key-cycle Index.document -> the entry for 'Document' in 'indexes'
// CASE: stored_by_insert_or_assign_bad -DASSIGN
// ALIVE: Document 1, Index 1
// FINDS: weak-key-cycle Index.document -> the entry for 'Document' in 'indexes'
// CASE: prompt_table_is_no_better_bad -DPROMPT
// ALIVE: Document 1, Index 1
// FINDS: weak-key-cycle Index.document -> the entry for 'Document' in 'indexes'
// CASE: weak_back_good -DWEAK
// CASE: raw_back_good -DRAW
// CASE: index_of_another_good -DOTHER
#include "counted.h"
#include <weakref/weakref.h>

struct Document : Counted<Document> {
  weakref::hook weakref_hook;
};

struct Index : Counted<Index> {
#if defined(WEAK)
  weakref::ref<Document> document;
#elif defined(RAW)
  Document *document = nullptr;
#else
  std::shared_ptr<Document> document;
#endif
};

#ifdef PROMPT
using Table = weakref::prompt_weak_key_map<Document, std::shared_ptr<Index>>;
#else
using Table = weakref::weak_key_map<Document, std::shared_ptr<Index>>;
#endif

// Lives as long as the program: the entries are what leaks.
Table &indexes = *new Table;

std::shared_ptr<Document> open() {
  auto document = std::make_shared<Document>();
#if defined(ENTRY)
  indexes[document] = std::make_shared<Index>();
  indexes.at(document)->document = document;
#elif defined(ASSIGN)
  auto index = std::make_shared<Index>();
  index->document = document;
  indexes.insert_or_assign(document, index);
#elif defined(OTHER)
  auto other = std::make_shared<Document>();
  indexes[document] = std::make_shared<Index>();
  indexes[document]->document = other;
#elif defined(RAW)
  indexes.try_emplace(document, std::make_shared<Index>());
  indexes.at(document)->document = document.get();
#else
  auto index = std::make_shared<Index>();
  index->document = document;
  indexes[document] = index;
#endif
  return document;
}

int main() {
  open();
  indexes.purge();
}

// RUN: %case %s %t
//
// A weak_value_map owns its keys: a key that owns the value keeps the value
// alive for as long as the table lives.
//
// CASE: key_owns_value_bad
// ALIVE: Entry 1, Name 1
// FINDS: weak-key-cycle Name.bearer -> the entry for 'Entry' in 'book'
// CASE: weak_good -DWEAK
// CASE: plain_key_good -DPLAIN
#include "counted.h"
#include <weakref/weakref.h>

struct Entry;

struct Name : Counted<Name> {
#ifdef WEAK
  std::weak_ptr<Entry> bearer;
#else
  std::shared_ptr<Entry> bearer;
#endif
};

struct Entry : Counted<Entry> {};

#ifdef PLAIN
weakref::weak_value_map<int, Entry> &book =
    *new weakref::weak_value_map<int, Entry>;
#else
weakref::weak_value_map<std::shared_ptr<Name>, Entry> &book =
    *new weakref::weak_value_map<std::shared_ptr<Name>, Entry>;
#endif

int main() {
  auto entry = std::make_shared<Entry>();
#ifdef PLAIN
  book.insert_or_assign(1, entry);
#else
  auto name = std::make_shared<Name>();
  name->bearer = entry;
  book.insert_or_assign(name, entry);
  name.reset();
#endif
  entry.reset();
  book.purge();
}

// RUN: %case %s %t
//
// A multimap gives up all elements of a key at once.
//
// CASE: kept_bad
// ALIVE: Book 2, Catalog 1
// FINDS: shared-ptr-cycle Catalog.books_.second -> Book.catalog_
// CASE: range_good -DRANGE
// CASE: key_good -DKEY
#include "counted.h"
#include <map>
#include <memory>
#include <string>

struct Catalog;

struct Book : Counted<Book> {
  std::shared_ptr<Catalog> catalog_;
};

struct Catalog : Counted<Catalog>, std::enable_shared_from_this<Catalog> {
  void add(const std::string &author) {
    auto book = std::make_shared<Book>();
    book->catalog_ = shared_from_this();
    books_.emplace(author, book);
  }
  void remove(const std::string &author) {
#ifdef RANGE
    auto [first, last] = books_.equal_range(author);
    books_.erase(first, last);
#else
    books_.erase(author);
#endif
  }
  std::multimap<std::string, std::shared_ptr<Book>> books_;
};

int main() {
  auto catalog = std::make_shared<Catalog>();
  catalog->add("Poe");
  catalog->add("Poe");
#if defined(RANGE) || defined(KEY)
  catalog->remove("Poe");
#endif
}

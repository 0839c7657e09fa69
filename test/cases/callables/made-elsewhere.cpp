// RUN: %case %s %t
//
// What a factory makes is known where it is called through a function pointer that was
// handed over, a global callable, a global table.
//
// CASE: pointer_bad -DMAKE=by(&create)
// ALIVE: Shop 1, Till 1
// FINDS: shared-ptr-cycle Shop.parts_ -> Till.shop
// CASE: pointer_good -DMAKE=by(&create) -DWEAK
// CASE: one_bad -DMAKE=byOne()
// ALIVE: Shop 1, Till 1
// FINDS: shared-ptr-cycle Shop.parts_ -> Till.shop
// CASE: named_bad '-DMAKE=byName("till")'
// ALIVE: Shop 1, Till 1
// FINDS: shared-ptr-cycle Shop.parts_ -> Till.shop
// CASE: named_good '-DMAKE=byName("till")' -DWEAK
// CASE: other_name_good '-DMAKE=byName("shelf")' -DSHELF
// CASE: each_bad -DMAKE=byEach()
// ALIVE: Shop 1, Till 1
// FINDS: shared-ptr-cycle Shop.parts_ -> Till.shop
#include "counted.h"
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

class Shop;
struct Part {
  virtual ~Part() = default;
};
using Made = std::shared_ptr<Part>;
using Factory = std::function<Made(Shop &)>;

class Shop : public std::enable_shared_from_this<Shop>, Counted<Shop> {
public:
  void by(Made (*make)(Shop &)) { parts_.push_back(make(*this)); }
  void byOne();
  void byName(const std::string &name);
  void byEach();

private:
  std::vector<Made> parts_;
};

struct Till : Part, Counted<Till> {
  explicit Till(Shop &shop) : shop(shop.shared_from_this()) {}
#ifdef WEAK
  std::weak_ptr<Shop> shop;
#else
  std::shared_ptr<Shop> shop;
#endif
};
Made create(Shop &shop) { return std::make_shared<Till>(shop); }
struct Shelf : Part {};

static Factory one;
static std::map<std::string, Factory> &table() {
  static std::map<std::string, Factory> all;
  return all;
}
void enlist(const std::string &name, Factory make) {
  table()[name] = std::move(make);
}

void Shop::byOne() { parts_.push_back(one(*this)); }
void Shop::byName(const std::string &name) {
  auto found = table().find(name);
  if (found != table().end())
    parts_.push_back(found->second(*this));
}
void Shop::byEach() {
  for (auto &[name, make] : table())
    parts_.push_back(make(*this));
}

int main() {
  one = create;
  enlist("till", [](Shop &shop) { return std::make_shared<Till>(shop); });
  auto shop = std::make_shared<Shop>();
#ifdef SHELF
  enlist("shelf", [](Shop &) { return std::make_shared<Shelf>(); });
#endif
  shop->MAKE;
}

// RUN: %case %s %t
//
// A cache of weak pointers owns nothing; the same cache of strong ones is a
// root of its own, and a ring where a value knows its cache.
//
// CASE: weak_good
// CASE: strong_values_good -DSTRONG
// CASE: values_own_cache_bad -DSTRONG -DBACK
// ALIVE: Cache 1, Image 1
// FINDS: shared-ptr-cycle Cache.images_.second -> Image.cache
// CASE: weak_with_back_good -DBACK
#include "counted.h"
#include <map>
#include <memory>
#include <string>

class Cache;

struct Image : Counted<Image> {
#ifdef BACK
  std::shared_ptr<Cache> cache;
#endif
};

class Cache : public std::enable_shared_from_this<Cache>, Counted<Cache> {
public:
  std::shared_ptr<Image> get(const std::string &name) {
#ifdef STRONG
    auto &entry = images_[name];
    if (!entry)
      entry = load();
    return entry;
#else
    if (auto known = images_[name].lock())
      return known;
    auto made = load();
    images_[name] = made;
    return made;
#endif
  }

private:
  std::shared_ptr<Image> load() {
    auto image = std::make_shared<Image>();
#ifdef BACK
    image->cache = shared_from_this();
#endif
    return image;
  }

#ifdef STRONG
  std::map<std::string, std::shared_ptr<Image>> images_;
#else
  std::map<std::string, std::weak_ptr<Image>> images_;
#endif
};

int main() {
  auto cache = std::make_shared<Cache>();
  auto one = cache->get("one");
  auto again = cache->get("one");
}

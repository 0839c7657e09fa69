// RUN: %case %s %t
//
// The values of the map are weak, but its keys are strong: a key that knows the
// registry closes a ring.
//
// CASE: key_owns_registry_bad
// ALIVE: Key 1, Registry 1
// FINDS: shared-ptr-cycle Registry.values_.first -> Key.registry
// CASE: key_does_not_good -DPLAIN
// CASE: raw_back_good -DRAW
// CASE: erased_good -DERASED
#include "counted.h"
#include <map>
#include <memory>

class Registry;

struct Key : Counted<Key> {
#if defined(RAW)
  Registry *registry = nullptr;
#else
  std::shared_ptr<Registry> registry;
#endif
};

struct Value : Counted<Value> {};

class Registry : Counted<Registry> {
public:
  void add(const std::shared_ptr<Key> &key,
           const std::shared_ptr<Value> &value) {
    values_.insert({key, value});
  }
  void remove(const std::shared_ptr<Key> &key) { values_.erase(key); }

private:
  std::map<std::shared_ptr<Key>, std::weak_ptr<Value>> values_;
};

int main() {
  auto registry = std::make_shared<Registry>();
  auto key = std::make_shared<Key>();
  auto value = std::make_shared<Value>();
#if defined(RAW)
  key->registry = registry.get();
#elif !defined(PLAIN)
  key->registry = registry;
#endif
  registry->add(key, value);
#ifdef ERASED
  registry->remove(key);
#endif
}

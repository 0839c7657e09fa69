// RUN: %case %s %t
//
// Services by their types, as containers of dependencies keep them: two types are two keys.
//
// CASE: bad "-DWIRE=registry->put<Mail>(mail); registry->put<Log>(log); mail->registry = registry"
// ALIVE: Mail 1, Log 1, Registry 1
// FINDS: shared-ptr-cycle Registry.services.second -> Service.registry
// CASE: other_type_cut_bad "-DWIRE=registry->put<Mail>(mail); mail->registry = registry; registry->cut<Log>()"
// ALIVE: Mail 1, Registry 1
// FINDS: shared-ptr-cycle Registry.services.second -> Service.registry
// CASE: cut_good "-DWIRE=registry->put<Mail>(mail); registry->put<Log>(log); mail->registry = registry; registry->cut<Mail>()"
// CASE: replaced_good "-DWIRE=registry->put<Mail>(mail); mail->registry = registry; registry->put<Mail>(nullptr)"
#include "counted.h"
#include <memory>
#include <typeindex>
#include <unordered_map>

struct Registry;
struct Service {
  virtual ~Service() = default;
  std::shared_ptr<Registry> registry;
};
struct Mail : Service, Counted<Mail> {};
struct Log : Service, Counted<Log> {};

struct Registry : Counted<Registry> {
  template <typename T> void put(std::shared_ptr<T> service) {
    services[typeid(T)] = std::move(service);
  }
  template <typename T> void cut() {
    auto found = services.find(std::type_index(typeid(const T)));
    if (found != services.end())
      found->second->registry.reset();
  }
  std::unordered_map<std::type_index, std::shared_ptr<Service>> services;
};

int main() {
  auto registry = std::make_shared<Registry>();
  auto mail = std::make_shared<Mail>();
  auto log = std::make_shared<Log>();
  WIRE;
}

// RUN: %case %s %t
//
// Handlers by name; one of them captures the object that keeps the map.
//
// CASE: bad
// ALIVE: Router 1
// FINDS: capture-cycle Router.routes_.second -> lambda.router
// CASE: removed_good -DREMOVED
// CASE: other_good -DOTHER
#include "counted.h"
#include <functional>
#include <map>
#include <memory>
#include <string>

class Router : Counted<Router> {
public:
  void on(const std::string &path, std::function<void()> handler) {
    routes_[path] = std::move(handler);
  }
  void remove(const std::string &path) { routes_.erase(path); }
  int hits = 0;

private:
  std::map<std::string, std::function<void()>> routes_;
};

int main() {
  auto router = std::make_shared<Router>();
#ifdef OTHER
  auto other = std::make_shared<Router>();
  router->on("/", [other] { ++other->hits; });
#else
  router->on("/", [router] { ++router->hits; });
#endif
#ifdef REMOVED
  router->remove("/");
#endif
}

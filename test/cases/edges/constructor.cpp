// RUN: %case %s %t
//
// One edge is made by a constructor's initialiser, the other by its body's call.
//
// CASE: registers_itself_bad
// ALIVE: Engine 1, Plugin 1
// FINDS: shared-ptr-cycle Engine.plugins_ -> Plugin.engine_
// CASE: unregistered_good -DUNREGISTERED
#include "counted.h"
#include <memory>
#include <vector>

class Plugin;

class Engine : Counted<Engine> {
public:
  void add(std::shared_ptr<Plugin> plugin) {
    plugins_.push_back(std::move(plugin));
  }

private:
  std::vector<std::shared_ptr<Plugin>> plugins_;
};

class Plugin : public std::enable_shared_from_this<Plugin>, Counted<Plugin> {
public:
  explicit Plugin(std::shared_ptr<Engine> engine)
      : engine_(std::move(engine)) {}

  static std::shared_ptr<Plugin> create(const std::shared_ptr<Engine> &engine) {
    auto plugin = std::make_shared<Plugin>(engine);
#ifndef UNREGISTERED
    plugin->engine_->add(plugin);
#endif
    return plugin;
  }

private:
  std::shared_ptr<Engine> engine_;
};

int main() {
  auto engine = std::make_shared<Engine>();
  Plugin::create(engine);
}

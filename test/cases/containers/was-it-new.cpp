// RUN: %case %s %t
//
// emplace and insert tell whether the key was new. Where it was not, nothing is
// in the ring; where it was, the way on is the one that cuts.
//
// CASE: cut_good
// CASE: not_cut_bad -DLEAK
// ALIVE: Host 1, Plugin 1
// FINDS: shared-ptr-cycle Host.plugins_.second -> Plugin.host_
// CASE: found_again_bad -DSEEN
// ALIVE: Host 1, Plugin 1
// FINDS: shared-ptr-cycle Host.plugins_.second -> Plugin.host_
#include "counted.h"
#include <map>
#include <memory>
#include <set>
#include <string>

struct Host;

struct Plugin : Counted<Plugin> {
  std::shared_ptr<Host> host_;
};

struct Host : Counted<Host> {
  bool add(const std::string &name, std::shared_ptr<Plugin> plugin) {
    auto [place, isNew] = plugins_.emplace(name, std::move(plugin));
    return isNew;
  }
  bool note(int number) { return numbers_.insert(number).second; }
  std::map<std::string, std::shared_ptr<Plugin>> plugins_;
  std::set<int> numbers_;
};

int main() {
  auto host = std::make_shared<Host>();
  auto plugin = std::make_shared<Plugin>();
  plugin->host_ = host;
  if (!host->add("speech", plugin))
    return 1;
#ifdef SEEN
  while (host->note(1)) {
  }
#elif !defined(LEAK)
  plugin->host_.reset();
#endif
}

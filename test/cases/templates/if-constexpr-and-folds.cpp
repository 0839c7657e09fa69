// RUN: %case %s %t
//
// Edges made in a fold expression and a discarded branch.
//
// CASE: bad
// ALIVE: Hub 1, Spoke 2
// FINDS: shared-ptr-cycle Hub.spokes -> Spoke.hub
// CASE: discarded_good -DGOOD
#include "counted.h"
#include <memory>
#include <vector>

struct Hub;
struct Spoke : Counted<Spoke> {
  std::shared_ptr<Hub> hub;
};
struct Hub : Counted<Hub> {
  std::vector<std::shared_ptr<Spoke>> spokes;
};

template <bool Back, typename... S>
void join(const std::shared_ptr<Hub> &hub, S... spokes) {
  (hub->spokes.push_back(spokes), ...);
  if constexpr (Back)
    ((spokes->hub = hub), ...);
}

int main() {
  auto hub = std::make_shared<Hub>();
#ifdef GOOD
  join<false>(hub, std::make_shared<Spoke>(), std::make_shared<Spoke>());
#else
  join<true>(hub, std::make_shared<Spoke>(), std::make_shared<Spoke>());
#endif
}

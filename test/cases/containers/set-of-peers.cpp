// RUN: %case %s %t
//
// Peers know each other through sets.
//
// CASE: mutual_bad
// ALIVE: Peer 2
// FINDS: shared-ptr-cycle Peer.known_ -> Peer.known_
// CASE: one_way_good -DONE_WAY
// CASE: left_good -DLEFT
#include "counted.h"
#include <memory>
#include <set>

class Peer : Counted<Peer> {
public:
  void meet(const std::shared_ptr<Peer> &peer) { known_.insert(peer); }
  void leave() { known_.clear(); }

private:
  std::set<std::shared_ptr<Peer>> known_;
};

int main() {
  auto a = std::make_shared<Peer>();
  auto b = std::make_shared<Peer>();
  a->meet(b);
#ifndef ONE_WAY
  b->meet(a);
#endif
#ifdef LEFT
  b->leave();
#endif
}

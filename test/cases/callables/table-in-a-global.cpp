// RUN: %case %s %t
//
// What is called through a table in a global is one of the functions that were
// put there, by its initialiser or later.
//
// CASE: bad
// ALIVE: Peer 2
// FINDS: shared-ptr-cycle Peer.other -> Peer.other
// CASE: walked_good -DCUT -DWALK
// CASE: array_good -DCUT -DARRAY
// CASE: chosen_good -DCUT -DCHOOSE
// CASE: named_good -DCUT -DNAMED
// CASE: registered_good -DLATER -DNAMED
#include "counted.h"
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <string>

struct Peer : Counted<Peer> {
  std::shared_ptr<Peer> other;
  int turns = 0;
};

static void turn(Peer &peer) { ++peer.turns; }
static void turnBack(Peer &peer) { --peer.turns; }
[[maybe_unused]] static void cut(Peer &peer) { peer.other.reset(); }

#ifdef CUT
[[maybe_unused]] static void (*const steps[])(Peer &) = {turn, cut, turnBack};
[[maybe_unused]] static const std::array<std::function<void(Peer &)>, 2> calls =
    {turn, [](Peer &peer) { cut(peer); }};
static std::map<std::string, std::function<void(Peer &)>> named = {
    {"turn", turn}, {"end", [](Peer &peer) { cut(peer); }}};
#else
[[maybe_unused]] static void (*const steps[])(Peer &) = {turn, turnBack};
static std::map<std::string, std::function<void(Peer &)>> named = {
    {"turn", turn}};
#endif

int main([[maybe_unused]] int count, char **) {
  std::string name = "e";
#ifdef LATER
  named["end"] = cut;
#else
  named["back"] = turnBack;
#endif
  auto first = std::make_shared<Peer>(), second = std::make_shared<Peer>();
  first->other = second;
  second->other = first;
#ifdef CHOOSE
  steps[count](*first);
#elif defined ARRAY
  for (const auto &call : calls)
    call(*first);
#elif defined NAMED
  name += "nd";
  named.at(name)(*first);
#else
  for (auto step : steps)
    step(*first);
#endif
  return 0;
}

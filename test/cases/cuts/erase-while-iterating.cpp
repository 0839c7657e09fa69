// RUN: %case %s %t
//
// Every element that closes a ring is erased in a loop.
//
// CASE: erased_good
// CASE: kept_bad -DKEPT
// ALIVE: Hub 1, Line 2
// FINDS: shared-ptr-cycle Hub.lines.second -> Line.hub
#include "counted.h"
#include <map>
#include <memory>

struct Hub;
struct Line : Counted<Line> {
  std::shared_ptr<Hub> hub;
  bool open = false;
};
struct Hub : Counted<Hub> {
  std::map<int, std::shared_ptr<Line>> lines;
};

int main() {
  auto hub = std::make_shared<Hub>();
  for (int i = 0; i < 2; ++i) {
    auto line = std::make_shared<Line>();
    line->hub = hub;
    hub->lines[i] = line;
  }
  for (auto it = hub->lines.begin(); it != hub->lines.end();) {
#ifdef KEPT
    ++it;
#else
    it = hub->lines.erase(it);
#endif
  }
}

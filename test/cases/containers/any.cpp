// RUN: %case %s %t
//
// The type of the edge is erased by std::any.
//
// CASE: bad
// ALIVE: Event 1, Source 1
// FINDS: shared-ptr-cycle Event.payload -> Source.last
// CASE: good -DGOOD
#include "counted.h"
#include <any>
#include <memory>

struct Event;
struct Source : Counted<Source> {
  std::shared_ptr<Event> last;
};
struct Event : Counted<Event> {
  std::any payload;
};

int main() {
  auto source = std::make_shared<Source>();
  source->last = std::make_shared<Event>();
  source->last->payload = source;
#ifdef GOOD
  source->last->payload.reset();
#endif
}

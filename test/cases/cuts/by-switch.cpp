// RUN: %case %s %t
//
// What a caller passes decides in a switch of the callee.
//
// CASE: closed_good -DEVENT=Event::Close
// CASE: by_number_good -DNUMBER=1
// CASE: opened_bad -DEVENT=Event::Open
// ALIVE: Door 1
// FINDS: shared-ptr-cycle Door.next
// CASE: other_bad -DEVENT=Event::Other
// ALIVE: Door 1
// FINDS: shared-ptr-cycle Door.next
// CASE: each_has_its_case_good -DSETTLE
// CASE: one_case_keeps_bad -DSETTLE -DKEEP=Other
// ALIVE: Door 1
// FINDS: shared-ptr-cycle Door.next
#include "counted.h"
#include <cstdlib>
#include <memory>

enum class Event { Open, Close, Other };

struct Door : Counted<Door> {
  void handle(Event event) {
    switch (event) {
    case Event::Open:
      ++opened;
      break;
    case Event::Close:
      next.reset();
      break;
    default:
      break;
    }
  }
  void handle(int event) {
    switch (event) {
    case 0:
      return;
    case 1:
      next = nullptr;
    }
  }
  void settle(Event event) {
    switch (event) {
    case Event::Open:
      --opened;
      next.reset();
      break;
    case Event::Close:
      next = nullptr;
      break;
    case Event::Other:
#ifndef KEEP
      next.reset();
#endif
      break;
    }
  }
  std::shared_ptr<Door> next;
  int opened = 0;
};

int main() {
  auto door = std::make_shared<Door>();
  door->next = door;
#ifdef NUMBER
  door->handle(NUMBER);
#elif defined(SETTLE)
  std::srand(1);
  door->settle(std::rand() >= 0 ? Event::Other : Event::Open);
#else
  door->handle(EVENT);
#endif
}

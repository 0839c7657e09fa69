// RUN: %case %s %t
//
// Weak sets own nothing; what a loop over them gets hold of is real, though.
//
// CASE: observers_good
// CASE: loop_stores_what_it_locked_bad -DSTORED
// ALIVE: Observer 1
// FINDS: shared-ptr-cycle Observer.kept
// CASE: found_and_stored_bad -DFOUND
// ALIVE: Observer 1
// FINDS: shared-ptr-cycle Observer.kept
#include "counted.h"
#include <weakref/weakref.h>

struct Observer : Counted<Observer> {
  std::shared_ptr<Observer> kept;
  void notify() {}
};

int main() {
  weakref::weak_set<Observer> observers;
  auto observer = std::make_shared<Observer>();
  observers.insert(observer);
#if defined(STORED)
  for (auto each : observers)
    each->kept = each;
#elif defined(FOUND)
  auto it = observers.find(observer);
  if (it != observers.end())
    (*it)->kept = *it;
#else
  weakref::weak_set<Observer> others = {observer};
  for (auto each : observers | others)
    each->notify();
#endif
}

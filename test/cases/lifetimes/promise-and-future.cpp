// RUN: %case %s %t
//
// A future that waits for the promise of the very object that keeps it.
//
// CASE: bad
// ALIVE: Fetch 1
// FINDS: shared-ptr-cycle Fetch.result -> the container
// CASE: unfulfilled_good -DGOOD
#include "counted.h"
#include <future>
#include <memory>

struct Fetch : Counted<Fetch> {
  std::shared_future<std::shared_ptr<Fetch>> result;
};

int main() {
  auto fetch = std::make_shared<Fetch>();
  std::promise<std::shared_ptr<Fetch>> promise;
  fetch->result = promise.get_future().share();
#ifdef GOOD
  promise.set_value(nullptr);
#else
  promise.set_value(fetch);
#endif
}

// RUN: %case %s %t
//
// A recursive std::function that owns itself.
//
// CASE: shared_function_bad
// ALIVE: Payload 1
// FINDS: self-owning-callable lambda.loop -> the std::function
// CASE: weak_good -DWEAK
// CASE: by_reference_good -DREFERENCE
// CASE: emptied_good -DEMPTIED
#include "counted.h"
#include <functional>
#include <memory>

struct Payload : Counted<Payload> {
  int left = 3;
};

int main() {
  auto payload = std::make_shared<Payload>();
#if defined(REFERENCE)
  std::function<void()> loop;
  loop = [&loop, payload] {
    if (payload->left-- > 0)
      loop();
  };
  loop();
#else
  auto loop = std::make_shared<std::function<void()>>();
#ifdef WEAK
  *loop = [weak = std::weak_ptr<std::function<void()>>(loop), payload] {
    auto next = weak.lock();
    if (next && payload->left-- > 0)
      (*next)();
  };
#else
  *loop = [loop, payload] {
    if (payload->left-- > 0)
      (*loop)();
  };
#endif
  (*loop)();
#ifdef EMPTIED
  *loop = nullptr;
#endif
#endif
}

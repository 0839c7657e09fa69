// RUN: %case %s %t
//
// What a call throws is a std::exception, so a handler of these lets nothing
// by; what a `throw` in sight throws goes to the first handler that fits.
//
// CASE: standard_good -DSTANDARD
// CASE: other_bad
// ALIVE: Request 1
// FINDS: shared-ptr-cycle Request.self
#include "counted.h"
#include <memory>
#include <stdexcept>

struct Request : Counted<Request> {
  std::shared_ptr<Request> self;
};

[[maybe_unused]] static void send() {
  if (counted::yes())
    throw std::runtime_error("refused");
}

static void attempt() {
  auto request = std::make_shared<Request>();
  request->self = request;
  try {
#if defined(STANDARD)
    send();
#else
    throw 42;
#endif
  } catch (const std::exception &) {
  }
  request->self.reset();
}

int main() {
  try {
    attempt();
  } catch (...) {
  }
}

// RUN: %case %s %t
//
// The edge is made in a handler; an exit by exception is an exit like any other.
//
// CASE: in_handler_bad
// ALIVE: Request 1, Retry 1
// FINDS: shared-ptr-cycle Request.retry -> Retry.request
// CASE: cut_in_handler_good -DCUT
#include "counted.h"
#include <memory>
#include <stdexcept>

struct Retry;
struct Request : Counted<Request> {
  std::shared_ptr<Retry> retry;
};
struct Retry : Counted<Retry> {
  std::shared_ptr<Request> request;
};

static void send(int attempt) {
  if (attempt == 0)
    throw std::runtime_error("refused");
}

int main() {
  auto request = std::make_shared<Request>();
  try {
#ifdef CUT
    request->retry = std::make_shared<Retry>();
    request->retry->request = request;
#endif
    send(0);
  } catch (const std::runtime_error &) {
#ifdef CUT
    request->retry->request.reset();
#else
    request->retry = std::make_shared<Retry>();
    request->retry->request = request;
#endif
  }
}

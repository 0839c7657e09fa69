// RUN: %case %s %t
//
// The forward edge is a default member initialiser.
//
// CASE: bad
// ALIVE: Body 1, Head 1
// FINDS: shared-ptr-cycle Body.head -> Head.body
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Body;
struct Head : Counted<Head> {
  std::shared_ptr<Body> body;
};

struct Body : Counted<Body> {
  std::shared_ptr<Head> head = std::make_shared<Head>();
};

int main() {
  auto body = std::make_shared<Body>();
#ifndef GOOD
  body->head->body = body;
#endif
}

// RUN: %case %s %t
//
// The pointer goes through a raw pointer and comes back by shared_from_this.
//
// CASE: bad
// ALIVE: Actor 1, Stage 1
// FINDS: shared-ptr-cycle Actor.stage -> Stage.actor
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Actor;
struct Stage : std::enable_shared_from_this<Stage>, Counted<Stage> {
  std::shared_ptr<Actor> actor;
};
struct Actor : Counted<Actor> {
  std::shared_ptr<Stage> stage;
};

static void enter(Actor &actor, Stage *stage) {
#ifdef GOOD
  (void)actor;
  (void)stage;
#else
  actor.stage = stage->shared_from_this();
#endif
}

int main() {
  auto stage = std::make_shared<Stage>();
  stage->actor = std::make_shared<Actor>();
  enter(*stage->actor, stage.get());
}

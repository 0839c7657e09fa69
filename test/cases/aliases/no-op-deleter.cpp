// RUN: %case %s %t
//
// A shared_ptr with a deleter that does nothing owns nothing.
//
// CASE: no_op_good
// CASE: owning_bad -DOWNING
// ALIVE: Frame 1, Renderer 1
// FINDS: shared-ptr-cycle Frame.renderer -> Renderer.frame
#include "counted.h"
#include <memory>

struct Frame;
struct Renderer : Counted<Renderer> {
  std::shared_ptr<Frame> frame;
};
struct Frame : Counted<Frame> {
  std::shared_ptr<Renderer> renderer;
};

int main() {
  auto frame = std::make_shared<Frame>();
  frame->renderer = std::make_shared<Renderer>();
#ifdef OWNING
  frame->renderer->frame = frame;
#else
  frame->renderer->frame = std::shared_ptr<Frame>(frame.get(), [](Frame *) {});
#endif
}

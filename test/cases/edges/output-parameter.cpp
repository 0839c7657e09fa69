// RUN: %case %s %t
//
// The objects come back through output parameters.
//
// CASE: bad
// ALIVE: In 1, Out 1
// FINDS: shared-ptr-cycle In.out -> Out.in
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Out;
struct In : Counted<In> {
  std::shared_ptr<Out> out;
};
struct Out : Counted<Out> {
  std::shared_ptr<In> in;
};

static void open(std::shared_ptr<In> &in, std::shared_ptr<Out> *out) {
  in = std::make_shared<In>();
  *out = std::make_shared<Out>();
}

int main() {
  std::shared_ptr<In> in;
  std::shared_ptr<Out> out;
  open(in, &out);
  in->out = out;
#ifndef GOOD
  out->in = in;
#endif
}

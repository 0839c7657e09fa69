// RUN: %case %s %t
//
// A unique_ptr list of base pointers; one of the derived classes owns the list's holder.
//
// CASE: bad
// ALIVE: Pipeline 1, Resize 1
// FINDS: shared-ptr-cycle Pipeline.filters -> Resize.pipeline
// CASE: good -DGOOD
#include "counted.h"
#include <memory>
#include <vector>

struct Filter {
  virtual ~Filter() = default;
};
struct Pipeline : Counted<Pipeline> {
  std::vector<std::unique_ptr<Filter>> filters;
};
struct Resize : Filter, Counted<Resize> {
  explicit Resize(std::shared_ptr<Pipeline> given)
      : pipeline(std::move(given)) {}
  std::shared_ptr<Pipeline> pipeline;
};
struct Blur : Filter {};

int main() {
  auto pipeline = std::make_shared<Pipeline>();
  pipeline->filters.push_back(std::make_unique<Blur>());
#ifndef GOOD
  pipeline->filters.push_back(std::make_unique<Resize>(pipeline));
#endif
}

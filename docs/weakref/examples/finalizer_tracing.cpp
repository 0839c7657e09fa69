// Watching when the stages of a lazy pipeline go away, without changing them.
// Each stage owns the one before it, as iterators over iterators do.
#include <weakref/finalizer.h>
#include <weakref/tracking.h>

#include <cassert>
#include <functional>
#include <optional>
#include <string>
#include <vector>

using Stage = std::function<std::optional<int>()>;
using StagePointer = std::shared_ptr<Stage>;

std::vector<std::string> events;

/// std::function cannot be edited, so make() gives it a hook.
StagePointer traced(const char *name, Stage stage) {
  auto result = weakref::make<Stage>(std::move(stage));
  weakref::finalizer(
      result, [](const char *what) { events.push_back(what); }, name);
  return result;
}

StagePointer count(int first) {
  return traced("count gone", [n = first]() mutable { return n++; });
}
StagePointer take(int n, StagePointer source) {
  return traced(
      "take gone",
      [n, source = std::move(source)]() mutable -> std::optional<int> {
        if (n-- > 0)
          return (*source)();
        source.reset(); // exhausted: let go of what is upstream
        return std::nullopt;
      });
}
StagePointer square(StagePointer source) {
  return traced("square gone", [source]() -> std::optional<int> {
    auto n = (*source)();
    return n ? std::optional(*n * *n) : std::nullopt;
  });
}

int main() {
  auto pipeline = square(take(3, count(1)));
  int sum = 0;
  while (auto n = (*pipeline)())
    sum += *n;
  assert(sum == 1 + 4 + 9);
  // The source went as soon as it was exhausted, the others with the pipeline.
  assert(events == std::vector<std::string>{"count gone"});
  pipeline.reset();
  assert((events ==
          std::vector<std::string>{"count gone", "square gone", "take gone"}));
}

// RUN: %case %s %t
//
// Whether an optional has a value, or a collection of numbers any, decides although neither can own
// anything; also in a copy.
//
// CASE: settled_good -DSETTLE
// CASE: settled_twice_good -DSETTLE -DAGAIN
// CASE: settled_before_bad -DSETTLE -DBEFORE
// ALIVE: Task 1
// FINDS: shared-ptr-cycle Task.self
// CASE: all_answered_good -DANSWER=1
// CASE: one_open_bad -DANSWER=2
// ALIVE: Task 1
// FINDS: shared-ptr-cycle Task.self
// CASE: copied_good -DCOPY
// CASE: copied_full_bad -DCOPY -DFULL
// ALIVE: Task 1
// FINDS: shared-ptr-cycle Task.self
#include "counted.h"
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

struct Options {
  std::optional<std::string> name;
  std::vector<int> codes;
};

struct Task : Counted<Task> {
  std::shared_ptr<Task> self;
  std::optional<std::string> value;
  std::set<int> open;
  Options options;

  Task() = default;
  explicit Task(Options o) : options(o) {}
  void settle(const char *v) {
    if (value)
      return;
    value = v;
    self.reset();
  }
  void answer(int id) {
    open.erase(id);
    if (open.empty())
      self.reset();
  }
  void tidy() {
    if (!options.name && options.codes.empty())
      self.reset();
  }
};

int main() {
#if defined(COPY)
  Options options;
#ifdef FULL
  options.codes.push_back(4);
#endif
  auto task = std::make_shared<Task>(options);
#else
  auto task = std::make_shared<Task>();
#endif
  task->self = task;
#if defined(SETTLE)
#ifdef BEFORE
  task->value = "known";
#endif
  task->settle("new");
#ifdef AGAIN
  task->settle("newer");
#endif
#elif defined(ANSWER)
  task->open.insert(1);
  if (ANSWER > 1)
    task->open.insert(2);
  task->answer(1);
#else
  task->tidy();
#endif
}

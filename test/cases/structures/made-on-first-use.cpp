// RUN: %case %s %t
//
// What is made when a function is first called is made once: a program starts without it, and from
// then on finds the same one. Many of them do not hide what happens to others.
//
// CASE: leaks_beside_them_bad
// ALIVE: Task 1
// FINDS: shared-ptr-cycle Task.self
// CASE: stopped_good -DSTOP
// CASE: held_by_one_good -DHELD
// CASE: handed_back_good -DHELD -DHAND_BACK
// CASE: only_first_time_bad -DFIRST_TIME
// ALIVE: Task 1
// FINDS: shared-ptr-cycle Task.self
#include "counted.h"
#include <functional>
#include <memory>
#include <string>
#include <vector>

struct Task : Counted<Task> {
  std::shared_ptr<Task> self;
  std::shared_ptr<std::string> name;
  void stop() { self.reset(); }
};

struct Log {
  std::vector<std::shared_ptr<std::string>> sinks;
  static Log &get() {
    static Log *log = new Log;
    return *log;
  }
  void add(std::shared_ptr<std::string> sink) { sinks.push_back(sink); }
};

struct Names {
  std::shared_ptr<std::string> last;
  static Names &get() {
    static Names names;
    return names;
  }
};

struct Queue {
  std::vector<std::function<void()>> jobs;
  static std::shared_ptr<Queue> get() {
    static std::shared_ptr<Queue> queue = std::make_shared<Queue>();
    return queue;
  }
};

struct Registry {
  std::vector<std::shared_ptr<Task>> tasks;
  bool open = true;
  static Registry &get() {
    static std::unique_ptr<Registry> registry(new Registry);
    return *registry;
  }
  void add(std::shared_ptr<Task> task) {
    if (open)
      tasks.push_back(task);
  }
  void clear() { tasks.clear(); }
};

static void setUp(const std::shared_ptr<Task> &task) {
  Log::get().add(task->name);
  Names::get().last = task->name;
  Queue::get()->jobs.push_back([name = task->name] { (void)name->size(); });
}

[[maybe_unused]] static void letGoOnce(const std::shared_ptr<Task> &task) {
  static bool first = true;
  if (!first)
    task->stop();
  first = false;
}

int main() {
  Log::get().add(std::make_shared<std::string>("start"));
  auto task = std::make_shared<Task>();
  task->name = std::make_shared<std::string>("task");
  setUp(task);
#ifdef HELD
  Registry::get().add(task);
#ifdef HAND_BACK
  Registry::get().clear();
#endif
#else
  task->self = task;
#endif
#ifdef STOP
  Names::get().last.reset();
  task->stop();
#endif
#ifdef FIRST_TIME
  letGoOnce(task);
#endif
}

// RUN: %case %s %t
//
// An operation that keeps itself alive until it completes.
//
// CASE: reset_on_all_paths_good
// CASE: forgotten_on_error_bad -DFORGOTTEN
// ALIVE: Operation 1
// FINDS: keepalive-never-reset Operation.self_
// CASE: never_completed_bad -DNEVER
// ALIVE: Operation 1
// FINDS: keepalive-never-reset Operation.self_
// CASE: moved_out_good -DMOVED
#include "counted.h"
#include <memory>

class Operation : public std::enable_shared_from_this<Operation>,
                  Counted<Operation> {
public:
  void start() { self_ = shared_from_this(); }
  void complete(bool failed) {
#if defined(FORGOTTEN)
    if (failed)
      return;
#elif defined(MOVED)
    auto self = std::move(self_);
#endif
    result_ = !failed;
    self_.reset();
  }

private:
  std::shared_ptr<Operation> self_;
  bool result_ = false;
};

int main() {
  auto operation = std::make_shared<Operation>();
  operation->start();
#ifndef NEVER
  operation->complete(counted::yes());
#endif
}

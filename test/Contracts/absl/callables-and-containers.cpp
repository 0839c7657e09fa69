// REQUIRES: absl
// RUN: %case %s %t
//
// CASE: bad
// ALIVE: Task 1, Peer 2
// FINDS: capture-cycle Task.then_ -> lambda.self
// FINDS: shared-ptr-cycle Peer.peers_ -> Peer.peers_
// CASE: good -DGOOD
#include "counted.h"
#include <absl/cleanup/cleanup.h>
#include <absl/container/inlined_vector.h>
#include <absl/functional/any_invocable.h>
#include <absl/functional/bind_front.h>
#include <absl/functional/function_ref.h>
#include <absl/memory/memory.h>
#include <memory>
#include <utility>

class Task : public std::enable_shared_from_this<Task>, Counted<Task> {
public:
  void then(absl::AnyInvocable<void()> next) { then_ = std::move(next); }
  void run() {
    if (then_)
      then_();
  }
  void done() { then_ = nullptr; }
  void visit(absl::FunctionRef<void()> visitor) { visitor(); }
  void count() { ++count_; }

private:
  absl::AnyInvocable<void()> then_;
  int count_ = 0;
};

struct Peer : Counted<Peer> {
  absl::InlinedVector<std::shared_ptr<Peer>, 2> peers_;
};

int main() {
  auto task = std::make_shared<Task>();
  task->then([self = task] { self->count(); });
  task->visit([self = task] { self->count(); });
  task->run();
  auto one = std::make_shared<Peer>();
  auto two = std::make_shared<Peer>();
  one->peers_.push_back(two);
  two->peers_.emplace_back(one);
#ifdef GOOD
  task->done();
  absl::Cleanup cleanup = [one] { one->peers_.clear(); };
#else
  auto cleanup = absl::MakeCleanup([one] { one->peers_.clear(); });
  std::move(cleanup).Cancel();
#endif
}

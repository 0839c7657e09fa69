// RUN: %case %s %t
//
// stop() cuts the ring. Whether it leaks depends on who calls stop().
//
// CASE: called_good
// CASE: by_guard_good -DGUARD
// CASE: by_outside_owner_good -DOWNER
// CASE: never_called_bad -DNEVER
// ALIVE: Loop 1, Service 1
// FINDS: shared-ptr-cycle Loop.services_ -> Service.loop_
// CASE: only_by_destructor_bad -DDESTRUCTOR
// ALIVE: Loop 1, Service 1
// FINDS: shared-ptr-cycle Loop.services_ -> Service.loop_
// CASE: wrong_container_bad -DWRONG
// ALIVE: Loop 1, Service 1
// FINDS: shared-ptr-cycle Loop.services_ -> Service.loop_
#include "counted.h"
#include <memory>
#include <vector>

class Loop;
class Service : Counted<Service> {
public:
  explicit Service(std::shared_ptr<Loop> loop) : loop_(std::move(loop)) {}

private:
  std::shared_ptr<Loop> loop_;
};

class Loop : Counted<Loop> {
public:
#ifdef DESTRUCTOR
  ~Loop() { stop(); }
#endif
  void add(std::shared_ptr<Service> service) {
    services_.push_back(std::move(service));
  }
  void stop() {
#ifdef WRONG
    finished_.clear();
#else
    services_.clear();
#endif
  }

private:
  std::vector<std::shared_ptr<Service>> services_, finished_;
};

struct StopOnExit {
  Loop &loop;
  ~StopOnExit() { loop.stop(); }
};

struct Application {
  std::shared_ptr<Loop> loop;
  ~Application() { loop->stop(); }
};

int main() {
  auto loop = std::make_shared<Loop>();
#ifdef GUARD
  StopOnExit guard{*loop};
#endif
#ifdef OWNER
  Application application{loop};
#endif
  loop->add(std::make_shared<Service>(loop));
#if !defined(GUARD) && !defined(OWNER) && !defined(NEVER) &&                   \
    !defined(DESTRUCTOR)
  loop->stop();
#endif
}

// RUN: %case %s %t
//
// A thread whose function keeps the object that joins it: it lets go when it has run.
//
// CASE: joined_good
#include "counted.h"
#include <atomic>
#include <memory>
#include <thread>

class Worker : public std::enable_shared_from_this<Worker>, Counted<Worker> {
public:
  void start() {
    thread_ = std::thread([self = shared_from_this()] { ++self->done_; });
  }
  void join() { thread_.join(); }

private:
  std::thread thread_;
  std::atomic<int> done_ = 0;
};

int main() {
  auto worker = std::make_shared<Worker>();
  worker->start();
  worker->join();
}

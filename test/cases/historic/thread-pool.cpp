// RUN: %case %s %t
//
// libcoro#396: the threads of a pool run functions that hold the pool; only shutdown()
// ends them. Here the pool keeps the functions themselves.
//
// CASE: never_shut_down_bad
// ALIVE: ThreadPool 1
// FINDS: capture-cycle ThreadPool.executors_ -> lambda.pool
// CASE: shut_down_good -DSHUTDOWN
// CASE: raw_good -DRAW

//--- pool.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>
#include <vector>

class ThreadPool : Counted<ThreadPool> {
  struct Private {
    explicit Private() = default;
  };

public:
  explicit ThreadPool(Private) {}
  ~ThreadPool();
  static std::shared_ptr<ThreadPool> make(unsigned count);
  void shutdown();

private:
  void execute(unsigned index);
  std::vector<std::function<void()>> executors_;
  unsigned executed_ = 0;
};

//--- pool.cpp
#include "pool.h"
ThreadPool::~ThreadPool() { shutdown(); }
std::shared_ptr<ThreadPool> ThreadPool::make(unsigned count) {
  auto pool = std::make_shared<ThreadPool>(Private{});
  for (unsigned i = 0; i < count; ++i)
#ifdef RAW
    pool->executors_.emplace_back([raw = pool.get(), i] { raw->execute(i); });
#else
    pool->executors_.emplace_back([pool, i] { pool->execute(i); });
#endif
  return pool;
}
void ThreadPool::execute(unsigned index) { executed_ += index; }
void ThreadPool::shutdown() { executors_.clear(); }

//--- main.cpp
#include "pool.h"
int main() {
  auto pool = ThreadPool::make(2);
#ifdef SHUTDOWN
  pool->shutdown();
#endif
}

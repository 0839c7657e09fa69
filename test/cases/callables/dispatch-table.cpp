// RUN: %case %s %t
//
// What is called is looked up in a table by the caller's constant.
//
// CASE: kept_bad -DEVENTS=run(Step::Start)
// ALIVE: Engine 1
// FINDS: keepalive-never-reset Engine.self
// CASE: let_go_good "-DEVENTS=run(Step::Start); engine->run(Step::Stop)"
// CASE: idle_good -DEVENTS=run(Step::Wait)
// CASE: local_table_bad -DEVENTS=runLocal(1)
// ALIVE: Engine 1
// FINDS: keepalive-never-reset Engine.self
// CASE: local_table_good "-DEVENTS=runLocal(1); engine->runLocal(2)"
#include "counted.h"
#include <array>
#include <cstddef>
#include <memory>

enum class Step { Wait, Start, Stop };

struct Engine : Counted<Engine>, std::enable_shared_from_this<Engine> {
  void run(Step step) {
    static constexpr std::array<void (Engine::*)(), 3> table{
        &Engine::wait, &Engine::start, &Engine::stop};
    (this->*table[static_cast<std::size_t>(step)])();
  }
  void runLocal(int step) {
    void (Engine::*const table[])() = {&Engine::wait, &Engine::start,
                                       &Engine::stop};
    (this->*table[step])();
  }
  void wait() {}
  void start() { self = shared_from_this(); }
  void stop() { self = nullptr; }
  std::shared_ptr<Engine> self;
};

int main() {
  auto engine = std::make_shared<Engine>();
  engine->EVENTS;
}

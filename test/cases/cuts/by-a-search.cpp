// RUN: %case %s %t
//
// A machine that is in the state that it finds by its name, or in none: going
// to one that is not there lets go of the last one. The names go through
// parameters and variables.
//
// CASE: bad
// ALIVE: Machine 1, Idle 1, Busy 1
// FINDS: shared-ptr-cycle Machine.states.second -> Idle.machine
// FINDS: shared-ptr-cycle Machine.current -> Idle.machine
// CASE: cleared_good -DCLEAR
// CASE: ticked_good -DTICK
#include "counted.h"
#include <map>
#include <memory>
#include <string>

struct Machine;
struct State {
  virtual ~State() = default;
  virtual std::string step() = 0;
};

struct Machine : Counted<Machine> {
  std::map<std::string, std::shared_ptr<State>> states;
  std::shared_ptr<State> current;
  void add(std::string name, std::shared_ptr<State> state) {
    states[std::move(name)] = std::move(state);
  }
  void go(const std::string &name) {
    auto at = states.find(name);
    current = at == states.end() ? nullptr : at->second;
  }
  bool tick() {
    if (!current)
      return false;
    auto name = current->step();
    if (name.empty()) {
      go("");
      states.clear();
      return false;
    }
    if (name != "same")
      go(name);
    return true;
  }
};

struct Idle : State, Counted<Idle> {
  explicit Idle(std::shared_ptr<Machine> machine)
      : machine(std::move(machine)) {}
  std::shared_ptr<Machine> machine;
  std::string step() override { return "busy"; }
};
struct Busy : State, Counted<Busy> {
  std::string step() override { return ""; }
};

int main() {
  auto machine = std::make_shared<Machine>();
  machine->add("idle", std::make_shared<Idle>(machine));
  machine->add("busy", std::make_shared<Busy>());
  machine->go("idle");
#if defined(TICK)
  while (machine->tick()) {
  }
#elif defined(CLEAR)
  machine->go("");
  machine->states.clear();
#endif
}

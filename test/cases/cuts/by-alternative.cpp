// RUN: %case %s %t
//
// A variant holds one of its alternatives: another one that comes takes it away, and what asks for
// an alternative, or visits, meets the one that is there.
//
// CASE: assigned_good -DRUN=1 -DIDLE
// CASE: emplaced_good -DRUN=1 -DEMPLACE
// CASE: stays_bad -DRUN=1
// ALIVE: Machine 1
// FINDS: shared-ptr-cycle Machine.phase.1.self
// CASE: visited_good -DRUN=1 -DVISIT
// CASE: visited_other_bad -DRUN=2 -DVISIT
// ALIVE: Machine 1
// FINDS: shared-ptr-cycle Machine.phase.2.self
// CASE: asked_good -DRUN=1 -DASK
// CASE: asked_other_bad -DRUN=2 -DASK
// ALIVE: Machine 1
// FINDS: shared-ptr-cycle Machine.phase.2.self
// CASE: by_index_good -DRUN=2 -DINDEX
// CASE: by_index_other_bad -DRUN=1 -DINDEX
// ALIVE: Machine 1
// FINDS: shared-ptr-cycle Machine.phase.1.self
// CASE: got_good -DRUN=1 -DGET_IF
// CASE: moved_good -DRUN=1 -DMOVE -DVISIT
// CASE: copied_bad -DRUN=1 -DCOPY -DIDLE
// ALIVE: Machine 1
// FINDS: shared-ptr-cycle Machine.before.1.self
#include "counted.h"
#include <memory>
#include <string>
#include <utility>
#include <variant>

struct Machine;
struct Idle {};
struct Running {
  std::shared_ptr<Machine> self;
  int step = 0;
};
struct Waiting {
  std::string why;
  std::shared_ptr<Machine> self;
};
using Phase = std::variant<Idle, Running, Waiting>;

struct Machine : Counted<Machine> {
  Phase phase, before;

  void rest() { phase = Idle{}; }
  void drop() { phase.emplace<Idle>(); }
  void stopIfRunning() {
    if (std::holds_alternative<Running>(phase))
      rest();
  }
  void letGo() {
    if (auto *running = std::get_if<Running>(&phase))
      running->self.reset();
  }
};

struct Halt {
  void operator()(Idle &) const {}
  void operator()(Running &running) const { running.self.reset(); }
  void operator()(Waiting &waiting) const { waiting.why = "halted"; }
};

int main() {
  auto machine = std::make_shared<Machine>();
#if RUN == 1
  machine->phase = Running{machine, 4};
#else
  machine->phase = Waiting{"input", machine};
#endif
#ifdef COPY
  machine->before = machine->phase;
#endif
#ifdef MOVE
  Phase other = std::move(machine->phase);
  machine->phase = std::move(other);
#endif
#ifdef IDLE
  machine->rest();
#endif
#ifdef EMPLACE
  machine->drop();
#endif
#ifdef VISIT
  std::visit(Halt(), machine->phase);
#endif
#ifdef ASK
  machine->stopIfRunning();
#endif
#ifdef INDEX
  if (machine->phase.index() == 2)
    machine->rest();
#endif
#ifdef GET_IF
  machine->letGo();
#endif
}

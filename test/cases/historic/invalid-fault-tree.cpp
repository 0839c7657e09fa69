// RUN: %case %s %t
//
// scram#145: gates are to form a DAG; a cycle is detected and refused, but the gates
// that form it are already tied together.
//
// CASE: detected_not_broken_bad
// ALIVE: Gate 2
// FINDS: shared-ptr-cycle Gate.args_ -> Gate.args_
// CASE: broken_on_error_good -DGOOD

//--- gate.h
#pragma once
#include "counted.h"
#include <memory>
#include <stdexcept>
#include <vector>

class Gate : Counted<Gate> {
public:
  void add(std::shared_ptr<Gate> arg) { args_.push_back(std::move(arg)); }
  bool leadsTo(const Gate *gate, int depth) const;
  void clear() { args_.clear(); }

private:
  std::vector<std::shared_ptr<Gate>> args_;
};

void validate(const std::vector<std::shared_ptr<Gate>> &gates);

//--- gate.cpp
#include "gate.h"
bool Gate::leadsTo(const Gate *gate, int depth) const {
  for (const auto &arg : args_)
    if (arg.get() == gate || (depth > 0 && arg->leadsTo(gate, depth - 1)))
      return true;
  return false;
}

void validate(const std::vector<std::shared_ptr<Gate>> &gates) {
  for (const auto &gate : gates) {
    if (!gate->leadsTo(gate.get(), 5))
      continue;
#ifdef GOOD
    for (const auto &each : gates)
      each->clear();
#endif
    throw std::logic_error("cycle");
  }
}

//--- main.cpp
#include "gate.h"
static void load() {
  auto top = std::make_shared<Gate>();
  auto sub = std::make_shared<Gate>();
  top->add(sub);
  sub->add(top);
  validate({top, sub});
}

int main() {
  try {
    load();
  } catch (const std::logic_error &) {
    return 0;
  }
  return 1;
}

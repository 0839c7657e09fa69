// RUN: %case %s %t
//
// A global registry that entries know; entries remove themselves, or nobody does.
//
// CASE: registry_of_strong_good
// CASE: entry_holds_registry_bad_FN -DBACK
// ALIVE: Handler 1, Registry 1
// BECAUSE: that statics end with the program is not followed: what they hold counts as reachable

//--- registry.h
#pragma once
#include "counted.h"
#include <map>
#include <memory>
#include <string>

struct Handler;
struct Registry : Counted<Registry> {
  std::map<std::string, std::shared_ptr<Handler>> handlers;
  static const std::shared_ptr<Registry> &global();
};
struct Handler : Counted<Handler> {
#ifdef BACK
  std::shared_ptr<Registry> registry;
#endif
};

//--- registry.cpp
#include "registry.h"
namespace {
std::shared_ptr<Registry> theRegistry = std::make_shared<Registry>();
}
const std::shared_ptr<Registry> &Registry::global() { return theRegistry; }

//--- main.cpp
#include "registry.h"
int main() {
  auto handler = std::make_shared<Handler>();
  Registry::global()->handlers["main"] = handler;
#ifdef BACK
  handler->registry = Registry::global();
#endif
}

// RUN: %case %s %t
//
// storm#199: a manager caches the types that it made, and each type holds its manager.
//
// CASE: bad
// ALIVE: Manager 1, Type 1
// FINDS: shared-ptr-cycle Manager.boolean_.manager_
// CASE: raw_good -DGOOD

//--- manager.h
#pragma once
#include "counted.h"
#include <memory>
#include <optional>

class Manager;
class Type : Counted<Type> {
public:
  explicit Type(const std::shared_ptr<const Manager> &manager);

private:
#ifdef GOOD
  const Manager *manager_;
#else
  std::shared_ptr<const Manager> manager_;
#endif
};

class Manager : public std::enable_shared_from_this<Manager>, Counted<Manager> {
public:
  const Type &booleanType() const;

private:
  mutable std::optional<Type> boolean_;
};

//--- type.cpp
#include "manager.h"
#ifdef GOOD
Type::Type(const std::shared_ptr<const Manager> &manager)
    : manager_(manager.get()) {}
#else
Type::Type(const std::shared_ptr<const Manager> &manager) : manager_(manager) {}
#endif

//--- manager.cpp
#include "manager.h"
const Type &Manager::booleanType() const {
  if (!boolean_)
    boolean_ = Type(shared_from_this());
  return *boolean_;
}

//--- main.cpp
#include "manager.h"
int main() { std::make_shared<Manager>()->booleanType(); }

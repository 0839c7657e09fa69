// RUN: %case %s %t
//
// nebula-storage#218: a virtual init() makes the member that owns its maker; the
// derived class overrides init() and does the same once more.
//
// CASE: bad
// ALIVE: Host 1, Listener 1, Part 1
// FINDS: shared-ptr-cycle Host.part_ -> Part.host_
// CASE: weak_good -DGOOD

//--- raft.h
#pragma once
#include "counted.h"
#include <memory>

class Part;
class Host : Counted<Host> {
public:
  explicit Host(std::shared_ptr<Part> part);

private:
#ifdef GOOD
  std::weak_ptr<Part> part_;
#else
  std::shared_ptr<Part> part_;
#endif
};

class Part : public std::enable_shared_from_this<Part>, Counted<Part> {
public:
  virtual ~Part() = default;
  virtual void init();

protected:
  std::shared_ptr<Host> host_;
};

class Listener : public Part, Counted<Listener> {
public:
  void init() override;
};

//--- raft.cpp
#include "raft.h"
Host::Host(std::shared_ptr<Part> part) : part_(std::move(part)) {}
void Part::init() { host_ = std::make_shared<Host>(shared_from_this()); }

//--- listener.cpp
#include "raft.h"
void Listener::init() {
  Part::init();
  host_ = std::make_shared<Host>(shared_from_this());
}

//--- main.cpp
#include "raft.h"
int main() {
  std::shared_ptr<Part> listener = std::make_shared<Listener>();
  listener->init();
}

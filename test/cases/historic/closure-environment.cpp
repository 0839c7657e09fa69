// RUN: %case %s %t
//
// openscad#3174, dwgrep#8: a frame binds a name to a closure that captured the frame.
//
// CASE: bad
// ALIVE: Closure 1, Frame 1
// FINDS: shared-ptr-cycle Closure.frame_ -> Frame.bindings_.second.1
// CASE: cleared_after_evaluation_good -DGOOD

//--- frame.h
#pragma once
#include "counted.h"
#include <map>
#include <memory>
#include <string>
#include <variant>

class Closure;
using Value = std::variant<double, std::shared_ptr<Closure>>;

class Frame : public std::enable_shared_from_this<Frame>, Counted<Frame> {
public:
  void bind(const std::string &name, Value value);
  void clear();

private:
  std::map<std::string, Value> bindings_;
};

class Closure : Counted<Closure> {
public:
  explicit Closure(std::shared_ptr<Frame> frame);

private:
  std::shared_ptr<Frame> frame_;
};

void evaluateLet();

//--- frame.cpp
#include "frame.h"
void Frame::bind(const std::string &name, Value value) {
  bindings_[name] = std::move(value);
}
void Frame::clear() { bindings_.clear(); }
Closure::Closure(std::shared_ptr<Frame> frame) : frame_(std::move(frame)) {}

//--- evaluate.cpp
#include "frame.h"
void evaluateLet() {
  auto frame = std::make_shared<Frame>();
  frame->bind("x", 1.0);
  frame->bind("capture", std::make_shared<Closure>(frame));
#ifdef GOOD
  frame->clear();
#endif
}

//--- main.cpp
#include "frame.h"
int main() { evaluateLet(); }

// REQUIRES: boost
// RUN: %case %s %t
//
// Boost's owners: each pair of edges once with an owner back, once with a weak or raw pointer, or
// cut.
//
// CASE: bad
// ALIVE: Child 1, Derived 1, Engine 1, Node 2, Parent 1, Wheel 1
// FINDS: shared-ptr-cycle Parent.child_ -> Child.parent_
// FINDS: shared-ptr-cycle Node.next_ -> Node.next_
// FINDS: shared-ptr-cycle Engine.wheel_ -> Wheel.engine_
// FINDS: shared-ptr-cycle Base.self_
// CASE: good -DGOOD
#include "counted.h"
#include <boost/enable_shared_from_this.hpp>
#include <boost/intrusive_ptr.hpp>
#include <boost/make_shared.hpp>
#include <boost/scoped_ptr.hpp>
#include <boost/shared_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#include <boost/weak_ptr.hpp>

class Parent;
class Child : Counted<Child> {
public:
  void setParent(const boost::shared_ptr<Parent> &parent) { parent_ = parent; }

private:
#ifdef GOOD
  boost::weak_ptr<Parent> parent_;
#else
  boost::shared_ptr<Parent> parent_;
#endif
};

class Parent : public boost::enable_shared_from_this<Parent>, Counted<Parent> {
public:
  void adopt(const boost::shared_ptr<Child> &child) {
    child_ = child;
    child->setParent(shared_from_this());
  }

private:
  boost::shared_ptr<Child> child_;
};

void sharedPointers() {
  boost::shared_ptr<Parent> parent(new Parent);
  parent->adopt(boost::make_shared<Child>());
}

class Node : public boost::intrusive_ref_counter<Node>, Counted<Node> {
public:
  void link(Node *other) { next_ = other; }
  void linkBack(Node *other) { previous_ = other; }

private:
  boost::intrusive_ptr<Node> next_;
  Node *previous_ = nullptr;
};

void intrusivePointers() {
  boost::intrusive_ptr<Node> first(new Node);
  boost::intrusive_ptr<Node> second(new Node);
  first->link(second.get());
#ifdef GOOD
  second->linkBack(first.get());
#else
  second->link(first.get());
#endif
}

class Engine;
struct Wheel : Counted<Wheel> {
  boost::shared_ptr<Engine> engine_;
};
class Engine : public boost::enable_shared_from_this<Engine>, Counted<Engine> {
public:
  void build() {
    wheel_.reset(new Wheel);
    wheel_->engine_ = shared_from_this();
  }
  void takeApart() { wheel_.reset(); }

private:
  boost::scoped_ptr<Wheel> wheel_;
};

void scopedPointer() {
  auto engine = boost::make_shared<Engine>();
  engine->build();
#ifdef GOOD
  engine->takeApart();
#endif
}

struct Base {
  virtual ~Base() = default;
  boost::shared_ptr<Base> self_;
};
struct Derived : Base, Counted<Derived> {};

void casts() {
  boost::shared_ptr<Base> base = boost::make_shared<Derived>();
  auto derived = boost::dynamic_pointer_cast<Derived>(base);
  if (derived)
    base->self_ = boost::static_pointer_cast<Base>(derived);
#ifdef GOOD
  derived->self_.reset();
#endif
}

int main() {
  sharedPointers();
  intrusivePointers();
  scopedPointer();
  casts();
}

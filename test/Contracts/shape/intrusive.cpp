// RUN: %case %s %t
//
// A house pointer that no model knows: by its shape an owner of objects that count themselves, so that
// one made of an address is one more owner. A handle that only looks like a pointer owns nothing.
//
// CASE: bad
// ALIVE: Node 2, Session 1
// FINDS: shared-ptr-cycle Node.next_ -> Node.next_
// FINDS: capture-cycle Session.done_ -> lambda.self
// CASE: good -DGOOD
#include "counted.h"
#include <functional>
#include <utility>

class RefCount {
public:
  void addRef() { ++count_; }
  void release() {
    if (--count_ == 0)
      delete this;
  }

protected:
  virtual ~RefCount() = default;

private:
  int count_ = 0;
};

template <typename T> class Handle {
public:
  Handle(T *object = nullptr) : object_(object) {
    if (object_)
      object_->addRef();
  }
  Handle(const Handle &other) : Handle(other.object_) {}
  Handle(Handle &&other) noexcept
      : object_(std::exchange(other.object_, nullptr)) {}
  Handle &operator=(Handle other) {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Handle() {
    if (object_)
      object_->release();
  }
  T *get() const { return object_; }
  T *operator->() const { return object_; }
  T &operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

private:
  T *object_;
};

/// Where something is, for the moment.
template <typename T> class Cursor {
public:
  Cursor(T *object = nullptr) : object_(object) {}
  T *operator->() const { return object_; }
  T &operator*() const { return *object_; }

private:
  T *object_;
};

class Node : public RefCount, Counted<Node> {
public:
  void link(const Handle<Node> &next) { next_ = next; }
  void linkBack(Node *previous) { previous_ = Cursor<Node>(previous); }

private:
  Handle<Node> next_;
  Cursor<Node> previous_;
};

class Session : public RefCount, Counted<Session> {
public:
  void start() {
#ifdef GOOD
    done_ = [this] { ++calls_; };
#else
    done_ = [self = Handle<Session>(this)] { ++self->calls_; };
#endif
  }

private:
  std::function<void()> done_;
  int calls_ = 0;
};

int main() {
  Handle<Node> first(new Node);
  Handle<Node> second(new Node);
  first->link(second);
#ifdef GOOD
  second->linkBack(first.get());
#else
  second->link(first.get());
#endif
  Handle<Session> session(new Session);
  session->start();
}

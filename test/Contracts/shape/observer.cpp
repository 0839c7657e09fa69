// RUN: %case %s %t
//
// A house pointer that can be followed as it is, knows when its object is gone, and gives an owner when it is locked: it has the
// shape of an owner, and is none.
//
// CASE: bad
// ALIVE: Node 2
// FINDS: shared-ptr-cycle Node.back_ -> Node.next_
// CASE: good -DGOOD
#include "counted.h"
#include <utility>

struct Block {
  int owners = 0, watchers = 0;
  bool alive = true;
};

template <typename T> class Owner {
public:
  Owner() = default;
  explicit Owner(T *object) : object_(object), block_(new Block) {
    ++block_->owners;
  }
  Owner(T *object, Block *block) : object_(object), block_(block) { retain(); }
  Owner(const Owner &other) : Owner(other.object_, other.block_) {}
  Owner(Owner &&other) noexcept
      : object_(std::exchange(other.object_, nullptr)),
        block_(std::exchange(other.block_, nullptr)) {}
  Owner &operator=(Owner other) {
    std::swap(object_, other.object_);
    std::swap(block_, other.block_);
    return *this;
  }
  ~Owner() {
    if (!block_ || --block_->owners > 0)
      return;
    block_->alive = false;
    ++block_->watchers;
    delete object_;
    if (--block_->watchers == 0)
      delete block_;
  }
  T *get() const { return object_; }
  T *operator->() const { return object_; }
  T &operator*() const { return *object_; }
  explicit operator bool() const { return object_ != nullptr; }

private:
  template <typename> friend class Watch;
  void retain() {
    if (block_)
      ++block_->owners;
  }
  T *object_ = nullptr;
  Block *block_ = nullptr;
};

template <typename T> class Watch {
public:
  Watch() = default;
  Watch(const Owner<T> &owner) : object_(owner.object_), block_(owner.block_) {
    retain();
  }
  Watch(const Watch &other) : object_(other.object_), block_(other.block_) {
    retain();
  }
  Watch &operator=(Watch other) {
    std::swap(object_, other.object_);
    std::swap(block_, other.block_);
    return *this;
  }
  ~Watch() { release(block_); }
  bool expired() const { return !block_ || !block_->alive; }
  Owner<T> lock() const {
    return expired() ? Owner<T>() : Owner<T>(object_, block_);
  }
  T *get() const { return expired() ? nullptr : object_; }
  T *operator->() const { return get(); }
  T &operator*() const { return *get(); }

private:
  void retain() {
    if (block_)
      ++block_->watchers;
  }
  static void release(Block *block) {
    if (block && --block->watchers == 0 && !block->alive)
      delete block;
  }
  T *object_ = nullptr;
  Block *block_ = nullptr;
};

class Node : Counted<Node> {
public:
  void link(const Owner<Node> &next) { next_ = next; }
  void linkBack(const Owner<Node> &back) { back_ = back; }
  int value() const { return value_; }
  int valueBefore() const {
    if (Owner<Node> back = followed())
      return back->value();
    return 0;
  }

private:
  Owner<Node> next_;
#ifdef GOOD
  Owner<Node> followed() const { return back_.lock(); }
  Watch<Node> back_;
#else
  Owner<Node> followed() const { return back_; }
  Owner<Node> back_;
#endif
  int value_ = 1;
};

int main() {
  Owner<Node> first(new Node);
  Owner<Node> second(new Node);
  first->link(second);
  second->linkBack(first);
  return second->valueBefore() - 1;
}

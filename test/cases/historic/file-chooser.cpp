// RUN: %case %s %t
//
// vstgui#286: a chooser of files counts its own references; run() stores a
// function that holds one, beside the function that the caller gave.
//
// CASE: bad
// ALIVE: ui::Chooser 1
// FINDS: capture-cycle ui::Chooser.impl_ -> ui::Chooser::Impl.done -> lambda.self
// CASE: this_good -DGOOD

//--- counting.h
#pragma once

namespace ui {
class Counting {
public:
  virtual ~Counting() = default;
  void remember() { ++count_; }
  void forget() {
    if (--count_ == 0)
      delete this;
  }

private:
  int count_ = 1;
};

template <typename T> class Ref {
public:
  Ref(T *pointer, bool adds) : pointer_(pointer) {
    if (pointer_ && adds)
      pointer_->remember();
  }
  Ref(const Ref &other) : Ref(other.pointer_, true) {}
  Ref(Ref &&other) noexcept : pointer_(other.pointer_) {
    other.pointer_ = nullptr;
  }
  Ref &operator=(const Ref &other) {
    Ref copy(other);
    T *mine = pointer_;
    pointer_ = copy.pointer_;
    copy.pointer_ = mine;
    return *this;
  }
  ~Ref() {
    if (pointer_)
      pointer_->forget();
  }
  T *operator->() const { return pointer_; }
  T &operator*() const { return *pointer_; }
  T *get() const { return pointer_; }

private:
  T *pointer_;
};

template <typename T> Ref<T> owned(T *pointer) { return {pointer, false}; }
template <typename T> Ref<T> shared(T *pointer) { return {pointer, true}; }
} // namespace ui

//--- chooser.h
#pragma once
#include "counted.h"
#include "counting.h"
#include <functional>
#include <memory>

namespace ui {
class Chooser : public Counting, public Counted<Chooser> {
public:
  using Callback = std::function<void(Chooser *)>;
  static Ref<Chooser> create();
  ~Chooser() override;
  void run(Callback &&callback);
  void finish(int chosen);
  int chosen() const { return chosen_; }

private:
  Chooser();
  struct Impl;
  std::unique_ptr<Impl> impl_;
  int chosen_ = 0;
};
} // namespace ui

//--- chooser.cpp
#include "chooser.h"

namespace ui {
struct Chooser::Impl {
  std::function<void(int)> done;
};

Chooser::Chooser() : impl_(std::make_unique<Impl>()) {}
Chooser::~Chooser() = default;
Ref<Chooser> Chooser::create() { return owned(new Chooser); }

void Chooser::run(Callback &&callback) {
#ifdef GOOD
  impl_->done = [this, callback = std::move(callback)](int chosen) {
    chosen_ = chosen;
    callback(this);
  };
#else
  impl_->done = [self = shared(this),
                 callback = std::move(callback)](int chosen) {
    self->chosen_ = chosen;
    callback(self.get());
  };
#endif
}

void Chooser::finish(int chosen) {
  if (impl_->done)
    impl_->done(chosen);
}
} // namespace ui

//--- main.cpp
#include "chooser.h"

int main() {
  int chosen = 0;
  auto chooser = ui::Chooser::create();
  chooser->run([&](ui::Chooser *done) { chosen = done->chosen(); });
  chooser->finish(2);
  return chosen == 2 ? 0 : 1;
}

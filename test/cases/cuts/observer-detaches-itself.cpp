// RUN: %case %s %t
//
// Observers that are looked up by their pointer in a loop and taken out, two calls deep.
//
// CASE: all_detach_good
// CASE: one_stays_bad -DSTAYS
// ALIVE: Subject 1, View 1
// FINDS: shared-ptr-cycle View.subject -> Subject.observers_
#include "counted.h"
#include <memory>
#include <utility>
#include <vector>

struct Observer {
  virtual ~Observer() = default;
};

class Subject : Counted<Subject> {
public:
  void add(std::shared_ptr<Observer> observer) {
    observers_.push_back(std::move(observer));
  }
  void remove(const std::shared_ptr<Observer> &observer) {
    for (auto it = observers_.begin(); it != observers_.end(); ++it)
      if (*it == observer) {
        observers_.erase(it);
        return;
      }
  }

private:
  std::vector<std::shared_ptr<Observer>> observers_;
};

struct View : Observer, std::enable_shared_from_this<View>, Counted<View> {
  void attach() { subject->add(shared_from_this()); }
  void detach() { subject->remove(shared_from_this()); }
  std::shared_ptr<Subject> subject;
};

int main() {
  auto subject = std::make_shared<Subject>();
  auto one = std::make_shared<View>(), two = std::make_shared<View>();
  one->subject = two->subject = subject;
  one->attach();
  two->attach();
  one->detach();
#ifndef STAYS
  two->detach();
#endif
}

// RUN: %case %s %t
//
// The elements of an array member are made by the constructor of its class, and are empty.
//
// CASE: bad
// ALIVE: Cell 2
// FINDS: shared-ptr-cycle Cell.quarters_ -> Cell.above_
// CASE: weak_good -DWEAK
// CASE: reset_good -DRESET
#include "counted.h"
#include <memory>

class Cell : public std::enable_shared_from_this<Cell>, Counted<Cell> {
public:
  explicit Cell(int size) : size_(size) {}
  void split(int where) {
    quarters_[where] = std::make_shared<Cell>(size_ / 2);
    quarters_[where]->above_ = shared_from_this();
  }
  void join() {
    for (auto &quarter : quarters_)
      quarter.reset();
  }

private:
  int size_;
  std::shared_ptr<Cell> quarters_[4];
#ifdef WEAK
  std::weak_ptr<Cell> above_;
#else
  std::shared_ptr<Cell> above_;
#endif
};

int main() {
  auto root = std::make_shared<Cell>(16);
  root->split(2);
#ifdef RESET
  root->join();
#endif
}

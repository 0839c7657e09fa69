// RUN: %case %s %t
//
// addChild writes both directions: the ring is in one method of one class.
//
// CASE: strong_parent_bad
// ALIVE: Widget 3
// FINDS: shared-ptr-cycle Widget.children_ -> Widget.parent_
// CASE: weak_parent_good -DWEAK
// CASE: raw_parent_good -DRAW
#include "counted.h"
#include <memory>
#include <vector>

class Widget : public std::enable_shared_from_this<Widget>, Counted<Widget> {
public:
  void addChild(std::shared_ptr<Widget> child) {
#ifdef RAW
    child->parent_ = this;
#else
    child->parent_ = shared_from_this();
#endif
    children_.push_back(std::move(child));
  }

  bool isChildOf(const Widget *widget) const {
#if defined(WEAK)
    return parent_.lock().get() == widget;
#elif defined(RAW)
    return parent_ == widget;
#else
    return parent_.get() == widget;
#endif
  }

private:
  std::vector<std::shared_ptr<Widget>> children_;
#if defined(WEAK)
  std::weak_ptr<Widget> parent_;
#elif defined(RAW)
  Widget *parent_ = nullptr;
#else
  std::shared_ptr<Widget> parent_;
#endif
};
int main() {
  auto window = std::make_shared<Widget>();
  window->addChild(std::make_shared<Widget>());
  auto button = std::make_shared<Widget>();
  window->addChild(button);
  return button->isChildOf(window.get()) ? 0 : 1;
}

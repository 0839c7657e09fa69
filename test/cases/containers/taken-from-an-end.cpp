// RUN: %case %s %t
//
// What is at an end of a collection that was there before is another element
// once one has been taken from there, and whether any is left is another
// question.
//
// CASE: stack_good
// CASE: moved_good -DMOVED
// CASE: queue_good -DQUEUE
// CASE: parent_bad -DPARENT
// ALIVE: Element 3
// FINDS: shared-ptr-cycle Element.children -> Element.parent
// CASE: same_bad -DSAME
// ALIVE: Element 1
// FINDS: shared-ptr-cycle Element.children
// CASE: left_good -DLEFT
// CASE: none_left_bad -DLEFT -DFEW
// ALIVE: Element 1
// FINDS: shared-ptr-cycle Element.parent
#include "counted.h"
#include <deque>
#include <memory>
#include <utility>
#include <vector>

struct Element : Counted<Element> {
  std::vector<std::shared_ptr<Element>> children;
  std::shared_ptr<Element> parent;
};

class Builder {
  std::deque<std::shared_ptr<Element>> open;
  std::shared_ptr<Element> root;

  std::shared_ptr<Element> take() {
#ifdef MOVED
    auto element = std::move(open.back());
    open.pop_back();
#elif defined QUEUE
    auto element = open.front();
    open.pop_front();
#else
    auto element = open.back();
    open.pop_back();
#endif
    return element;
  }

public:
  void start() { open.push_back(std::make_shared<Element>()); }
  void end() {
#ifdef SAME
    auto element = open.back();
#else
    auto element = take();
#endif
#ifdef LEFT
    if (open.empty())
      element->parent = element;
#endif
    if (open.empty()) {
      root = element;
      return;
    }
#ifdef QUEUE
    open.front()->children.push_back(element);
#else
    open.back()->children.push_back(element);
#endif
#ifdef PARENT
    element->parent = open.back();
#endif
  }
  void close() {
#ifdef LEFT
    open.clear();
#endif
  }
};

int main() {
  Builder builder;
  builder.start();
#ifndef FEW
  builder.start();
  builder.start();
#endif
  builder.end();
#ifndef LEFT
  builder.end();
  builder.end();
#endif
  builder.close();
  return 0;
}

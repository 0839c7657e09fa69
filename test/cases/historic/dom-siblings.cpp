// RUN: %case %s %t
//
// GQ#2: nodes of a document hold their parent and siblings.
//
// CASE: bad
// ALIVE: gq::Node 3
// FINDS: shared-ptr-cycle gq::Node.children_ -> gq::Node.parent_
// FINDS: shared-ptr-cycle gq::Node.nextSibling_ -> gq::Node.previousSibling_
// CASE: raw_good -DGOOD
#include "counted.h"
#include <memory>
#include <vector>

namespace gq {
class Node : public std::enable_shared_from_this<Node>, Counted<Node> {
public:
  std::shared_ptr<Node> append() {
    auto child = std::make_shared<Node>();
#ifdef GOOD
    child->parent_ = this;
    if (!children_.empty())
      child->previousSibling_ = children_.back().get();
#else
    child->parent_ = shared_from_this();
    if (!children_.empty()) {
      child->previousSibling_ = children_.back();
      children_.back()->nextSibling_ = child;
    }
#endif
    children_.push_back(child);
    return child;
  }
  bool first() const { return parent_ && !previousSibling_; }

private:
  std::vector<std::shared_ptr<Node>> children_;
#ifdef GOOD
  Node *parent_ = nullptr, *previousSibling_ = nullptr;
#else
  std::shared_ptr<Node> parent_, previousSibling_, nextSibling_;
#endif
};
} // namespace gq

int main() {
  auto document = std::make_shared<gq::Node>();
  auto first = document->append();
  auto second = document->append();
  return first->first() && !second->first() ? 0 : 1;
}

// REQUIRES: boost
// RUN: %case %s %t
//
// Owners inside Boost's vocabulary types and containers.
//
// CASE: bad
// ALIVE: Node<1> 1, Node<2> 1, Node<3> 1, Node<4> 2, Node<5> 2
// FINDS: shared-ptr-cycle Node<1>.maybe_
// FINDS: shared-ptr-cycle Node<2>.either_.1
// FINDS: shared-ptr-cycle Node<3>.anything_
// FINDS: shared-ptr-cycle Node<4>.list_ -> Node<4>.list_
// FINDS: shared-ptr-cycle Node<5>.byNumber_.second -> Node<5>.byNumber_.second
// CASE: good -DGOOD
#include "counted.h"
#include <boost/any.hpp>
#include <boost/container/flat_map.hpp>
#include <boost/container/small_vector.hpp>
#include <boost/optional.hpp>
#include <boost/variant.hpp>
#include <memory>

template <int Number> struct Node : Counted<Node<Number>> {
  boost::optional<std::shared_ptr<Node>> maybe_;
  boost::variant<int, std::shared_ptr<Node>> either_;
  boost::any anything_;
  boost::container::small_vector<std::shared_ptr<Node>, 4> list_;
  boost::container::flat_map<int, std::shared_ptr<Node>> byNumber_;
};

void optional() {
  auto node = std::make_shared<Node<1>>();
  node->maybe_ = node;
#ifdef GOOD
  node->maybe_ = boost::none;
#endif
}

void variant() {
  auto node = std::make_shared<Node<2>>();
  node->either_ = node;
#ifdef GOOD
  node->either_ = 1;
#endif
}

void any() {
  auto node = std::make_shared<Node<3>>();
  node->anything_ = node;
#ifdef GOOD
  node->anything_.clear();
#endif
}

void vector() {
  auto node = std::make_shared<Node<4>>();
  auto other = std::make_shared<Node<4>>();
  node->list_.push_back(other);
  other->list_.emplace_back(node);
#ifdef GOOD
  node->list_.clear();
#endif
}

void flatMap() {
  auto node = std::make_shared<Node<5>>();
  auto other = std::make_shared<Node<5>>();
  node->byNumber_[1] = other;
  other->byNumber_.emplace(2, node);
#ifdef GOOD
  node->byNumber_.erase(1);
#endif
}

int main() {
  optional();
  variant();
  any();
  vector();
  flatMap();
}

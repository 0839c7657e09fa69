// RUN: %case %s %t
//
// One question may be put in several ways, and two of its answers may lead to one place: what is
// known of it there is that it was one of them.
//
// CASE: empty_or_has_some_good -DSIZE
// CASE: odd_or_even_good -DODD
// CASE: either_number_good -DEITHER
// CASE: two_labels_good -DLABELS
// CASE: a_third_number_bad -DTHIRD
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.link
#include "counted.h"
#include <cstdlib>
#include <memory>
#include <string>

struct Node : Counted<Node> {
  std::shared_ptr<Node> link;
};

static void run(const std::string &text, int number) {
  auto node = std::make_shared<Node>();
#ifdef SIZE
  node->link = node;
  if (text.empty())
    node->link.reset();
  else if (text.size() >= 1)
    node->link.reset();
#endif
#ifdef ODD
  node->link = node;
  if (number % 2 == 0)
    node->link.reset();
  else if (number % 2 != 0)
    node->link.reset();
#endif
#ifdef EITHER
  if (number == 1 || number == 2)
    node->link = node;
  if (number == 1)
    node->link = nullptr;
  else if (number == 2)
    node->link = nullptr;
#endif
#ifdef LABELS
  switch (number) {
  case 1:
  case 2:
    node->link = node;
    break;
  default:
    break;
  }
  if (number == 1)
    node->link = nullptr;
  else if (number == 2)
    node->link = nullptr;
#endif
#ifdef THIRD
  if (number == 1 || number == 2 || number == 3)
    node->link = node;
  if (number == 1)
    node->link = nullptr;
  else if (number == 2)
    node->link = nullptr;
#endif
  (void)text;
  (void)number;
}

int main() {
  for (int i = 0; i < 4; ++i)
    run(std::string(i, 'x'), i);
}

// RUN: %case %s %t
//
// Code that is not there may change the numbers it gets the address of: what the program does behind
// a test of them is not lost.
//
// CASE: through_pointer_bad -DPOINTER
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
// CASE: through_reference_bad -DREFERENCE
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
// CASE: member_bad -DMEMBER
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
// CASE: only_read_good -DREAD
#include "counted.h"
#include <cmath>
#include <iostream>
#include <memory>
#include <sstream>

struct Node : Counted<Node> {
  std::shared_ptr<Node> next;
};

int main() {
  auto node = std::make_shared<Node>();
#if defined(POINTER)
  int exponent = 0;
  std::frexp(8.0, &exponent);
  if (exponent == 0)
    return 1;
#elif defined(REFERENCE)
  int number = 0;
  std::istringstream text("7");
  text >> number;
  if (number == 0)
    return 1;
#elif defined(MEMBER)
  struct {
    int exponent = 0;
  } parts;
  std::frexp(8.0, &parts.exponent);
  if (parts.exponent == 0)
    return 1;
#else
  bool done = true;
  std::clog << done;
  if (done)
    return 0;
#endif
  node->next = node;
}

// RUN: %case %s %t
//
// The slot is inherited: an object of the derived class is what leaks.
//
// CASE: bad
// ALIVE: Square 1, Style 1
// FINDS: shared-ptr-cycle Shape.style -> Style.appliedTo
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Style;
struct Shape {
  std::shared_ptr<Style> style;
  virtual ~Shape() = default;
};
struct Square : Shape, Counted<Square> {};
struct Style : Counted<Style> {
  std::shared_ptr<Shape> appliedTo;
};

int main() {
  auto square = std::make_shared<Square>();
  square->style = std::make_shared<Style>();
#ifndef GOOD
  square->style->appliedTo = square;
#endif
}

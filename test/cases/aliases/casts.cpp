// RUN: %case %s %t
//
// Through casts up, down and sideways it stays the same object.
//
// CASE: bad
// ALIVE: Button 1, Window 1
// FINDS: shared-ptr-cycle Button.window -> Window.focus
// CASE: failed_cast_good -DGOOD
#include "counted.h"
#include <memory>

struct Control {
  virtual ~Control() = default;
};
struct Window : Control, Counted<Window> {
  std::shared_ptr<const Control> focus;
};
struct Button : Control, Counted<Button> {
  std::shared_ptr<Window> window;
};

int main() {
  std::shared_ptr<Control> control = std::make_shared<Button>();
  auto window = std::make_shared<Window>();
  window->focus = control;
#ifdef GOOD
  auto asButton = std::dynamic_pointer_cast<Window>(control);
  if (asButton)
    asButton->focus = window;
#else
  auto asButton = std::dynamic_pointer_cast<Button>(
      std::const_pointer_cast<Control>(window->focus));
  if (asButton)
    asButton->window = window;
#endif
}

// RUN: %case %s %t
//
// aui#78: a slot that is connected to a widget's own signal captures the widget. The
// signal is a template, the widgets have a base class.
//
// CASE: bad
// ALIVE: ui::Button 1
// FINDS: capture-cycle ui::Clickable.clicked.slots_.slot -> lambda.button
// CASE: disconnected_good -DDISCONNECTED
// CASE: raw_good -DRAW

//--- signal.h
#pragma once
#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

namespace ui {
template <typename... Args> class Signal {
public:
  using Slot = std::function<void(Args...)>;

  int connect(Slot slot) {
    slots_.push_back({++last_, std::move(slot)});
    return last_;
  }
  void disconnect(int id) {
    slots_.erase(
        std::remove_if(slots_.begin(), slots_.end(),
                       [id](const Entry &entry) { return entry.id == id; }),
        slots_.end());
  }
  void disconnectAll() { slots_.clear(); }
  void operator()(Args... args) const {
    const auto copy = slots_;
    for (const auto &entry : copy)
      entry.slot(args...);
  }

private:
  struct Entry {
    int id;
    Slot slot;
  };
  std::vector<Entry> slots_;
  int last_ = 0;
};
} // namespace ui

//--- widgets.h
#pragma once
#include "counted.h"
#include "signal.h"
#include <memory>
#include <string>

namespace ui {
class Clickable {
public:
  virtual ~Clickable() = default;
  Signal<int, int> clicked;
  virtual void press(int x, int y) { clicked(x, y); }
};

class Button : public Clickable, Counted<Button> {
public:
  explicit Button(std::string label) : label_(std::move(label)) {}
  void setLabel(const std::string &label) { label_ = label; }
  const std::string &label() const { return label_; }

private:
  std::string label_;
};

using ButtonPtr = std::shared_ptr<Button>;
ButtonPtr makeCounter();
} // namespace ui

//--- widgets.cpp
#include "widgets.h"

namespace ui {
ButtonPtr makeCounter() {
  auto button = std::make_shared<Button>("0");
#ifdef RAW
  button->clicked.connect([button = button.get()](int x, int) {
    button->setLabel(std::to_string(x));
  });
#else
  button->clicked.connect(
      [button](int x, int) { button->setLabel(std::to_string(x)); });
#endif
  return button;
}
} // namespace ui

//--- main.cpp
#include "widgets.h"

int main() {
  auto button = ui::makeCounter();
  button->press(4, 2);
#ifdef DISCONNECTED
  button->clicked.disconnectAll();
#endif
  return button->label() == "4" ? 0 : 1;
}

// RUN: %case %s %t
//
// supercell-wx#392: a drawn item is given a hover callback to which the item's own
// pointer is bound.
//
// CASE: bad
// ALIVE: map::LineItem 1
// FINDS: capture-cycle map::LineItem.hover_ -> std::bind.arg1
// CASE: weak_good -DGOOD

//--- item.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>
#include <vector>

namespace map {
class LineItem : Counted<LineItem> {
public:
  using Hover = std::function<void(double, double)>;
  void setHover(Hover hover);
  void moveOver(double x, double y) const;
  int width = 1;

private:
  Hover hover_;
};

class AlertLayer {
public:
  void addLine();
  void hover() const;

private:
  static void onHover(const std::shared_ptr<LineItem> &item, double x,
                      double y);
  static void onHoverWeak(const std::weak_ptr<LineItem> &item, double x,
                          double y);
  std::vector<std::shared_ptr<LineItem>> lines_;
};
} // namespace map

//--- item.cpp
#include "item.h"

void map::LineItem::setHover(Hover hover) { hover_ = std::move(hover); }
void map::LineItem::moveOver(double x, double y) const {
  if (hover_)
    hover_(x, y);
}

//--- layer.cpp
#include "item.h"

using namespace std::placeholders;

void map::AlertLayer::onHover(const std::shared_ptr<LineItem> &item, double,
                              double) {
  item->width = 2;
}
void map::AlertLayer::onHoverWeak(const std::weak_ptr<LineItem> &item, double x,
                                  double y) {
  if (auto alive = item.lock())
    onHover(alive, x, y);
}
void map::AlertLayer::addLine() {
  auto item = std::make_shared<LineItem>();
#ifdef GOOD
  item->setHover(std::bind(&AlertLayer::onHoverWeak,
                           std::weak_ptr<LineItem>(item), _1, _2));
#else
  item->setHover(std::bind(&AlertLayer::onHover, item, _1, _2));
#endif
  lines_.push_back(item);
}
void map::AlertLayer::hover() const {
  for (const auto &line : lines_)
    line->moveOver(0, 0);
}

//--- main.cpp
#include "item.h"

int main() {
  map::AlertLayer layer;
  layer.addLine();
  layer.hover();
}

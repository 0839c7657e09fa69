// RUN: %case %s %t
//
// The setter is virtual; the base class does not know the slot.
//
// CASE: bad
// ALIVE: Panel 1, Sheet 1
// FINDS: shared-ptr-cycle Panel.content_ -> Sheet.panel_
// CASE: other_overrider_good -DGOOD
#include "counted.h"
#include <memory>

class Panel;
struct Content {
  virtual ~Content() = default;
  virtual void attach(std::shared_ptr<Panel> panel) = 0;
};

class Panel : public std::enable_shared_from_this<Panel>, Counted<Panel> {
public:
  void show(std::shared_ptr<Content> content) {
    content->attach(shared_from_this());
    content_ = std::move(content);
  }

private:
  std::shared_ptr<Content> content_;
};

class Sheet : public Content, Counted<Sheet> {
public:
  void attach(std::shared_ptr<Panel> panel) override {
    panel_ = std::move(panel);
  }

private:
  std::shared_ptr<Panel> panel_;
};

class Label : public Content, Counted<Label> {
public:
  void attach(std::shared_ptr<Panel> panel) override { panel_ = panel; }

private:
  std::weak_ptr<Panel> panel_;
};

int main() {
  auto panel = std::make_shared<Panel>();
#ifdef GOOD
  panel->show(std::make_shared<Label>());
  auto sheet = std::make_shared<Sheet>();
#else
  panel->show(std::make_shared<Sheet>());
#endif
}

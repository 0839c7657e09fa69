// RUN: %case %s %t
//
// A's callable keeps B, whose field keeps A.
//
// CASE: bad
// ALIVE: Dialog 1, Model 1
// FINDS: capture-cycle Dialog.model_ -> Model.changed_ -> lambda.dialog
// CASE: disconnected_good -DDISCONNECTED
// CASE: weak_good -DWEAK
#include "counted.h"
#include <functional>
#include <memory>
#include <vector>

class Model : Counted<Model> {
public:
  void onChange(std::function<void(int)> listener) {
    changed_.push_back(std::move(listener));
  }
  void disconnectAll() { changed_.clear(); }
  void set(int value) {
    for (auto &listener : changed_)
      listener(value);
  }

private:
  std::vector<std::function<void(int)>> changed_;
};

class Dialog : Counted<Dialog> {
public:
  explicit Dialog(std::shared_ptr<Model> model) : model_(std::move(model)) {}
  void show(int value) { shown_ = value; }
  Model &model() { return *model_; }

private:
  std::shared_ptr<Model> model_;
  int shown_ = 0;
};

int main() {
  auto dialog = std::make_shared<Dialog>(std::make_shared<Model>());
#ifdef WEAK
  std::weak_ptr<Dialog> weak = dialog;
  dialog->model().onChange([weak](int value) {
    if (auto alive = weak.lock())
      alive->show(value);
  });
#else
  dialog->model().onChange([dialog](int value) { dialog->show(value); });
#endif
  dialog->model().set(4);
#ifdef DISCONNECTED
  dialog->model().disconnectAll();
#endif
}

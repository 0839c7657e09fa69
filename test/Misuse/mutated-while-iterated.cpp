// RUN: not %weakspot check --quiet --checks=mutated-while-iterated %s -- -std=c++20 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20
#ifdef HARM
#include "racy.h"
#endif
#include <algorithm>
#include <list>
#include <memory>
#include <vector>

struct Observer {
  virtual ~Observer() = default;
  virtual void changed() = 0;
  virtual void looked() {}
};

struct Subject {
  std::vector<Observer *> raw_;
  std::vector<std::weak_ptr<Observer>> weak_;
  std::vector<std::weak_ptr<Observer>> copied_;
  std::vector<std::weak_ptr<Observer>> deferred_, pending_;
  bool notifying_ = false;

  void attach(Observer *observer) { raw_.push_back(observer); }
  void detach(Observer *observer) { raw_.erase(std::remove(raw_.begin(), raw_.end(), observer), raw_.end()); }
  void prune() {
    std::erase_if(weak_, [](const auto &weak) { return weak.expired(); });
    std::erase_if(copied_, [](const auto &weak) { return weak.expired(); });
  }
  void defer() {
    if (notifying_)
      return;
    std::erase_if(deferred_, [](const auto &weak) { return weak.expired(); });
  }

  void notify_bad() {
    for (auto *observer : raw_)
      observer->changed();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Subject::raw_' while it is iterated here [weakspot-mutated-while-iterated]
    // CHECK-MESSAGES: note: 'Once::changed()' calls 'Subject::detach(Observer *)'
    // CHECK-MESSAGES: note: 'Subject::detach(Observer *)' changes it here
  }
  void iterators_bad() {
    for (auto it = raw_.begin(); it != raw_.end(); ++it)
      (*it)->changed();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Subject::raw_' while it is iterated here
  }
  void weak_bad() {
    for (auto &weak : weak_)
      if (auto observer = weak.lock())
        observer->changed();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}} may change 'Subject::weak_' while it is iterated here
  }
  void copy_good() {
    auto copy = copied_;
    for (auto &weak : copy)
      if (auto observer = weak.lock())
        observer->changed();
  }
  void deferred_good() {
    notifying_ = true;
    for (auto &weak : deferred_)
      if (auto observer = weak.lock())
        observer->changed();
    notifying_ = false;
  }
  void harmless_good() {
    for (auto *observer : raw_)
      observer->looked();
  }
  void one_good(Observer *wanted) {
    for (auto *observer : raw_)
      if (observer == wanted) {
        observer->changed();
        break;
      }
  }
};

struct Once : Observer {
  Subject *subject = nullptr;
  int seen = 0;
  void changed() override {
    subject->detach(this);
    subject->prune();
    subject->defer();
  }
  void looked() override { ++seen; }
};
struct Always : Observer {
  int seen = 0;
  void changed() override { ++seen; }
};
std::shared_ptr<Observer> makeOnce() { return std::make_shared<Once>(); }
std::shared_ptr<Observer> makeAlways() { return std::make_shared<Always>(); }

// The end of the last owner changes the list.
struct Listener;
struct Source {
  std::list<std::weak_ptr<Listener>> listeners_;
  void remove() {
    listeners_.remove_if([](const auto &weak) { return weak.expired(); });
  }
  void poke_bad();
};
struct Listener {
  Source *source = nullptr;
  int pokes = 0;
  void poke() { ++pokes; }
  ~Listener() { source->remove(); }
};
void Source::poke_bad() {
  for (auto &weak : listeners_)
    if (auto listener = weak.lock())
      listener->poke();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the end of the last owner of an entry's object may change 'Source::listeners_' while it is iterated here
}

// A tree: the children's lists are others.
struct Node {
  std::vector<std::shared_ptr<Node>> children_;
  void clear_good() {
    for (auto &child : children_)
      child->clear_good();
    children_.clear();
  }
  Node *parent_ = nullptr;
};
struct Trees {
  static void clear_good(Node &node) {
    for (auto &child : node.children_)
      clear_good(*child);
    node.children_.clear();
  }
  static void clear_owner_good(const std::shared_ptr<Node> &node) {
    for (const auto &child : node->children_)
      clear_owner_good(child);
    node->children_.clear();
  }
  static void alone(Node &node) { node.parent_->children_.clear(); }
  static void siblings_bad(Node &node) {
    for (auto &child : node.children_)
      alone(*child);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Node::children_' while it is iterated here
  }
};

struct Task {
  virtual ~Task() = default;
  virtual void run() = 0;
};
struct Tasks {
  std::list<std::shared_ptr<Task>> tasks_;
  void remove(Task *task) {
    tasks_.remove_if([task](const auto &other) { return other.get() == task; });
  }
  // The iterator is behind what may be taken out.
  void moved_on_good() {
    for (auto it = tasks_.begin(); it != tasks_.end();) {
      auto task = *it++;
      task->run();
    }
  }
  void moved_on_while_good() {
    auto it = tasks_.begin();
    while (it != tasks_.end()) {
      auto task = *it;
      ++it;
      task->run();
    }
  }
  void moved_on_later_bad() {
    auto it = tasks_.begin();
    while (it != tasks_.end()) {
      (*it)->run();
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Tasks::tasks_' while it is iterated here
      ++it;
    }
  }
};
struct OneShot : Task {
  Tasks &tasks_;
  explicit OneShot(Tasks &tasks) : tasks_(tasks) {}
  void run() override { tasks_.remove(this); }
};

// The loop puts the owners away: none is the last.
struct Roster;
struct Guest {
  Roster *roster = nullptr;
  ~Guest();
  void wave();
};
struct Roster {
  std::vector<std::weak_ptr<Guest>> guests;
  void prune() {
    std::erase_if(guests, [](const auto &weak) { return weak.expired(); });
  }
  void collected_good() {
    std::vector<std::shared_ptr<Guest>> present;
    for (auto &weak : guests)
      if (auto guest = weak.lock())
        present.push_back(guest);
    for (auto &guest : present)
      guest->wave();
  }
  // Nothing that runs while it is held lets another owner go.
  bool looked_good(const std::shared_ptr<Guest> &wanted) {
    bool found = false;
    for (auto &weak : guests)
      if (weak.lock() == wanted)
        found = true;
    return found;
  }
  void let_go_bad(std::shared_ptr<Guest> &wanted) {
    for (auto &weak : guests)
      if (auto guest = weak.lock(); guest == wanted)
        wanted.reset();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the end of the last owner of an entry's object may change 'Roster::guests' while it is iterated here
    // CHECK-MESSAGES: note:
  }
  void waved_bad() {
    for (auto &weak : guests)
      if (auto guest = weak.lock())
        guest->wave();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the end of the last owner of an entry's object may change 'Roster::guests' while it is iterated here
    // CHECK-MESSAGES: note:
  }
};
Guest::~Guest() { roster->prune(); }

// What an element makes for itself has a list of its own.
struct Step {
  virtual ~Step() = default;
  virtual void run() = 0;
};
struct Chain {
  std::vector<Step *> steps;
  void then(Step *step) { steps.push_back(step); }
};
struct Branching : Step {
  Chain (*make)() = nullptr;
  static void finish(Chain &chain, Step *step) { chain.then(step); }
  void run() override {
    Chain next;
    finish(next, this);
    Chain made = make();
    finish(made, this);
  }
};
void runAll_good(Chain &chain) {
  for (auto *step : chain.steps)
    step->run();
}
struct Relay {
  std::vector<struct Link *> links;
  void then(Link *link) { links.push_back(link); }
};
struct Link {
  Relay &relay;
  static void finish(Relay &relay, Link *link) { relay.then(link); }
  void run() { finish(relay, this); }
};
void relayAll_bad(Relay &relay) {
  for (auto *link : relay.links)
    link->run();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Relay::links' while it is iterated here
  // CHECK-MESSAGES: note:
}

// What is put at the end of a list moves nothing that an iterator is at.
struct Growing {
  std::list<Step *> listed;
  std::vector<Step *> lined;
  void add(Step *step) {
    listed.push_back(step);
    lined.push_back(step);
  }
  void listed_good() {
    for (auto *step : listed)
      step->run();
  }
  void lined_bad() {
    for (auto *step : lined)
      step->run();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Growing::lined' while it is iterated here
    // CHECK-MESSAGES: note:
  }
};
struct Doubling : Step {
  Growing *growing = nullptr;
  void run() override { growing->add(this); }
};

// What an element owns alone does not own the element.
struct Widget;
struct Panel {
  std::vector<std::shared_ptr<Widget>> widgets;
  std::vector<Widget *> watching;
  void clear();
  void watch(Widget *widget) { watching.push_back(widget); }
  void tick_good();
  void look_bad();
};
struct Widget {
  std::unique_ptr<Panel> inner;
  void tick() {
    if (inner)
      inner->clear();
  }
  // A widget may watch what is in it.
  void look() { inner->watch(this); }
};
void Panel::clear() { widgets.clear(); }
void Panel::tick_good() {
  for (auto &widget : widgets)
    widget->tick();
}
void Panel::look_bad() {
  for (auto *widget : watching)
    widget->look();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Panel::watching' while it is iterated here
  // CHECK-MESSAGES: note:
  // CHECK-MESSAGES: note:
}
// Nor is it an element that has it.
struct Screen {
  std::unique_ptr<Panel> panel;
  void hide() { panel->widgets.clear(); }
};
void hideAll_bad(Panel &panel, Screen &screen) {
  for (auto &widget : panel.widgets) {
    widget->tick();
    screen.hide();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Panel::widgets' while it is iterated here
    // CHECK-MESSAGES: note:
  }
}

#ifdef HARM
void Guest::wave() { harm::meanwhile(); }

/// A subject with an observer that leaves when it is told, and perhaps one behind it.
struct WithOnce : Subject {
  std::shared_ptr<Once> once = std::make_shared<Once>();
  Always always;
  explicit WithOnce(bool two) : Subject{} {
    once->subject = this;
    raw_ = {once.get()};
    if (two)
      raw_.push_back(&always);
    weak_ = {once, std::make_shared<Always>()};
  }
};
HARM(freed, notify_bad) { WithOnce(true).notify_bad(); }
HARM(freed, iterators_bad) { WithOnce(false).iterators_bad(); }
HARM(freed, weak_bad) { WithOnce(true).weak_bad(); }
HARM(freed, poke_bad) {
  Source source;
  auto listener = std::make_shared<Listener>();
  listener->source = &source;
  source.listeners_ = {listener};
  harm::elsewhere = [&] { listener.reset(); };
  source.poke_bad();
}
HARM(freed, moved_on_later_bad) {
  Tasks tasks;
  tasks.tasks_.push_back(std::make_shared<OneShot>(tasks));
  tasks.moved_on_later_bad();
}
/// Two guests, of whom the first may go.
struct Party : Roster {
  std::shared_ptr<Guest> one = std::make_shared<Guest>(), two = std::make_shared<Guest>();
  Party() {
    one->roster = two->roster = this;
    guests = {one, two};
  }
};
HARM(freed, let_go_bad) {
  Party party;
  party.let_go_bad(party.one);
}
HARM(freed, waved_bad) {
  Party party;
  harm::elsewhere = [&] { party.one.reset(); };
  party.waved_bad();
}
HARM(freed, relayAll_bad) {
  Relay relay;
  Link link{relay};
  relay.links = {&link, &link};
  relayAll_bad(relay);
}
HARM(freed, lined_bad) {
  Growing growing;
  Doubling doubling;
  doubling.growing = &growing;
  growing.lined = {&doubling, &doubling};
  growing.lined_bad();
}
HARM(freed, look_bad) {
  auto *panel = new Panel;
  Widget widget{std::unique_ptr<Panel>(panel)};
  panel->watching = {&widget, &widget};
  panel->look_bad();
}
HARM(freed, hideAll_bad) {
  Screen screen{std::make_unique<Panel>()};
  screen.panel->widgets.resize(2, std::make_shared<Widget>());
  hideAll_bad(*screen.panel, screen);
}
HARM(freed, siblings_bad) {
  Node root;
  root.children_ = {std::make_shared<Node>(), std::make_shared<Node>()};
  for (auto &child : root.children_)
    child->parent_ = &root;
  Trees::siblings_bad(root);
}
#endif

// RUN: not %weakspot check --quiet --checks=dangling-lock --model %S/Inputs/house.yaml %s -- -std=c++20 -I%S/Inputs > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20 -I%S/Inputs
#ifdef HARM
#include "racy.h"
#endif
#include "house.h"
#include <map>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

struct Item {
  int value = 0;
  void touch();
};
struct Peer {
  int value = 0;
  Item item;
  std::vector<std::shared_ptr<Item>> all;
  std::vector<std::shared_ptr<Item>> &items() { return all; }
  Item &theItem() { return item; }
  std::string title;
  std::vector<int> numbers;
  const char *kind = nullptr;
  const std::string &name() const { return title; }
  std::string madeName() const { return title + "!"; }
  const std::string &unknownName() const;
  void ping();
};
void use(Peer *);
void use(const char *);
void keep(std::shared_ptr<Peer>);

struct Session {
  std::weak_ptr<Peer> peer_;
  Peer *raw_ = nullptr;
  std::shared_ptr<Peer> strong_;
  house::Weak<Peer> housePeer_;

  void raw_bad() {
    Peer *raw = peer_.lock().get();
    if (raw)
      raw->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to, after the strong pointer from lock() has died; nothing keeps the object alive [weakspot-dangling-lock]
    // CHECK-MESSAGES: :[[@LINE-4]]:23: note: locked here
    // CHECK-MESSAGES: :[[@LINE-5]]:{{[0-9]+}}: note: the strong pointer from lock() dies here
  }
  int reference_bad() {
    Peer &peer = *peer_.lock();
    return peer.value;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
  }
  int member_bad() {
    Item &item = peer_.lock()->item;
    return item.value;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
  }
  int returned_reference_bad() {
    Item &item = peer_.lock()->theItem();
    return item.value;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
  }
  void range_bad() {
    for (auto &item : peer_.lock()->items())
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
      item->touch();
  }
  Peer *returned_bad() { return peer_.lock().get(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this returns the address of what 'Session::peer_' refers to
  void stored_bad() {
    raw_ = peer_.lock().get();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this keeps the address of what 'Session::peer_' refers to
  }
  void passed_bad() {
    Peer *raw = peer_.lock().get();
    use(raw);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this passes on what 'Session::peer_' refers to
  }
  void inner_scope_bad() {
    Peer *raw = nullptr;
    if (auto peer = peer_.lock()) {
      raw = peer.get();
      raw->ping();
    }
    if (raw)
      raw->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
  }
  void reset_bad() {
    auto peer = peer_.lock();
    Peer *raw = peer.get();
    peer.reset();
    raw->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
  }
  void house_bad() {
    Peer *raw = housePeer_.lock().get();
    raw->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::housePeer_' refers to
  }

  // Views of parts that are nothing but bytes.
  std::size_t string_reference_bad() {
    const std::string &name = peer_.lock()->name();
    return name.size();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
  }
  std::size_t string_view_bad() {
    std::string_view name = peer_.lock()->title;
    return name.data()[0];
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
  }
  int span_bad() {
    std::span<const int> numbers = peer_.lock()->numbers;
    return numbers[0];
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
  }
  char c_str_bad() {
    const char *text = peer_.lock()->title.c_str();
    return *text;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Session::peer_' refers to
  }
  std::size_t string_copy_good() {
    std::string name = peer_.lock()->name();
    const std::string &made = peer_.lock()->madeName();
    return name.size() + made.size();
  }
  std::size_t string_view_good() {
    auto peer = peer_.lock();
    std::string_view name = peer->title;
    const std::string &other = peer->name();
    return name.size() + other.size();
  }
  std::size_t elsewhere_good() {
    const std::string &name = peer_.lock()->unknownName();
    const char *kind = peer_.lock()->kind;
    return name.size() + (kind ? 1 : 0);
  }
  void full_expression_good() {
    use(peer_.lock().get());
    peer_.lock()->ping();
    if (peer_.lock().get() == raw_)
      return;
  }
  int value_good() { return peer_.lock()->value; }
  Item copy_good() { return peer_.lock()->item; }
  void kept_good() {
    auto peer = peer_.lock();
    Peer *raw = peer.get();
    if (raw)
      raw->ping();
    Item &item = peer->item;
    item.touch();
  }
  void range_good() {
    if (auto peer = peer_.lock())
      for (auto &item : peer->items())
        item->touch();
  }
  void range_init_good() {
    for (auto peer = peer_.lock(); auto &item : peer->items())
      item->touch();
  }
  void compared_good(const Peer *other) {
    const Peer *raw = peer_.lock().get();
    if (raw == other)
      keep(nullptr);
  }
  void moved_good() {
    auto peer = peer_.lock();
    Peer *raw = peer.get();
    keep(std::move(peer));
    raw->ping();
  }
  void stored_good() {
    auto peer = peer_.lock();
    raw_ = peer.get();
    strong_ = std::move(peer);
    raw_->ping();
  }
  std::shared_ptr<Peer> returned_good() { return peer_.lock(); }
  void getter_good() {
    auto peer = returned_good();
    Peer *raw = peer.get();
    raw->ping();
  }
  void again_good() {
    if (Peer *raw = peer_.lock().get())
      strong_ = peer_.lock();
  }
  // Turns with a lock and turns without one are joined before the next.
  bool turns_good(int n, const bool *skip) {
    for (int i = 0; i < n; ++i) {
      if (!skip[i])
        if (auto peer = peer_.lock(); !peer || peer->value > 0)
          return true;
    }
    return false;
  }
  std::pair<std::shared_ptr<Peer>, Peer *> both_good() {
    auto peer = peer_.lock();
    Peer *raw = peer.get();
    return {std::move(peer), raw};
  }
};

struct Page {
  std::string title;
  std::vector<int> lines;
  int number = 0;
  std::span<int> all() { return lines; }
};
struct Reader {
  std::weak_ptr<Page> page_;
  Page *current_ = nullptr;
  std::shared_ptr<Page> page() const { return page_.lock(); }
  int through_getter_bad() {
    Page *raw = page().get();
    return raw ? raw->number : 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Reader::page_' refers to, after the strong pointer from lock() has died
  }
  int through_getter_good() {
    auto page = this->page();
    Page *raw = page.get();
    return raw ? raw->number : 0;
  }
  std::vector<Page *> collected_bad() {
    std::vector<Page *> pages;
    if (auto page = page_.lock())
      pages.push_back(page.get());
    return pages;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this returns an address in what 'Reader::page_' refers to
  }
  std::vector<std::shared_ptr<Page>> collected_good() {
    std::vector<std::shared_ptr<Page>> pages;
    std::vector<Page *> seen;
    if (auto page = page_.lock()) {
      seen.push_back(page.get());
      pages.push_back(std::move(page));
    }
    return pages;
  }
  std::function<int()> captured_bad() {
    auto page = page_.lock();
    return [raw = page.get()] { return raw ? raw->number : 0; };
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this returns an address in what 'Reader::page_' refers to
  }
  std::function<int()> captured_good() {
    auto page = page_.lock();
    return [page, raw = page.get()] { return raw ? raw->number : 0; };
  }
  const std::string &title_bad() {
    auto page = page_.lock();
    if (!page)
      throw 1;
    return page->title;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Reader::page_' refers to
  }
  std::string title_good() {
    auto page = page_.lock();
    return page ? page->title : std::string();
  }
  const char *text_bad() { 
    if (auto page = page_.lock())
      return page->title.c_str();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Reader::page_' refers to
    return "";
  }
  const std::string &owned_title_good(const std::shared_ptr<Page> &page) { return page->title; }
};

// Where a choice was made.
std::string_view chosen_bad(const std::weak_ptr<Peer> &weak) {
  auto peer = weak.lock();
  return peer ? std::string_view(peer->title) : std::string_view();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'weak' refers to
}
const std::string &eitherWay_bad(const std::weak_ptr<Peer> &weak) {
  static const std::string none;
  auto peer = weak.lock();
  return !peer ? none : peer->title;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'weak' refers to
}
std::string chosen_good(const std::weak_ptr<Peer> &weak) {
  auto peer = weak.lock();
  return peer ? peer->title : std::string();
}
std::string_view kept_good(const std::shared_ptr<Peer> &peer) { return peer ? std::string_view(peer->title) : std::string_view(); }
auto closure_bad(const std::weak_ptr<Peer> &weak) {
  auto peer = weak.lock();
  return [raw = peer.get()] { return raw ? raw->value : 0; };
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this returns an address in what 'weak' refers to
}
auto closure_good(const std::weak_ptr<Peer> &weak) {
  auto peer = weak.lock();
  return [peer, raw = peer.get()] { return raw ? raw->value : 0; };
}
// What a variable is set to after it was declared.
void assigned_bad(const std::weak_ptr<Peer> &weak) {
  const char *text = "";
  if (auto peer = weak.lock())
    text = peer->title.c_str();
  use(text);
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'weak' refers to
}
int span_assigned_bad(const std::weak_ptr<Peer> &weak) {
  std::span<const int> numbers;
  if (auto peer = weak.lock())
    numbers = peer->numbers;
  return numbers.empty() ? 0 : numbers[0];
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'weak' refers to
}
void view_assigned_bad(const std::weak_ptr<Peer> &weak, bool named) {
  std::string_view text;
  text = named && !weak.expired() ? std::string_view(weak.lock()->title) : std::string_view();
  use(text.data());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'weak' refers to
}
void assigned_good(const std::weak_ptr<Peer> &weak) {
  const char *text = "";
  auto peer = weak.lock();
  if (peer)
    text = peer->title.c_str();
  use(text);
}
void assigned_kept_good(const std::weak_ptr<Peer> &weak) {
  std::shared_ptr<Peer> kept;
  std::span<const int> numbers;
  if (auto peer = weak.lock()) {
    numbers = peer->numbers;
    kept = peer;
  }
  use(numbers.empty() ? "" : "some");
}
void assigned_again_good(const std::weak_ptr<Peer> &weak) {
  const char *text = nullptr;
  if (auto peer = weak.lock()) {
    text = peer->title.c_str();
    use(text);
  }
  text = "";
  use(text);
}
void assigned_copy_good(const std::weak_ptr<Peer> &weak) {
  std::string text;
  if (auto peer = weak.lock())
    text = peer->title;
  use(text.c_str());
}

// What is only an address tells objects apart, and gets at none.
const void *identity_good(const std::weak_ptr<Item> &weak) {
  auto p = weak.lock();
  return reinterpret_cast<const void *>(p.get());
}
bool is_same_good(const std::weak_ptr<Item> &weak, const void *with) { return weak.lock().get() == with; }
const Item *address_bad(const std::weak_ptr<Item> &weak) {
  auto p = weak.lock();
  return p.get();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: this returns the address of what 'weak' refers to
}

#ifdef HARM
void Item::touch() { ++value; }
void Peer::ping() { ++value; }
const std::string &Peer::unknownName() const { return title; }
void use(Peer *peer) { peer->ping(); }
void use(const char *text) { std::puts(text); }
void keep(std::shared_ptr<Peer>) {}

/// Once it is locked, another thread lets go of it.
template <template <class> class Strong = std::shared_ptr> static Strong<Peer> &peer() {
  static Strong<Peer> owner(new Peer);
  owner->all.push_back(std::make_shared<Item>());
  owner->numbers = {1};
  harm::elsewhere = [] { owner.reset(); };
  return owner;
}
static Session session() { return {peer()}; }
static Reader reader() {
  static std::shared_ptr<Page> page(new Page);
  harm::elsewhere = [] { page.reset(); };
  return {page};
}
static std::weak_ptr<Item> item() {
  static std::shared_ptr<Item> item(new Item);
  harm::elsewhere = [] { item.reset(); };
  return item;
}

HARM(freed, raw_bad) { session().raw_bad(); }
HARM(freed, reference_bad) { session().reference_bad(); }
HARM(freed, member_bad) { session().member_bad(); }
HARM(freed, returned_reference_bad) { session().returned_reference_bad(); }
HARM(freed, range_bad) { session().range_bad(); }
HARM(freed, returned_bad) { session().returned_bad()->ping(); }
HARM(freed, stored_bad) {
  Session of = session();
  of.stored_bad();
  of.raw_->ping();
}
HARM(freed, passed_bad) { session().passed_bad(); }
HARM(freed, inner_scope_bad) { session().inner_scope_bad(); }
HARM(freed, reset_bad) { session().reset_bad(); }
HARM(freed, house_bad) {
  Session of;
  of.housePeer_ = peer<house::Ref>();
  of.house_bad();
}
HARM(freed, string_reference_bad) { session().string_reference_bad(); }
HARM(freed, string_view_bad) { session().string_view_bad(); }
HARM(freed, span_bad) { session().span_bad(); }
HARM(freed, c_str_bad) { session().c_str_bad(); }
HARM(freed, through_getter_bad) { reader().through_getter_bad(); }
HARM(freed, collected_bad) { ++reader().collected_bad()[0]->number; }
HARM(freed, captured_bad) { reader().captured_bad()(); }
HARM(freed, title_bad) { std::puts(reader().title_bad().c_str()); }
HARM(freed, text_bad) { std::puts(reader().text_bad()); }
HARM(freed, chosen_bad) { std::putchar(*chosen_bad(peer()).data()); }
HARM(freed, eitherWay_bad) { std::puts(eitherWay_bad(peer()).c_str()); }
HARM(freed, closure_bad) { closure_bad(peer())(); }
HARM(freed, assigned_bad) { assigned_bad(peer()); }
HARM(freed, span_assigned_bad) { span_assigned_bad(peer()); }
HARM(freed, view_assigned_bad) {
  std::weak_ptr<Peer> weak = peer();
  harm::elsewhere = [let = harm::elsewhere] { harm::elsewhere = let; };
  view_assigned_bad(weak, true);
}
HARM(freed, address_bad) { std::printf("%d", address_bad(item())->value); }
#endif

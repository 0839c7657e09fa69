// RUN: not %weakspot check --quiet --checks=unchecked-lock --model %S/Inputs/house.yaml %s -- -std=c++20 -UNDEBUG -I%S/Inputs > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20 -UNDEBUG -I%S/Inputs
#include "house.h"
#include <algorithm>
#include <cassert>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <stdexcept>
#include <vector>

struct Peer {
  int value = 0;
  Peer *next = nullptr;
  void ping();
  bool alive() const { return value > 0; }
};
void log(const char *);
[[noreturn]] void die();
#define CHECK_ALIVE(P) if (!(P)) die()
#define PING(W) (W).lock()->ping()

struct Session {
  std::weak_ptr<Peer> peer_;
  std::vector<std::weak_ptr<Peer>> peers_;
  std::map<int, std::weak_ptr<Peer>> byId_;
  house::Weak<Peer> housePeer_;

  void arrow_bad() {
    peer_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced; it is null if the object is gone [weakspot-unchecked-lock]
    // CHECK-MESSAGES: :[[@LINE-2]]:11: note: locked here
  }
  void variable_bad() {
    auto peer = peer_.lock();
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced; it is null if the object is gone [weakspot-unchecked-lock]
    // CHECK-MESSAGES: :[[@LINE-3]]:23: note: locked here
  }
  int star_bad() { return (*peer_.lock()).value; }
  // CHECK-MESSAGES: :[[@LINE-1]]:28: warning: the result of lock() of 'Session::peer_' is dereferenced
  void through_get_bad() {
    std::shared_ptr<Peer> peer = peer_.lock();
    peer.get()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
  void only_logged_bad() {
    auto peer = peer_.lock();
    if (!peer)
      log("the peer is gone");
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced; it is null on this path
  }
  void wrong_way_round_bad() {
    auto peer = peer_.lock();
    if (!peer)
      peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the result of lock() of 'Session::peer_' is dereferenced; it is null on this path
  }
  void one_of_two_bad(bool quick) {
    auto peer = peer_.lock();
    if (!quick && !peer)
      return;
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
  void element_bad() {
    for (auto &peer : peers_)
      peer.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the result of lock() of an element of 'Session::peers_' is dereferenced
  }
  void entry_bad(int id) {
    byId_[id].lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of an element of 'Session::byId_' is dereferenced
  }
  void house_bad() {
    housePeer_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::housePeer_' is dereferenced
  }
  void macro_bad() {
    PING(peer_);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
  void in_lambda_bad() {
    auto later = [weak = peer_] { weak.lock()->ping(); };
    std::function<void()> f = later;
    f();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is passed to code that dereferences it
    // CHECK-MESSAGES: :[[@LINE-4]]:35: note: dereferenced here, without a check
  }
  std::shared_ptr<Peer> peer() const { return peer_.lock(); }
  void through_getter_bad() {
    peer()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
    // CHECK-MESSAGES: note: calling 'Session::peer() const'
    // CHECK-MESSAGES: note: locked here
  }

  void if_good() {
    if (auto peer = peer_.lock())
      peer->ping();
  }
  void init_statement_good() {
    if (auto peer = peer_.lock(); peer && peer->alive())
      peer->ping();
  }
  void early_return_good() {
    auto peer = peer_.lock();
    if (!peer)
      return;
    peer->ping();
  }
  void compared_good() {
    auto peer = peer_.lock();
    if (peer == nullptr)
      return;
    peer->ping();
  }
  void get_compared_good() {
    auto peer = peer_.lock();
    if (peer.get() != nullptr)
      peer->ping();
  }
  void throw_good() {
    auto peer = peer_.lock();
    if (!peer)
      throw std::runtime_error("gone");
    peer->ping();
  }
  void assert_good() {
    auto peer = peer_.lock();
    assert(peer && "the session dies first");
    peer->ping();
  }
  void macro_good() {
    auto peer = peer_.lock();
    CHECK_ALIVE(peer);
    peer->ping();
  }
  bool and_good() {
    auto peer = peer_.lock();
    return peer && peer->alive();
  }
  int ternary_good() {
    auto peer = peer_.lock();
    return peer ? peer->value : 0;
  }
  void or_good() {
    auto peer = peer_.lock();
    if (!peer || !peer->alive())
      return;
    peer->ping();
  }
  void flag_good(bool wanted) {
    auto peer = peer_.lock();
    bool ready = wanted && peer;
    if (ready)
      peer->ping();
  }
  static bool valid(const std::shared_ptr<Peer> &peer) { return peer != nullptr; }
  void by_function_good() {
    auto peer = peer_.lock();
    if (valid(peer))
      peer->ping();
    if (!valid(peer))
      return;
    peer->ping();
  }
  void computed_flag_good() {
    auto peer = peer_.lock();
    const bool ready = peer != nullptr;
    if (!ready)
      return;
    peer->ping();
  }
  void loop_good() {
    while (auto peer = peer_.lock())
      peer->ping();
    for (auto &weak : peers_) {
      auto peer = weak.lock();
      if (!peer)
        continue;
      peer->ping();
    }
  }
  void throwing_conversion_good() {
    std::shared_ptr<Peer> peer(peer_);
    peer->ping();
  }
  void kept_by_owner_good() {
    auto owner = std::make_shared<Peer>();
    std::weak_ptr<Peer> weak = owner;
    weak.lock()->ping();
  }
  void kept_by_argument_good(const std::shared_ptr<Peer> &owner) {
    std::weak_ptr<Peer> weak = owner;
    weak.lock()->ping();
  }
  void fallback_good() {
    auto peer = peer_.lock();
    if (!peer)
      peer = std::make_shared<Peer>();
    peer->ping();
  }
  void two_good(std::weak_ptr<Peer> other) {
    auto a = peer_.lock(), b = other.lock();
    if (a && b) {
      a->ping();
      b->ping();
    }
  }
  void house_good() {
    if (auto peer = housePeer_.lock())
      peer->ping();
  }
  void switch_good(int n) {
    auto peer = peer_.lock();
    if (!peer)
      return;
    switch (n) {
    case 0:
      peer->ping();
      break;
    default:
      peer->value = n;
    }
  }
};

// Passed where null is not allowed.
static void ping(const std::shared_ptr<Peer> &peer) { peer->ping(); }
static void pingIf(const std::shared_ptr<Peer> &peer) {
  if (peer)
    peer->ping();
}
static void pingRaw(Peer *peer) { peer->value = 1; }
static void pingTwice(const std::shared_ptr<Peer> &peer) {
  log("twice");
  ping(peer);
}
void passed_bad(std::weak_ptr<Peer> weak) {
  ping(weak.lock());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the result of lock() of 'weak' is passed to code that dereferences it; it is null if the object is gone
  // CHECK-MESSAGES: note: locked here
  // CHECK-MESSAGES: note: dereferenced here, without a check
}
void passed_raw_bad(std::weak_ptr<Peer> weak) {
  pingRaw(weak.lock().get());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the result of lock() of 'weak' is passed to code that dereferences it
}
void passed_down_bad(std::weak_ptr<Peer> weak) {
  pingTwice(weak.lock());
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the result of lock() of 'weak' is passed to code that dereferences it
  // CHECK-MESSAGES: note: calling 'ping(const std::shared_ptr<Peer> &)'
}
void passed_good(std::weak_ptr<Peer> weak) {
  pingIf(weak.lock());
  if (auto peer = weak.lock())
    pingTwice(peer);
}

// One finding for a template, however often it is instantiated.
template <typename T> struct Holder {
  std::weak_ptr<T> weak;
  void use_bad() { weak.lock()->ping(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:20: warning: the result of lock() of {{.*}} is dereferenced
  void use_good() {
    if (auto strong = weak.lock())
      strong->ping();
  }
};
struct Other {
  void ping();
};
void instantiate(Holder<Peer> &a, Holder<Other> &b) {
  a.use_bad();
  b.use_bad();
  a.use_good();
  b.use_good();
}

// Neither of two locks is tested.
struct Twice {
  std::weak_ptr<Peer> weak;
  void twice_bad() {
    weak.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Twice::weak' is dereferenced
    auto again = weak.lock();
    again->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Twice::weak' is dereferenced
  }
};

// What a closure has captured by reference, whoever runs it knows.
struct Captured {
  void owned_good() {
    auto strong = std::make_shared<Peer>();
    std::weak_ptr<Peer> weak = strong;
    auto ping = [&weak] { weak.lock()->ping(); };
    ping();
  }
  void not_owned_bad(std::weak_ptr<Peer> weak) {
    auto ping = [&weak] { weak.lock()->ping(); };
    ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of {{.*}} is passed to code that dereferences it
    // CHECK-MESSAGES: note: dereferenced here, without a check
  }
};

// What is weeded out of a collection, the rest is not.
struct Crowd {
  std::vector<std::weak_ptr<Peer>> peers;
  void weeded_good() {
    std::vector<std::shared_ptr<Peer>> alive;
    for (auto &weak : peers)
      alive.push_back(weak.lock());
    alive.erase(std::remove(alive.begin(), alive.end(), nullptr), alive.end());
    for (auto &peer : alive)
      peer->ping();
  }
  void all_bad() {
    std::vector<std::shared_ptr<Peer>> locked;
    for (auto &weak : peers)
      locked.push_back(weak.lock());
    for (auto &peer : locked)
      peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock()
  }
};

// A lock that went on into another variable.
void assigned_bad(const std::weak_ptr<Peer> &weak) {
  std::shared_ptr<Peer> peer;
  peer = weak.lock();
  if (!peer)
    log("gone");
  peer->ping();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'weak' is dereferenced; it is null on this path
}
void again_bad(const std::weak_ptr<Peer> &weak) {
  auto peer = weak.lock();
  if (peer)
    peer->ping();
  peer = weak.lock();
  peer->ping();
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'weak' is dereferenced; it is null on this path
}
void assigned_good(const std::weak_ptr<Peer> &weak, const std::shared_ptr<Peer> &other) {
  std::shared_ptr<Peer> peer;
  peer = weak.lock();
  if (!peer)
    peer = other;
  if (peer)
    peer->ping();
}

// What a closure that does not get away needs is known where it is run.
void run_at_once_good() {
  auto peer = std::make_shared<Peer>();
  std::weak_ptr<Peer> weak = peer;
  auto ping = [weak] { weak.lock()->ping(); };
  ping();
  [weak = std::weak_ptr<Peer>(peer)] { weak.lock()->ping(); }();
}
template <class F> void threeTimes(F &&f) {
  for (int i = 0; i < 3; ++i)
    f();
}
void runs(const std::function<void()> &f) { f(); }
void keeps(std::function<void()> f);
void run_by_callees_good(const std::shared_ptr<Peer> &peer, std::vector<int> &values) {
  std::weak_ptr<Peer> weak = peer;
  threeTimes([weak] { weak.lock()->ping(); });
  runs([weak] { weak.lock()->ping(); });
  std::for_each(values.begin(), values.end(), [weak](int value) { weak.lock()->value += value; });
}
// Once its object is gone, the closure's way through is one that nobody takes, and so nothing is told of it.
void run_after_the_end_FN() {
  auto peer = std::make_shared<Peer>();
  auto ping = [weak = std::weak_ptr<Peer>(peer)] { weak.lock()->ping(); };
  peer.reset();
  ping();
}
void asked_after_the_end_good() {
  auto peer = std::make_shared<Peer>();
  auto ping = [weak = std::weak_ptr<Peer>(peer)] {
    if (!weak.expired())
      weak.lock()->ping();
  };
  peer.reset();
  ping();
}
void run_while_there_good(bool stop) {
  std::shared_ptr<Peer> peer;
  std::weak_ptr<Peer> weak;
  auto ping = [&weak] { weak.lock()->ping(); };
  if (!stop) {
    peer = std::make_shared<Peer>();
    weak = peer;
  }
  if (peer)
    ping();
}
void kept_bad(const std::shared_ptr<Peer> &peer) {
  keeps([weak = std::weak_ptr<Peer>(peer)] { weak.lock()->ping(); });
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of the capture 'weak' is dereferenced
}
auto returned_bad(const std::shared_ptr<Peer> &peer) {
  return [weak = std::weak_ptr<Peer>(peer)] { weak.lock()->ping(); };
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of the capture 'weak' is dereferenced
}

// The owner beside it keeps what the weak member refers to.
struct Kept_good {
  std::shared_ptr<Peer> own_ = std::make_shared<Peer>();
  std::weak_ptr<Peer> weak_ = own_;

  void ping() { weak_.lock()->ping(); }
};
void makes_kept_good() { Kept_good().ping(); }
class KeptByConstructor_good {
public:
  explicit KeptByConstructor_good(std::shared_ptr<Peer> peer) : own_(std::move(peer)), weak_(own_) {}
  void ping() {
    runs([this] { weak_.lock()->ping(); });
    own_->ping();
  }

private:
  const std::shared_ptr<Peer> own_;
  std::weak_ptr<Peer> weak_;
};
struct Emptied {
  std::shared_ptr<Peer> own_ = std::make_shared<Peer>();
  std::weak_ptr<Peer> weak_ = own_;

  void stop() { own_.reset(); }
  void ping_bad() {
    weak_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'Emptied::weak_' is dereferenced
  }
};
struct HandedOut {
  std::shared_ptr<Peer> own_ = std::make_shared<Peer>();
  std::weak_ptr<Peer> weak_ = own_;

  std::shared_ptr<Peer> take() { return std::move(own_); }
  void ping_bad() {
    weak_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'HandedOut::weak_' is dereferenced
  }
};
struct SetElsewhere {
  std::shared_ptr<Peer> own_ = std::make_shared<Peer>();
  std::weak_ptr<Peer> weak_ = own_;

  void follow(const std::shared_ptr<Peer> &peer) { weak_ = peer; }
  void ping_bad() {
    weak_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'SetElsewhere::weak_' is dereferenced
  }
};

// Both are made from one pointer, the weak one not from the member.
struct SetTogether_good {
  std::shared_ptr<Peer> own_;
  std::weak_ptr<Peer> weak_;

  void set(const std::shared_ptr<Peer> &peer) {
    own_ = peer;
    weak_ = peer;
  }
  void stop() {
    own_.reset();
    weak_.reset();
  }
  void ping() {
    if (own_)
      weak_.lock()->ping();
  }
};
struct SetTogether {
  std::shared_ptr<Peer> own_;
  std::weak_ptr<Peer> weak_;

  explicit SetTogether(std::shared_ptr<Peer> peer) : own_(peer), weak_(peer) {}
  void make() {
    own_ = std::make_shared<Peer>();
    weak_ = own_;
  }
  void stop() { own_.reset(); }
  void ping_good() {
    if (own_)
      weak_.lock()->ping();
  }
  void unasked_bad() {
    weak_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'SetTogether::weak_' is dereferenced
  }
};
struct SetApart {
  std::shared_ptr<Peer> own_;
  std::weak_ptr<Peer> weak_;

  void set(const std::shared_ptr<Peer> &peer) {
    own_ = peer;
    weak_ = peer;
  }
  void own(const std::shared_ptr<Peer> &peer) { own_ = peer; }
  void ping_bad() {
    if (own_)
      weak_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'SetApart::weak_' is dereferenced
  }
};
struct ResetAlone {
  std::shared_ptr<Peer> own_;
  std::weak_ptr<Peer> weak_;

  void set(const std::shared_ptr<Peer> &peer) {
    own_ = peer;
    weak_ = peer;
  }
  void forget() { weak_.reset(); }
  void ping_bad() {
    if (own_)
      weak_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'ResetAlone::weak_' is dereferenced
  }
};

// The object knows its owner, which whoever makes it tells it.
class Knows {
public:
  static std::shared_ptr<Knows> make() {
    auto made = std::shared_ptr<Knows>(new Knows);
    made->self_ = made;
    return made;
  }
  static std::shared_ptr<Knows> own(Knows *raw) {
    std::shared_ptr<Knows> owner(raw);
    raw->self_ = owner;
    return owner;
  }
  static void take(const std::shared_ptr<Knows> &knows);
  ~Knows() {
    if (value_ < 0)
      self_.lock()->value_ = 0;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'Knows::self_' is dereferenced
  }
  std::shared_ptr<Knows> self() const { return self_.lock(); }
  int value_good() { return self()->value_; }
  void take_good() { take(self_.lock()); }
  std::function<int()> later_good() {
    return [self = self_.lock()] { return self->value_; };
  }
  std::function<int()> later_bad() {
    return [self = self_] { return self.lock()->value_; };
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of the capture 'self' is dereferenced
  }

private:
  int value_ = 0;
  std::weak_ptr<Knows> self_;
};
void Knows::take(const std::shared_ptr<Knows> &knows) { ++knows->value_; }
struct KnowsOther {
  int value = 0;
  std::weak_ptr<KnowsOther> other;
  static void pair(const std::shared_ptr<KnowsOther> &a, const std::shared_ptr<KnowsOther> &b) {
    a->other = a;
    b->other = a;
  }
  int value_bad() { return other.lock()->value; }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'KnowsOther::other' is dereferenced
};

// Somebody else makes it in the meantime.
void waited_for_good(const std::weak_ptr<Peer> &weak) {
  std::shared_ptr<Peer> peer;
  while (!(peer = weak.lock()))
    log("waiting");
  peer->ping();
}
void without_null_good(const std::vector<std::weak_ptr<Peer>> &weaks) {
  std::vector<std::shared_ptr<Peer>> peers;
  for (const auto &weak : weaks)
    peers.push_back(weak.lock());
  std::erase(peers, nullptr);
  for (auto &peer : peers)
    peer->ping();
}
void without_null_by_algorithm_good(const std::vector<std::weak_ptr<Peer>> &weaks) {
  std::vector<std::shared_ptr<Peer>> peers;
  std::transform(weaks.begin(), weaks.end(), std::back_inserter(peers), [](const auto &weak) { return weak.lock(); });
  peers.erase(std::remove(peers.begin(), peers.end(), nullptr), peers.end());
  for (auto &peer : peers)
    peer->ping();
}

struct Loop {
  void run();
  // Whoever gets it cannot ask any more.
  static std::shared_ptr<Loop> main() {
    static std::weak_ptr<Loop> known;
    std::shared_ptr<Loop> loop;
    if (known.expired()) {
      loop = std::make_shared<Loop>();
      known = loop;
    } else {
      loop = known.lock();
    }
    return loop;
  }
  static std::shared_ptr<Loop> lastOne() {
    static std::weak_ptr<Loop> known;
    return known.lock();
  }
};
void caller_good() {
  Loop::main()->run();
  auto loop = Loop::main();
  loop->run();
}
void caller_bad() {
  Loop::lastOne()->run();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the result of lock() of 'Loop::lastOne()::known' is dereferenced
}

#ifdef HARM
#include "harm.h"
void Peer::ping() { ++value; }
void Other::ping() {}
void Loop::run() { std::puts(reinterpret_cast<char *>(this)); }
void log(const char *) {}
void die() { std::abort(); }
static std::function<void()> waiting;
void keeps(std::function<void()> f) { waiting = std::move(f); }

HARM(null, arrow_bad) { Session().arrow_bad(); }
HARM(null, variable_bad) { Session().variable_bad(); }
HARM(null, star_bad) { Session().star_bad(); }
HARM(null, through_get_bad) { Session().through_get_bad(); }
HARM(null, only_logged_bad) { Session().only_logged_bad(); }
HARM(null, wrong_way_round_bad) { Session().wrong_way_round_bad(); }
HARM(null, one_of_two_bad) { Session().one_of_two_bad(true); }
HARM(null, element_bad) {
  Session session;
  session.peers_.emplace_back();
  session.element_bad();
}
HARM(null, entry_bad) { Session().entry_bad(1); }
HARM(null, house_bad) { Session().house_bad(); }
HARM(null, macro_bad) { Session().macro_bad(); }
HARM(null, in_lambda_bad) { Session().in_lambda_bad(); }
HARM(null, through_getter_bad) { Session().through_getter_bad(); }
HARM(null, passed_bad) { passed_bad({}); }
HARM(null, passed_raw_bad) { passed_raw_bad({}); }
HARM(null, passed_down_bad) { passed_down_bad({}); }
HARM(null, use_bad) { Holder<Peer>().use_bad(); }
HARM(null, twice_bad) { Twice().twice_bad(); }
HARM(null, not_owned_bad) { Captured().not_owned_bad({}); }
HARM(null, all_bad) {
  Crowd crowd;
  crowd.peers.emplace_back();
  crowd.all_bad();
}
HARM(null, assigned_bad) { assigned_bad({}); }
HARM(null, again_bad) { again_bad({}); }
HARM(null, kept_bad) {
  kept_bad(std::make_shared<Peer>());
  waiting();
}
HARM(null, returned_bad) {
  auto later = returned_bad(std::make_shared<Peer>());
  later();
}
HARM(null, Emptied_ping_bad) {
  Emptied emptied;
  emptied.stop();
  emptied.ping_bad();
}
HARM(null, HandedOut_ping_bad) {
  HandedOut out;
  out.take();
  out.ping_bad();
}
HARM(null, SetElsewhere_ping_bad) {
  SetElsewhere set;
  set.follow(std::make_shared<Peer>());
  set.ping_bad();
}
HARM(null, unasked_bad) {
  SetTogether together(std::make_shared<Peer>());
  together.stop();
  together.unasked_bad();
}
HARM(null, SetApart_ping_bad) {
  SetApart apart;
  apart.set(std::make_shared<Peer>());
  apart.own(std::make_shared<Peer>());
  apart.ping_bad();
}
HARM(null, ResetAlone_ping_bad) {
  ResetAlone alone;
  alone.set(std::make_shared<Peer>());
  alone.forget();
  alone.ping_bad();
}
HARM(null, later_bad) {
  auto later = Knows::make()->later_bad();
  later();
}
HARM(null, value_bad) {
  auto one = std::make_shared<KnowsOther>(), other = std::make_shared<KnowsOther>();
  KnowsOther::pair(one, other);
  one.reset();
  other->value_bad();
}
HARM(null, caller_bad) { caller_bad(); }
#endif

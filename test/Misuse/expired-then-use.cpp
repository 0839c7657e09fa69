// RUN: not %weakspot check --quiet --checks=expired-then-use --model %S/Inputs/house.yaml %s -- -std=c++20 -I%S/Inputs > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20 -I%S/Inputs
#ifdef HARM
#include "racy.h"
#endif
#include "house.h"
#include <map>
#include <memory>
#include <vector>

struct Peer {
  int value = 0;
  void ping();
};
void log(const char *);

struct Session {
  std::weak_ptr<Peer> peer_;
  std::map<int, std::weak_ptr<Peer>> byId_;
  house::Weak<Peer> housePeer_;

  void expired_bad() {
    if (!peer_.expired())
      peer_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the result of lock() of 'Session::peer_' is used without a check of its own; the object may go between expired() and lock() [weakspot-expired-then-use]
    // CHECK-MESSAGES: :[[@LINE-3]]:16: note: only expired() is asked, here
    // CHECK-MESSAGES: :[[@LINE-3]]:13: note: locked here
  }
  void early_return_bad() {
    if (peer_.expired())
      return;
    auto peer = peer_.lock();
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is used without a check of its own
  }
  void use_count_bad() {
    if (peer_.use_count() == 0)
      return;
    peer_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: {{.*}} the object may go between use_count() and lock()
  }
  void conversion_bad() {
    if (peer_.expired())
      return;
    std::shared_ptr<Peer> peer(peer_);
    // CHECK-MESSAGES: :[[@LINE-1]]:27: warning: making a strong pointer from 'Session::peer_' throws if the object goes after expired() was asked; lock() tests and keeps it in one step
    peer->ping();
  }
  void locked_twice_bad() {
    if (peer_.lock())
      peer_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: {{.*}} the object may go between the tested lock() and lock()
    // CHECK-MESSAGES: note: only the result of this lock() is tested
  }
  void entry_bad(int id) {
    auto it = byId_.find(id);
    if (it != byId_.end() && !it->second.expired())
      it->second.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the result of lock() of {{.*}} is used without a check of its own
  }
  void house_bad() {
    if (!housePeer_.expired())
      housePeer_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: the result of lock() of 'Session::housePeer_' is used without a check of its own
  }

  void checked_good() {
    if (peer_.expired())
      return;
    if (auto peer = peer_.lock())
      peer->ping();
  }
  void locked_first_good() {
    auto peer = peer_.lock();
    if (!peer_.expired() && peer)
      peer->ping();
  }
  void unchecked_only_good() { peer_.lock()->ping(); } // unchecked-lock says it
  void logged_good() {
    if (peer_.expired())
      log("gone");
  }
  void pruned_good() {
    for (auto it = byId_.begin(); it != byId_.end();)
      it = it->second.expired() ? byId_.erase(it) : std::next(it);
    if (auto peer = byId_[0].lock())
      peer->ping();
  }
  void kept_good() {
    if (auto keep = peer_.lock()) {
      if (!peer_.expired())
        peer_.lock()->ping();
    }
  }
  void locked_twice_good() {
    if (peer_.lock())
      if (auto peer = peer_.lock())
        peer->ping();
  }
  void conversion_good() {
    std::shared_ptr<Peer> peer(peer_);
    peer->ping();
  }
  bool asked_good() const { return !peer_.expired() && peer_.use_count() > 1; }
};

template <typename T> struct Holder {
  std::weak_ptr<T> weak;
  void use_bad() {
    if (!weak.expired())
      weak.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: {{.*}} is used without a check of its own
  }
};
struct Other {
  void ping();
};
void instantiate(Holder<Peer> &a, Holder<Other> &b) {
  a.use_bad();
  b.use_bad();
}

struct Answered {
  std::weak_ptr<Peer> weak;
  // What had been locked before was not null.
  void asked_later_good() {
    auto strong = weak.lock();
    if (weak.expired())
      return;
    strong->ping();
  }
  void caught_good() {
    if (weak.expired())
      return;
    try {
      std::shared_ptr<Peer> strong(weak);
      strong->ping();
    } catch (const std::bad_weak_ptr &) {
    }
  }
  void not_caught_bad() {
    struct Guard {
      ~Guard() {}
    } guard;
    if (weak.expired())
      return;
    std::shared_ptr<Peer> strong(weak);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: making a strong pointer from 'Answered::weak' throws
    strong->ping();
  }
  bool isThere() const { return !weak.expired(); }
  void helper_bad() {
    if (isThere())
      weak.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:7: warning: {{.*}} is used without a check of its own
  }
};

#ifdef HARM
void Peer::ping() { ++value; }
void Other::ping() {}
void log(const char *) {}

/// Once it has been asked for, another thread lets go of it.
template <template <class> class Strong = std::shared_ptr> static Strong<Peer> &peer() {
  static Strong<Peer> owner(new Peer);
  harm::elsewhere = [] { owner.reset(); };
  return owner;
}

HARM(null, expired_bad) { Session{peer()}.expired_bad(); }
HARM(null, early_return_bad) { Session{peer()}.early_return_bad(); }
HARM(null, use_count_bad) { Session{peer()}.use_count_bad(); }
HARM(throws, conversion_bad) { Session{peer()}.conversion_bad(); }
HARM(null, locked_twice_bad) { Session{peer()}.locked_twice_bad(); }
HARM(null, entry_bad) { Session{{}, {{1, peer()}}}.entry_bad(1); }
HARM(null, house_bad) {
  Session session;
  session.housePeer_ = peer<house::Ref>();
  session.house_bad();
}
HARM(null, use_bad) { Holder<Peer>{peer()}.use_bad(); }
HARM(throws, not_caught_bad) { Answered{peer()}.not_caught_bad(); }
HARM(null, helper_bad) { Answered{peer()}.helper_bad(); }
#endif

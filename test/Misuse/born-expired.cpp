// RUN: not %weakspot check --quiet --checks=born-expired --model %S/Inputs/house.yaml %s -- -std=c++20 -I%S/Inputs > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20 -I%S/Inputs
#include "house.h"
#include <boost/make_shared.hpp>
#include <boost/weak_ptr.hpp>
#include <functional>
#include <map>
#include <memory>
#include <vector>

struct Peer {
  int value = 0;
};
std::shared_ptr<Peer> madeElsewhere();
static std::shared_ptr<Peer> madeHere() { return std::make_shared<Peer>(); }
static std::vector<std::shared_ptr<Peer>> registry;
static std::shared_ptr<Peer> registered() {
  auto p = std::make_shared<Peer>();
  registry.push_back(p);
  return p;
}

struct Session {
  std::weak_ptr<Peer> peer_;
  std::shared_ptr<Peer> keep_;
  std::vector<std::weak_ptr<Peer>> peers_;
  std::map<int, std::weak_ptr<Peer>> byId_;
  boost::weak_ptr<Peer> boostPeer_;
  house::Weak<Peer> housePeer_;

  explicit Session(std::weak_ptr<Peer> peer = {}) : peer_(peer) {}
  void add(std::weak_ptr<Peer> peer) { peers_.push_back(peer); }

  void assigned_bad() {
    peer_ = std::make_shared<Peer>();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Session::peer_' refers to an object whose only owner is a temporary: it is expired from the start [weakspot-born-expired]
    // CHECK-MESSAGES: note: the object is made here
    // CHECK-MESSAGES: note: its only owner dies here
  }
  void from_new_bad() {
    peer_ = std::shared_ptr<Peer>(new Peer);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Session::peer_' refers to an object whose only owner is a temporary
  }
  void local_bad() {
    std::weak_ptr<Peer> peer = std::make_shared<Peer>();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'peer' refers to an object whose only owner is a temporary
    if (auto p = peer.lock())
      p->value = 1;
  }
  void element_bad() {
    peers_.push_back(std::make_shared<Peer>());
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: an element of 'Session::peers_' refers to an object whose only owner is a temporary
  }
  void entry_bad(int id) {
    byId_[id] = std::make_shared<Peer>();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: an element of 'Session::byId_' refers to an object whose only owner is a temporary
  }
  void assigned_entry_bad(int id) {
    byId_.insert_or_assign(id, std::make_shared<Peer>());
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: an element of 'Session::byId_' refers to an object whose only owner is a temporary
  }
  std::shared_ptr<Peer> cached(int id) {
    auto &entry = byId_[id];
    auto peer = entry.lock();
    if (!peer)
      entry = peer = std::make_shared<Peer>();
    return peer;
  }
  void through_function_bad() {
    peer_ = madeHere();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Session::peer_' refers to an object whose only owner is a temporary
  }
  void passed_bad() {
    add(std::make_shared<Peer>());
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: an element of 'Session::peers_' refers to an object whose only owner is a temporary
  }
  void captured_bad() {
    auto later = [weak = std::weak_ptr<Peer>(std::make_shared<Peer>())] { return weak.expired(); };
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the capture 'weak' refers to an object whose only owner is a temporary
    later();
  }
  std::weak_ptr<Peer> returned_bad() { return std::make_shared<Peer>(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the weak pointer refers to an object whose only owner is a temporary
  std::weak_ptr<Peer> returned_local_bad() {
    auto peer = std::make_shared<Peer>();
    peer->value = 1;
    return peer;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the weak pointer refers to an object whose only owner {{is a temporary|dies}}
  }
  void boost_bad() {
    boostPeer_ = boost::make_shared<Peer>();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Session::boostPeer_' refers to an object whose only owner is a temporary
  }
  void house_bad() {
    housePeer_ = house::make<Peer>();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'Session::housePeer_' refers to an object whose only owner is a temporary
  }

  void stored_good() { peer_ = keep_ = std::make_shared<Peer>(); }
  void variable_good() {
    auto peer = std::make_shared<Peer>();
    peer_ = peer;
    keep_ = peer;
  }
  void scoped_good() {
    auto token = std::make_shared<Peer>();
    peer_ = token;
    token->value = 1;
  }
  void registered_good() { peer_ = registered(); }
  void elsewhere_good() { peer_ = madeElsewhere(); }
  std::function<void(const std::shared_ptr<Peer> &)> onNew_;
  std::shared_ptr<Peer> announced() {
    auto peer = std::make_shared<Peer>();
    peer_ = peer;
    onNew_(peer);
    return peer;
  }
  void announced_good() { announced(); }
  int cached_good() { return cached(1)->value; }
  void existing_good(const std::shared_ptr<Peer> &other) { peer_ = std::shared_ptr<Peer>(other); }
  void strong_temporary_good() { std::make_shared<Peer>()->value = 1; }
  std::weak_ptr<Peer> returned_good() {
    keep_ = std::make_shared<Peer>();
    return keep_;
  }
};
void constructed_bad() {
  Session session(std::make_shared<Peer>());
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}} refers to an object whose only owner is a temporary
  session.stored_good();
}

#ifdef HARM
#include "harm.h"
std::shared_ptr<Peer> madeElsewhere() { return registered(); }

HARM(wrong, assigned_bad) {
  Session session;
  session.assigned_bad();
  harm::shows(session.peer_.expired());
}
HARM(wrong, from_new_bad) {
  Session session;
  session.from_new_bad();
  harm::shows(session.peer_.expired());
}
UNHARMED(local_bad, "it asks before it uses, and so does nothing");
HARM(wrong, element_bad) {
  Session session;
  session.element_bad();
  harm::shows(session.peers_[0].expired());
}
HARM(wrong, entry_bad) {
  Session session;
  session.entry_bad(1);
  harm::shows(session.byId_[1].expired());
}
HARM(wrong, assigned_entry_bad) {
  Session session;
  session.assigned_entry_bad(1);
  harm::shows(session.byId_.at(1).expired());
}
HARM(wrong, through_function_bad) {
  Session session;
  session.through_function_bad();
  harm::shows(session.peer_.expired());
}
HARM(wrong, passed_bad) {
  Session session;
  session.passed_bad();
  harm::shows(session.peers_[0].expired());
}
UNHARMED(captured_bad, "the answer stays in the function");
HARM(wrong, returned_bad) { harm::shows(Session().returned_bad().expired()); }
HARM(wrong, returned_local_bad) { harm::shows(Session().returned_local_bad().expired()); }
HARM(wrong, boost_bad) {
  Session session;
  session.boost_bad();
  harm::shows(session.boostPeer_.expired());
}
HARM(wrong, house_bad) {
  Session session;
  session.house_bad();
  harm::shows(session.housePeer_.expired());
}
UNHARMED(constructed_bad, "the weak pointer stays in the function");
#endif

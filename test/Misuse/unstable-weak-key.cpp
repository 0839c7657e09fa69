// RUN: not %weakspot check --quiet --checks=unstable-weak-key %s -- -std=c++20 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20
#include <boost/weak_ptr.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

struct Peer {
  int id = 0;
};
using Weak = std::weak_ptr<Peer>;

struct ByAddress_bad {
  bool operator()(const Weak &a, const Weak &b) const { return a.lock().get() < b.lock().get(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares its elements by what a weak pointer refers to: the answer changes when the object dies, and the element can no longer be found or removed [weakspot-unstable-weak-key]
  // CHECK-MESSAGES: :[[@LINE-3]]:8: note: 'ByAddress_bad' is the functor of a container
};
struct ById_bad {
  bool operator()(const Weak &a, const Weak &b) const {
    auto x = a.lock(), y = b.lock();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
    return x && y && x->id < y->id;
  }
};
struct ByHelper_bad {
  static const Peer *address(const Weak &weak) { return weak.lock().get(); }
  bool operator()(const Weak &a, const Weak &b) const { return address(a) < address(b); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
};
struct HashAddress_bad {
  size_t operator()(const Weak &weak) const { return std::hash<Peer *>()(weak.lock().get()); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
};
struct SameObject_bad {
  bool operator()(const Weak &a, const Weak &b) const { return a.lock() == b.lock(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
};
struct Key {
  Weak peer;
  int port = 0;
};
struct ByKeyPart_bad {
  bool operator()(const Key &a, const Key &b) const { return a.peer.lock() < b.peer.lock(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
};
struct ByExpired_bad {
  bool operator()(const Weak &a, const Weak &b) const { return !a.expired() && b.expired(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
};
template <typename T> struct Generic_bad {
  bool operator()(const std::weak_ptr<T> &a, const std::weak_ptr<T> &b) const { return a.lock() < b.lock(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
};
struct BoostAddress_bad {
  bool operator()(const boost::weak_ptr<Peer> &a, const boost::weak_ptr<Peer> &b) const {
    return a.lock().get() < b.lock().get();
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
  }
};

struct ByOwner_good {
  bool operator()(const Weak &a, const Weak &b) const { return a.owner_before(b); }
};
struct ByPort_good {
  bool operator()(const Key &a, const Key &b) const { return a.port < b.port; }
};
// Not what a container is ordered by.
struct Visitor_good {
  void operator()(const Weak &weak) const {
    if (auto peer = weak.lock())
      ++peer->id;
  }
};

struct Users {
  std::set<Weak, ByAddress_bad> a;
  std::map<Weak, int, ById_bad> b;
  std::map<Weak, int, ByHelper_bad> n;
  std::unordered_set<Weak, HashAddress_bad, SameObject_bad> c;
  std::set<Key, ByKeyPart_bad> d;
  std::multiset<Weak, ByExpired_bad> e;
  std::set<Weak, Generic_bad<Peer>> f;
  std::set<boost::weak_ptr<Peer>, BoostAddress_bad> g;
  std::set<Weak, std::owner_less<Weak>> h;
  std::map<Weak, int, ByOwner_good> i;
  std::set<Key, ByPort_good> j;
  std::vector<Visitor_good> k;
};
void use(Users &users, const Weak &weak) {
  users.a.insert(weak);
  users.b[weak] = 1;
  users.c.insert(weak);
  users.d.insert({weak, 1});
  users.e.insert(weak);
  users.f.insert(weak);
  users.h.insert(weak);
  users.i[weak] = 1;
  users.j.insert({weak, 1});
  for (auto &visit : users.k)
    visit(weak);
}

// By the key's own comparison.
struct LessKey_bad {
  Weak peer;
  bool operator<(const LessKey_bad &other) const { return peer.lock() < other.peer.lock(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
  // CHECK-MESSAGES: :[[@LINE-4]]:8: note: 'LessKey_bad' is what a container holds
};
struct FreeKey_bad {
  Weak peer;
};
bool operator<(const FreeKey_bad &a, const FreeKey_bad &b) { return a.peer.lock() < b.peer.lock(); }
// CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
struct EqualKey_bad {
  Weak peer;
  friend bool operator==(const EqualKey_bad &a, const EqualKey_bad &b) { return a.peer.lock() == b.peer.lock(); }
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares
};
template <> struct std::hash<EqualKey_bad> {
  size_t operator()(const EqualKey_bad &) const { return 0; }
};
struct LessKey_good {
  Weak peer;
  int port = 0;
  bool operator<(const LessKey_good &other) const { return port < other.port; }
  // No set compares by it.
  bool operator==(const LessKey_good &other) const { return peer.lock() == other.peer.lock(); }
};
struct Unordered_good {
  Weak peer;
  bool operator<(const Unordered_good &other) const { return peer.lock() < other.peer.lock(); }
};
void ownOrder(const Weak &weak) {
  std::set<LessKey_bad> a{{weak}};
  std::map<FreeKey_bad, int> b{{{weak}, 1}};
  std::unordered_set<EqualKey_bad> c{{weak}};
  std::set<LessKey_good> d{{weak, 1}};
  std::vector<Unordered_good> e{{weak}};
}

#ifdef HARM
#include "harm.h"
#include <algorithm>

template <typename T> static const T &part(const T &weak) { return weak; }
static const Weak &part(const Key &key) { return key.peer; }
static const Weak &part(const LessKey_bad &key) { return key.peer; }
static const Weak &part(const FreeKey_bad &key) { return key.peer; }
static const Weak &part(const EqualKey_bad &key) { return key.peer; }

/// Where every other object has died, the elements are out of order, or what is found is another one.
template <typename Set, template <class> class Strong = std::shared_ptr> static void spoil() {
  using KeyOf = typename Set::key_type;
  Set set;
  std::vector<Strong<Peer>> peers;
  std::vector<KeyOf> keys;
  for (int i = 0; i < 9; ++i) {
    peers.emplace_back(new Peer{i});
    keys.push_back(KeyOf{peers.back()});
    set.insert(keys.back());
  }
  for (int i = 0; i < 9; i += 2)
    peers[i].reset();
  bool wrong = false;
  if constexpr (requires { set.key_comp(); })
    wrong = !std::is_sorted(set.begin(), set.end(), set.key_comp());
  for (const KeyOf &key : keys) {
    auto found = set.find(key);
    wrong |= found == set.end() || part(*found).owner_before(part(key)) || part(key).owner_before(part(*found));
  }
  harm::shows(wrong);
}
HARM(wrong, ByAddress_bad) { spoil<std::set<Weak, ByAddress_bad>>(); }
HARM(wrong, ById_bad) { spoil<std::set<Weak, ById_bad>>(); }
HARM(wrong, ByHelper_bad) { spoil<std::set<Weak, ByHelper_bad>>(); }
HARM(wrong, HashAddress_bad) { spoil<std::unordered_set<Weak, HashAddress_bad, SameObject_bad>>(); }
HARM(wrong, SameObject_bad) {
  struct One {
    size_t operator()(const Weak &) const { return 1; }
  };
  spoil<std::unordered_set<Weak, One, SameObject_bad>>();
}
HARM(wrong, ByKeyPart_bad) { spoil<std::set<Key, ByKeyPart_bad>>(); }
HARM(wrong, ByExpired_bad) { spoil<std::multiset<Weak, ByExpired_bad>>(); }
HARM(wrong, Generic_bad) { spoil<std::set<Weak, Generic_bad<Peer>>>(); }
HARM(wrong, BoostAddress_bad) { spoil<std::set<boost::weak_ptr<Peer>, BoostAddress_bad>, boost::shared_ptr>(); }
HARM(wrong, LessKey_bad) { spoil<std::set<LessKey_bad>>(); }
HARM(wrong, FreeKey_bad) { spoil<std::set<FreeKey_bad>>(); }
HARM(wrong, EqualKey_bad) { spoil<std::unordered_set<EqualKey_bad>>(); }
#endif

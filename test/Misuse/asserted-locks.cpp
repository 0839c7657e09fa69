// What an assertion says holds behind it, whether the macro tests it or expands to nothing.
// RUN: not %weakspot check --quiet --checks=unchecked-lock,expired-then-use %s -- -std=c++20 -DNDEBUG > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: not %weakspot check --quiet --checks=unchecked-lock,expired-then-use %s -- -std=c++20 -UNDEBUG -DACTIVE > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20 -DNDEBUG
#include <cassert>
#include <memory>

struct Peer {
  int value = 0;
  bool ready() const;
  void ping();
};
void log(const char *);
void failed(const char *);

#ifdef ACTIVE
#define LIB_ASSERT(E) do { if (!(E)) failed(#E); } while (false)
#define LIB_ASSERT_MSG(E, ...) ((E) ? (void)0 : failed(__VA_ARGS__))
#define Q_ASSERT_X(E, Where, What) ((E) ? (void)0 : failed(What))
#define DCHECK(E) if (E) {} else failed(#E)
#define GUARD(E) do { if (!(E)) failed(#E); } while (false)
#define ASSERT_EQUAL(A, B) do { if ((A) != (B)) failed(#A); } while (false)
#else
#define LIB_ASSERT(E)
#define LIB_ASSERT_MSG(E, ...) do {} while (false)
#define Q_ASSERT_X(E, Where, What) static_cast<void>(false && (E))
#define DCHECK(E) (void)0
#define GUARD(E)
#define ASSERT_EQUAL(A, B)
#endif
#define WRAPPED_ASSERT(E) LIB_ASSERT(E)

static std::weak_ptr<Peer> shared;
static std::shared_ptr<Peer> kept;

struct Session {
  std::weak_ptr<Peer> peer_;
  std::shared_ptr<Peer> strong_;
  bool open_ = false;

  void asserted_good() {
    auto peer = peer_.lock();
    assert(peer);
    peer->ping();
  }
  void nothing_left_good() {
    auto peer = peer_.lock();
    LIB_ASSERT(peer);
    peer->ping();
  }
  void with_a_message_good() {
    auto peer = peer_.lock();
    LIB_ASSERT_MSG(peer != nullptr, "no peer");
    peer->ping();
  }
  void wherever_it_is_written_good(bool quick) {
    auto peer = peer_.lock();
    /* the peer lives */ Q_ASSERT_X(nullptr != peer.get(), // a question with commas, and lines
                                    "here", "no peer");
    if (quick)
      peer->ping();
  }
  void in_both_arms_good(bool quick) {
    auto peer = peer_.lock();
    if (quick) DCHECK(peer); else LIB_ASSERT(peer);
    peer->ping();
  }
  void one_of_several_good() {
    auto peer = peer_.lock();
    LIB_ASSERT(open_ && (static_cast<bool>(peer) && "the peer lives"));
    peer->ping();
  }
  void not_not_good() {
    auto peer = peer_.lock();
    LIB_ASSERT(!!peer);
    peer->ping();
  }
  void not_null_good() {
    auto peer = peer_.lock();
    LIB_ASSERT(!(peer == nullptr));
    peer->ping();
  }
  void member_good() {
    strong_ = peer_.lock();
    LIB_ASSERT(this->strong_);
    strong_->ping();
  }
  void in_a_lambda_good() {
    auto f = [this] {
      auto peer = peer_.lock();
      LIB_ASSERT(peer);
      peer->ping();
    };
    f();
  }
  void captured_good() {
    auto f = [peer = peer_.lock()] {
      LIB_ASSERT(peer);
      peer->ping();
    };
    f();
  }
  void global_good() {
    kept = shared.lock();
    LIB_ASSERT(kept);
    kept->ping();
  }
  void wrapped_good() {
    auto peer = peer_.lock();
    WRAPPED_ASSERT(peer);
    peer->ping();
  }
  void after_expired_good() {
    if (peer_.expired())
      return;
    auto peer = peer_.lock();
    LIB_ASSERT(peer);
    peer->ping();
  }
  template <class T> void in_a_template(const std::weak_ptr<T> &weak) {
    auto object = weak.lock();
    LIB_ASSERT(object);
    object->ping();
  }
  void template_good() { in_a_template(peer_); }

  void another_pointer_bad(const std::weak_ptr<Peer> &other) {
    auto peer = peer_.lock();
    {
      auto peer = other.lock();
      LIB_ASSERT(peer);
      peer->ping();
    }
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced; it is null if the object is gone [weakspot-unchecked-lock]
  }
  void asserted_of_the_inner_one_bad(const std::weak_ptr<Peer> &other) {
    auto peer = peer_.lock();
    { auto peer = other.lock(); }
    { auto other = kept; LIB_ASSERT(other); }
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
  void one_or_the_other_bad() {
    auto peer = peer_.lock();
    LIB_ASSERT(open_ || (peer && true));
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
  void not_said_of_it_bad() {
    auto peer = peer_.lock();
    LIB_ASSERT(open_);
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
  void too_late_bad() {
    auto peer = peer_.lock();
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
    LIB_ASSERT(peer);
  }
  void on_one_path_bad(bool quick) {
    auto peer = peer_.lock();
    if (quick)
      LIB_ASSERT(peer);
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
  void left_out_bad() {
    auto peer = peer_.lock();
#if 0
    LIB_ASSERT(peer)
#endif
    ;
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
  void other_lock_bad() {
    LIB_ASSERT(!peer_.expired());
    peer_.lock()->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is used without a check of its own
  }
  void compares_bad() {
    auto peer = peer_.lock();
    ASSERT_EQUAL(peer, kept);
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
  void not_an_assertion_bad() {
    auto peer = peer_.lock();
    GUARD(peer);
    peer->ping();
    // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: the result of lock() of 'Session::peer_' is dereferenced
  }
};

#ifdef HARM
#include "harm.h"
void Peer::ping() { ++value; }
void log(const char *) {}
void failed(const char *) {}
static std::weak_ptr<Peer> there() {
  kept = std::make_shared<Peer>();
  return kept;
}

HARM(null, another_pointer_bad) { Session().another_pointer_bad(there()); }
HARM(null, asserted_of_the_inner_one_bad) { Session().asserted_of_the_inner_one_bad(there()); }
HARM(null, one_or_the_other_bad) { Session{{}, {}, true}.one_or_the_other_bad(); }
HARM(null, not_said_of_it_bad) { Session{{}, {}, true}.not_said_of_it_bad(); }
HARM(null, too_late_bad) { Session().too_late_bad(); }
HARM(null, on_one_path_bad) { Session().on_one_path_bad(false); }
HARM(null, left_out_bad) { Session().left_out_bad(); }
HARM(null, other_lock_bad) { Session().other_lock_bad(); }
HARM(null, compares_bad) { Session().compares_bad(); }
HARM(null, not_an_assertion_bad) { Session().not_an_assertion_bad(); }
#endif

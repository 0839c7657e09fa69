// RUN: not %weakspot check --quiet --checks=resurrection %s -- -std=c++20 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20
#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#include <memory>
#include <utility>
#include <vector>

struct Entry_bad;
struct Registry {
  Entry_bad *last = nullptr;
  std::vector<Entry_bad *> all;
  void add(Entry_bad *entry) { all.push_back(entry); }
};
static Registry registry;

struct Entry_bad {
  Registry *in = &registry;
  ~Entry_bad() {
    in->last = this;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the object that is being destroyed is kept by 'Registry::last', where it is used after its end [weakspot-resurrection]
    in->add(this);
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the object that is being destroyed is kept by an element of 'Registry::all'
  }
};

struct Owned_bad;
static std::vector<std::shared_ptr<Owned_bad>> graveyard;
struct Owned_bad {
  ~Owned_bad() {
    graveyard.push_back(std::shared_ptr<Owned_bad>(this));
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the object that is being destroyed is given a new owner
  }
};

struct Node_good {
  Node_good *next = nullptr, *previous = nullptr;
  Node_good *self = this;
  ~Node_good() {
    if (previous)
      previous->next = next;
    if (next)
      next->previous = previous;
    self = nullptr;
  }
};
struct Child_good {
  struct Parent {
    Child_good *child = nullptr;
  };
  Parent *parent = nullptr;
  ~Child_good() {
    if (parent && parent->child == this)
      parent->child = nullptr;
  }
};

// A pool takes the object back instead of ending it.
struct Buffer {
  int used = 0;
};
struct Pool_good : std::enable_shared_from_this<Pool_good> {
  std::vector<std::unique_ptr<Buffer>> free;
  std::shared_ptr<Buffer> get() {
    auto *raw = new Buffer;
    return std::shared_ptr<Buffer>(raw, [pool = shared_from_this()](Buffer *buffer) {
      pool->free.push_back(std::unique_ptr<Buffer>(buffer));
    });
  }
};
static Buffer *lastBuffer;
void queued_good(Buffer *buffer, bool done) {
  if (done)
    delete buffer;
  else
    lastBuffer = buffer;
}
void deleted_bad(Buffer *buffer) {
  lastBuffer = buffer;
  // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'buffer', which is deleted in this function, is kept by 'lastBuffer', where it is used after its end
  delete buffer;
}

// The count of an object that counts its owners itself does not come back.
struct Counted_bad;
static boost::intrusive_ptr<Counted_bad> lastCounted;
static std::vector<boost::intrusive_ptr<Counted_bad>> counted;
struct Counted_bad : boost::intrusive_ref_counter<Counted_bad> {
  ~Counted_bad() {
    lastCounted = this;
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the object that is being destroyed is given a new owner
    counted.push_back(boost::intrusive_ptr<Counted_bad>(this));
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the object that is being destroyed is given a new owner
  }
};

#ifdef HARM
#include "harm.h"
HARM(freed, Entry_bad) {
  delete new Entry_bad;
  registry.last->in = nullptr;
}
HARM(twice, Owned_bad) {
  delete new Owned_bad;
  graveyard.clear();
}
HARM(freed, deleted_bad) {
  deleted_bad(new Buffer);
  lastBuffer->used = 1;
}
HARM(twice, Counted_bad) {
  boost::intrusive_ptr<Counted_bad>(new Counted_bad).reset();
  lastCounted.reset();
}
#endif

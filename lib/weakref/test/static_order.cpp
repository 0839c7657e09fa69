// Statics made before and after the first finalizer, in one program; compared
// with static_order.expected.
#include <weakref/weakref.h>

#include <cstdio>

struct Object {
  explicit Object(const char *N) : name(N) {}
  ~Object() { std::printf("~%s\n", name); }
  const char *name;
  weakref::hook weakref_hook;
};

static weakref::weak_set<Object> &everything() {
  static weakref::weak_set<Object> set;
  return set;
}

static std::shared_ptr<Object> make(const char *name) {
  auto p = std::make_shared<Object>(name);
  everything().insert(p);
  return p;
}

// Destroyed after the exit handler has run: its finalizer runs in that.
static auto early = make("early");
static weakref::finalizer onEarly(early, [] { std::puts("early finalized"); });
// Destroyed before: its finalizer runs as it dies.
static auto late = make("late");
static weakref::finalizer onLate(late, [] { std::puts("late finalized"); });
// A prompt map that goes before its entries do, and one that goes after.
static weakref::prompt_weak_set<Object> before{early, late};

int main() { std::puts("main ends"); }

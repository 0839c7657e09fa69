// One of each misuse, whatever the pointers: STRONG, WEAK, MAKE, LOCK, EXPIRED, GET, WEAKEN, and BASE, SELF,
// WEAKSELF where an object finds its owner; ADOPTS where a second owner is one too many, COUNTS where there is a count.
#include <functional>
#include <map>
#include <set>
#include <vector>

void post(std::function<void()>);
void use(int);
struct Subject;
struct Target BASE(Target) {
  int value = 0;
  Subject *subject = nullptr;
  STRONG<Subject> owns;
  void changed();
#ifdef SELF
  Target() = default;
  explicit Target(int) { auto self = SELF; }
  // SELF: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}} while the object is under construction
  void later() { auto self = SELF; }
#endif
};
struct Key {
  WEAK<Target> target;
};
struct Subject BASE(Subject) {
  WEAK<Target> weak;
  STRONG<Target> pinned, stored;
  std::map<int, WEAK<Target>> cache;
  // ALL: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: 'Subject::cache' is filled but never purged
  std::vector<WEAK<Target>> listeners;

  void unchecked_bad() { use(LOCK(weak)->value); }
  // ALL: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'Subject::weak' is dereferenced
  void unchecked_good() {
    if (auto p = LOCK(weak))
      use(p->value);
  }
#ifdef EXPIRED
  void expired_bad() {
    if (EXPIRED(weak))
      return;
    auto p = LOCK(weak);
    use(p->value);
    // EXPIRED: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: the result of lock() of 'Subject::weak' is used without a check of its own
  }
#endif
  void dangling_bad() {
    Target *raw = nullptr;
    if (auto p = LOCK(weak))
      raw = GET(p);
    if (raw)
      use(raw->value);
    // ALL: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: this accesses what 'Subject::weak' refers to
  }
  void born_bad() { weak = WEAKEN(MAKE(Target)); }
  // ALL: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: 'Subject::weak' refers to an object whose only owner is a temporary
  void born_good() {
    pinned = MAKE(Target);
    weak = WEAKEN(pinned);
  }
  void stored_bad() { stored = LOCK(weak); }
  // ALL: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: what 'Subject::weak' refers to is owned by 'Subject::stored' from here on
  void fill_bad(int id, const STRONG<Target> &target) { cache[id] = WEAKEN(target); }
  void listen(const STRONG<Target> &target) { listeners.push_back(WEAKEN(target)); }
  void purge() {
    for (auto it = listeners.begin(); it != listeners.end();)
      it = !LOCK(*it) ? listeners.erase(it) : it + 1;
  }
  void notify_bad() {
    for (auto &listener : listeners)
      if (auto target = LOCK(listener))
        target->changed();
    // ALL: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Subject::listeners' while it is iterated here
  }
  void notify_good() {
    auto copy = listeners;
    for (auto &listener : copy)
      if (auto target = LOCK(listener))
        target->changed();
  }
#ifdef SELF
  int n = 0;
  void bypass_bad() {
    post([this, self = WEAKSELF] { ++n; });
    // SELF: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'self'
  }
  void bypass_good() {
    post([this, self = WEAKSELF] {
      if (auto locked = LOCK(self))
        ++n;
    });
  }
#endif
};
void Target::changed() { subject->purge(); }
struct Less {
  bool operator()(const Key &a, const Key &b) const {
    auto x = LOCK(a.target), y = LOCK(b.target);
    // ALL: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares its elements by what a weak pointer refers to
    return x && (!y || x->value < y->value);
  }
};
void key_bad(const WEAK<Target> &weak) {
  std::set<Key, Less> keyed;
  keyed.insert({weak});
}
#ifdef ADOPTS
void twice_bad(const STRONG<Target> &p) { STRONG<Target> q(GET(p)); }
// ADOPTS: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: a new owner is made for an object that 'p' owns already
#endif
#ifdef COUNTS
void count_bad(STRONG<Target> &p) {
  if (p.use_count() == 1)
    // COUNTS: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: how many owners 'p' has decides what is done here
    p->value = 2;
}
#endif
#ifdef SELF
void onStack_bad() {
  Target target;
  target.later();
  // SELF: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: this call leads to shared_from_this() of a variable on the stack
}
#endif
struct Dies;
static Dies *kept;
struct Dies BASE(Dies) {
  ~Dies() { kept = this; }
  // ALL: families.h:[[@LINE-1]]:{{[0-9]+}}: warning: the object that is being destroyed is kept by 'kept'
};

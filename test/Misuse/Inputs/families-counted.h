// Pointers to objects that count themselves, and addresses that are null once the object is gone: STRONG and MAKE, WEAK, WEAKEN
// of a Target & and GET, or one of both; BASE and MEMBERS are what such a class has.
#include <map>
#include <set>
#include <vector>

struct Subject;
struct Target BASE(Target) {
  int value = 0;
  Subject *subject = nullptr;
  void changed();
  MEMBERS(Target)
};
struct Subject BASE(Subject) {
  MEMBERS(Subject)
#ifdef WEAK
  std::map<int, WEAK<Target>> cache, purged;
  // WEAK: families-counted.h:[[@LINE-1]]:{{[0-9]+}}: warning: 'Subject::cache' is filled but never purged
  std::vector<WEAK<Target>> seen;

  void fill_bad(int id, Target &target) { cache[id] = WEAKEN(target); }
  void fill_good(int id, Target &target) { purged[id] = WEAKEN(target); }
  void purge_good() {
    for (auto it = purged.begin(); it != purged.end();)
      it = !GET(it->second) ? purged.erase(it) : std::next(it);
  }
  void see(Target &target) { seen.push_back(WEAKEN(target)); }
  void forget() {
    for (auto it = seen.begin(); it != seen.end();)
      it = !GET(*it) ? seen.erase(it) : it + 1;
  }
  void tell_bad() {
    for (auto &target : seen)
      if (GET(target))
        GET(target)->changed();
    // WEAK: families-counted.h:[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Subject::seen' while it is iterated here
  }
  void tell_good() {
    auto copy = seen;
    for (auto &target : copy)
      if (GET(target))
        GET(target)->changed();
  }
#endif
#ifdef STRONG
  std::vector<STRONG<Target>> listeners;

  void listen(const STRONG<Target> &target) { listeners.push_back(target); }
  void leave(Target *target) {
    for (auto it = listeners.begin(); it != listeners.end();)
      it = &**it == target ? listeners.erase(it) : it + 1;
  }
  void notify_bad() {
    for (auto &listener : listeners)
      listener->changed();
    // STRONG: families-counted.h:[[@LINE-1]]:{{[0-9]+}}: warning: this call may change 'Subject::listeners' while it is iterated here
  }
  void notify_good() {
    auto copy = listeners;
    for (auto &listener : copy)
      listener->changed();
  }
#endif
};
void Target::changed() {
#ifdef WEAK
  subject->forget();
#endif
#ifdef STRONG
  subject->leave(this);
#endif
}
#ifdef WEAK
struct Key {
  WEAK<Target> target;
  int rank = 0;
};
struct Less {
  bool operator()(const Key &a, const Key &b) const { return GET(a.target) < GET(b.target); }
  // WEAK: families-counted.h:[[@LINE-1]]:{{[0-9]+}}: warning: a container orders, hashes or compares its elements by what a weak pointer refers to
};
struct LessByRank {
  bool operator()(const Key &a, const Key &b) const { return a.rank < b.rank; }
};
void key_bad(Target &target) {
  std::set<Key, Less> keyed;
  keyed.insert({WEAKEN(target)});
}
void key_good(Target &target) {
  std::set<Key, LessByRank> keyed;
  keyed.insert({WEAKEN(target)});
}
#endif
#ifdef STRONG
// The count is the object's own: each pointer to it is one owner more.
int twice_good() {
  STRONG<Target> one = MAKE(Target);
  STRONG<Target> two(&*one);
  return two->value;
}
struct Returns;
void say(const STRONG<Returns> &returns);
struct Returns BASE(Returns) {
  MEMBERS(Returns)
  ~Returns() { say(STRONG<Returns>(this)); }
  // STRONG: families-counted.h:[[@LINE-1]]:{{[0-9]+}}: warning: the object that is being destroyed is given a new owner
};
#endif
struct Dies;
static Dies *kept;
struct Dies BASE(Dies) {
  MEMBERS(Dies)
  ~Dies() { kept = this; }
  // ALL: families-counted.h:[[@LINE-1]]:{{[0-9]+}}: warning: the object that is being destroyed is kept by 'kept'
};

// RUN: not %weakspot check --quiet --checks=hook-not-last %s -- -std=c++20 -I%source_dir/lib/weakref/include > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// RUN: %harm %s %t.exe %clangxx -std=c++20 -I%source_dir/lib/weakref/include
#include <memory>
#include <string>
#include <weakref/weakref.h>

struct MemberBehind_bad {
  std::shared_ptr<int> before;
  weakref::hook weakref_hook;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: what tells of the death of a 'MemberBehind_bad' must be its last member: the members behind it are destroyed before those that it calls run [weakspot-hook-not-last]
  std::string behind;
};
class PrivateHook_bad {
  friend struct weakref::access;
  weakref::hook weakref_hook;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: what tells of the death of a 'PrivateHook_bad' must be
  int number = 0;
};
template <typename T> struct Template_bad {
  weakref::hook weakref_hook;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: what tells of the death of a 'Template_bad<int>' must be
  T value;
};
Template_bad<int> instance;

struct Last_good {
  std::string before;
  weakref::hook weakref_hook;
};
struct Only_good {
  weakref::hook weakref_hook;
};
struct Derived_good : Last_good {
  std::string more; // no member of Last_good can come after it
};
struct Base_good : weakref::enable<Base_good> {
  std::string more;
};
struct Static_good {
  weakref::hook weakref_hook;
  static int count;
};

// A house's own.
namespace house {
struct [[clang::annotate("weakspot::kind", "last-member")]] Beacon {
  ~Beacon();
};
} // namespace house
struct OwnHook_bad {
  house::Beacon beacon;
  // CHECK-MESSAGES: :[[@LINE-1]]:17: warning: what tells of the death of a 'OwnHook_bad' must be
  int number = 0;
};

#ifdef HARM
#include "harm.h"
house::Beacon::~Beacon() {}

HARM(freed, MemberBehind_bad) {
  std::shared_ptr<MemberBehind_bad> owner(new MemberBehind_bad);
  auto *object = owner.get();
  object->behind = "long enough to be on the heap, and so to be freed";
  weakref::finalizer told(owner, [object] { std::puts(object->behind.c_str()); });
  owner.reset();
}
UNHARMED(PrivateHook_bad, "a number that has died can still be read");
UNHARMED(Template_bad, "a number that has died can still be read");
UNHARMED(OwnHook_bad, "a number that has died can still be read");
#endif

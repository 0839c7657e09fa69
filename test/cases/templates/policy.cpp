// RUN: %case %s %t
//
// Whether the back edge owns is a template argument's affair.
//
// CASE: owning_bad
// ALIVE: Subject 1, Watcher<Owning> 1
// FINDS: shared-ptr-cycle Subject.watcher -> Watcher<Owning>.subject
// CASE: observing_good -DGOOD
#include "counted.h"
#include <memory>

struct Owning {
  template <typename T> using Ref = std::shared_ptr<T>;
};
struct Observing {
  template <typename T> using Ref = std::weak_ptr<T>;
};

struct Subject;
struct AnyWatcher {
  virtual ~AnyWatcher() = default;
};
template <typename Policy>
struct Watcher : AnyWatcher, Counted<Watcher<Policy>> {
  typename Policy::template Ref<Subject> subject;
};
struct Subject : Counted<Subject> {
  std::shared_ptr<AnyWatcher> watcher;
};

template <typename Policy> void watch(const std::shared_ptr<Subject> &subject) {
  auto watcher = std::make_shared<Watcher<Policy>>();
  watcher->subject = subject;
  subject->watcher = std::move(watcher);
}

int main() {
  auto subject = std::make_shared<Subject>();
#ifdef GOOD
  watch<Observing>(subject);
#else
  watch<Owning>(subject);
#endif
}

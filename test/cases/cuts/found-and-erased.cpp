// RUN: %case %s %t
//
// A listener that is looked up by its pointer is the one that goes; another one stays.
//
// CASE: find_and_erase_good
// CASE: erase_remove_good -DERASE_REMOVE
// CASE: std_erase_good -DSTD_ERASE
// CASE: list_remove_good -DLIST_REMOVE
// CASE: find_other_bad -DOTHER
// ALIVE: Subject 1
// FINDS: shared-ptr-cycle Subject.listeners
// CASE: std_erase_other_bad -DOTHER -DSTD_ERASE
// ALIVE: Subject 1
// FINDS: shared-ptr-cycle Subject.listeners
// CASE: in_method_good -DIN_METHOD
// CASE: in_method_other_bad -DIN_METHOD -DOTHER
// ALIVE: Subject 1
// FINDS: shared-ptr-cycle Subject.listeners
#include "counted.h"
#include <algorithm>
#include <list>
#include <memory>
#include <vector>

struct Listener {
  virtual ~Listener() = default;
};

struct Subject : Listener, Counted<Subject> {
#ifdef IN_METHOD
  void remove(const std::shared_ptr<Listener> &listener) {
    auto it = std::find(listeners.begin(), listeners.end(), listener);
    if (it != listeners.end())
      listeners.erase(it);
  }
#endif
#ifdef LIST_REMOVE
  std::list<std::shared_ptr<Listener>> listeners;
#else
  std::vector<std::shared_ptr<Listener>> listeners;
#endif
};

int main() {
  auto subject = std::make_shared<Subject>();
  auto other = std::make_shared<Subject>();
  auto &all = subject->listeners;
  all.push_back(subject);
  all.push_back(other);
#ifdef OTHER
  std::shared_ptr<Listener> gone = other;
#else
  std::shared_ptr<Listener> gone = subject;
#endif
#if defined(IN_METHOD)
  subject->remove(gone);
#elif defined(ERASE_REMOVE)
  all.erase(std::remove(all.begin(), all.end(), gone), all.end());
#elif defined(STD_ERASE)
  std::erase(all, gone);
#elif defined(LIST_REMOVE)
  all.remove(gone);
#else
  auto it = std::find(all.begin(), all.end(), gone);
  if (it != all.end())
    all.erase(it);
#endif
}

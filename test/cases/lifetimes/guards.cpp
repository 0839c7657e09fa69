// RUN: %case %s %t
//
// A deleter that does not delete makes a pointer a guard: what it does is done when the guard
// goes, to an object that others own.
//
// CASE: shared_of_nothing_good -DNOTHING
// CASE: shared_of_nothing_copied_good -DCOPIED
// CASE: deleter_class_good -DCLASS
// CASE: function_pointer_good -DPOINTER
// CASE: shared_of_another_good -DOTHER
// CASE: through_a_method_good -DMETHOD
// CASE: guard_kept_bad -DNOTHING -DKEPT
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.link
// CASE: released_bad -DCLASS -DRELEASED
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.link
// CASE: unique_of_nothing_bad -DUNIQUE
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.link
// CASE: deletes_as_well_good -DDELETES
#include "counted.h"
#include <memory>

struct Node : Counted<Node> {
  std::shared_ptr<Node> link;
  void cut() { link.reset(); }
};

struct Cut {
  void operator()(Node *node) const { node->link.reset(); }
};

int main() {
  auto node = std::make_shared<Node>();
  node->link = node;
#ifdef NOTHING
  std::shared_ptr<void> guard(nullptr,
                              [node](void *) { node->link = nullptr; });
#endif
#ifdef COPIED
  std::shared_ptr<void> copy;
  {
    std::shared_ptr<void> guard(nullptr,
                                [&node](void *) { node->link = nullptr; });
    copy = guard;
  }
#endif
#ifdef KEPT
  auto *kept = new std::shared_ptr<void>(guard);
  (void)kept;
#endif
#ifdef CLASS
  std::unique_ptr<Node, Cut> guard(node.get());
#endif
#ifdef RELEASED
  (void)guard.release();
#endif
#ifdef POINTER
  std::unique_ptr<Node, void (*)(Node *)> guard(
      node.get(), [](Node *of) { of->link.reset(); });
#endif
#ifdef OTHER
  std::shared_ptr<Node> guard(node.get(), [](Node *of) { of->link.reset(); });
#endif
#ifdef METHOD
  std::shared_ptr<Node> guard(node.get(), [](Node *of) { of->cut(); });
#endif
#ifdef UNIQUE
  std::unique_ptr<Node, Cut> guard(nullptr);
#endif
#ifdef DELETES
  std::shared_ptr<Node> made(new Node, [](Node *of) {
    of->link = nullptr;
    delete of;
  });
  made->link = node;
  node->link = nullptr;
#endif
}

// RUN: %case %s %t
//
// A node that is its own backup until a better one is known.
//
// CASE: assigned_bad
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.backup_
// CASE: from_this_bad -DFROM_THIS
// ALIVE: Node 1
// FINDS: keepalive-never-reset Node.backup_
// CASE: other_good -DOTHER
// CASE: replaced_good -DREPLACED
#include "counted.h"
#include <memory>

class Node : public std::enable_shared_from_this<Node>, Counted<Node> {
public:
  void setBackup(std::shared_ptr<Node> node) { backup_ = std::move(node); }
#ifdef FROM_THIS
  void backUpMyself() { backup_ = shared_from_this(); }
#endif

private:
  std::shared_ptr<Node> backup_;
};

int main() {
  auto node = std::make_shared<Node>();
#if defined(OTHER)
  node->setBackup(std::make_shared<Node>());
#elif defined(FROM_THIS)
  node->backUpMyself();
#else
  node->setBackup(node);
#endif
#ifdef REPLACED
  node->setBackup(std::make_shared<Node>());
#endif
}

// RUN: %case %s %t
//
// A table from addresses to owners of the same objects. Where only the object's
// destructor takes the entry out, neither goes. A table that owns what it knows
// by address, and of which other code or none takes entries out, is meant so.
//
// CASE: global_bad
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'nodes'
// CASE: assigned_bad -DHOW=1
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'nodes'
// CASE: tried_bad -DHOW=2
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'nodes'
// CASE: emplaced_bad -DHOW=3
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'nodes'
// CASE: by_value_bad -DVALUE
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'nodes'
// CASE: member_bad -DMEMBER
// ALIVE: Node 1
// FINDS: weak-key-cycle Registry.nodes
// CASE: member_by_value_bad -DMEMBER -DVALUE
// ALIVE: Node 1
// FINDS: weak-key-cycle Registry.nodes
// CASE: closed_good -DCLOSED
// CASE: closed_member_good -DMEMBER -DCLOSED
// CASE: closed_by_value_good -DVALUE -DCLOSED
// CASE: swept_good -DSWEPT
// CASE: swept_member_good -DMEMBER -DSWEPT
// CASE: mere_owner_good -DOWNER
#include "counted.h"
#include <map>
#include <memory>

struct Node;

#ifdef VALUE
struct Value {
  std::shared_ptr<Node> node;
};
#else
using Value = std::shared_ptr<Node>;
#endif

using Table = std::map<Node *, Value>;

#ifdef MEMBER
struct Registry {
  Table nodes;
};
Registry &registry = *new Registry;
#define NODES registry.nodes
#elif defined(OWNER)
static Table nodes;
#define NODES nodes
#else
static Table &nodes = *new Table;
#define NODES nodes
#endif

struct Node : Counted<Node> {
  ~Node();
  void close();
};

Node::~Node() {
#ifndef OWNER
  NODES.erase(this);
#endif
}

void Node::close() {
#ifdef CLOSED
  NODES.erase(this);
#endif
}

int main() {
  auto node = std::make_shared<Node>();
#if HOW == 1
  NODES.insert_or_assign(node.get(), Value{node});
#elif HOW == 2
  NODES.try_emplace(node.get(), Value{node});
#elif HOW == 3
  NODES.emplace(node.get(), Value{node});
#else
  NODES[node.get()] = Value{node};
#endif
  node->close();
#ifdef SWEPT
  auto swept = std::move(NODES);
  NODES.clear();
#endif
}

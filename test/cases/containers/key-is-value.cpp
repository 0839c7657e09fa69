// RUN: %case %s %t
//
// A std::map by weak pointers whose value is its own key, or holds an owner of
// it, in tables that stand in different places.
//
// CASE: global_bad
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: assigned_bad -DHOW=1
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: tried_bad -DHOW=2
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: emplaced_bad -DHOW=3
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: inserted_bad -DHOW=4
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: by_value_bad -DVALUE
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: member_bad -DPLACE=1
// ALIVE: Node 1
// FINDS: weak-key-cycle Registry.nodes
// CASE: member_by_value_bad -DPLACE=1 -DVALUE
// ALIVE: Node 1
// FINDS: weak-key-cycle Registry.nodes
// CASE: thread_bad -DPLACE=2
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: function_static_bad -DPLACE=3
// ALIVE: Node 1
// FINDS: weak-key-cycle std::pair.second
// CASE: local_good -DPLACE=4
// CASE: local_by_value_good -DPLACE=4 -DVALUE
// CASE: member_of_local_good -DPLACE=5
// CASE: empty_good -DEMPTY
// CASE: empty_assigned_good -DEMPTY -DHOW=1
// CASE: empty_tried_good -DEMPTY -DHOW=2
// CASE: empty_emplaced_good -DEMPTY -DHOW=3
// CASE: empty_inserted_good -DEMPTY -DHOW=4
// CASE: empty_by_value_good -DEMPTY -DVALUE
// CASE: empty_in_a_member_good -DEMPTY -DPLACE=1
// CASE: empty_in_a_thread_good -DEMPTY -DPLACE=2
// CASE: erased_good -DTAKE=1
// CASE: erased_from_member_good -DPLACE=1 -DTAKE=1
// CASE: erased_by_value_good -DVALUE -DTAKE=1
// CASE: erased_from_thread_good -DPLACE=2 -DTAKE=1
// CASE: cleared_good -DTAKE=2
#include "counted.h"
#include <map>
#include <memory>

struct Node : Counted<Node> {};

using Owner = std::shared_ptr<Node>;

#ifdef VALUE
struct Value {
  Owner node;
};
Value made(const Owner &node) { return Value{node}; }
#else
using Value = Owner;
Value made(const Owner &node) { return node; }
#endif

using Table = std::map<std::weak_ptr<Node>, Value, std::owner_less<>>;

struct Registry {
  Table nodes;
};

#if PLACE == 1
Registry &registry = *new Registry;
#elif PLACE == 2
thread_local Table *table = new Table;
#elif PLACE == 3
Table &instance() {
  static auto *table = new Table;
  return *table;
}
#elif PLACE != 4 && PLACE != 5
Table &table = *new Table;
#endif

int main() {
#if PLACE == 1
  Table &nodes = registry.nodes;
#elif PLACE == 2
  Table &nodes = *table;
#elif PLACE == 3
  Table &nodes = instance();
#elif PLACE == 4
  Table nodes;
#elif PLACE == 5
  Registry local;
  Table &nodes = local.nodes;
#else
  Table &nodes = table;
#endif
  Owner key = std::make_shared<Node>();
#ifdef EMPTY
  Owner node;
#else
  Owner node = key;
#endif
#if HOW == 1
  nodes.insert_or_assign(key, made(node));
#elif HOW == 2
  nodes.try_emplace(key, made(node));
#elif HOW == 3
  nodes.emplace(key, made(node));
#elif HOW == 4
  nodes.insert({key, made(node)});
#else
  nodes[key] = made(node);
#endif
#if TAKE == 1
  nodes.erase(key);
#elif TAKE == 2
  nodes.clear();
#endif
}

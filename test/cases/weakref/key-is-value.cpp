// RUN: %case %s %t
//
// A table with weak keys whose value is its own key, or holds an owner of it:
// a ring of one object. The table lives as long as the program.
//
// CASE: operator_bad
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: insert_or_assign_bad -DHOW=1
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: try_emplace_bad -DHOW=2
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: insert_bad -DHOW=3
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: emplace_bad -DHOW=4
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: by_value_bad -DVALUE=1
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: by_value_assigned_bad -DVALUE=1 -DHOW=1
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: through_the_entry_bad -DVALUE=1 -DHOW=5
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: in_a_list_bad -DVALUE=2
// ALIVE: Node 1
// FINDS: weak-key-cycle the entry for 'Node' in 'table'
// CASE: in_a_function_bad -DVALUE=3
// ALIVE: Node 1
// FINDS: weak-key-cycle lambda.node -> the entry for 'Node' in 'table'
// CASE: weak_value_good -DVALUE=4
// CASE: other_good -DOTHER
// CASE: other_assigned_good -DOTHER -DHOW=1
// CASE: other_tried_good -DOTHER -DHOW=2
// CASE: other_inserted_good -DOTHER -DHOW=3
// CASE: other_emplaced_good -DOTHER -DHOW=4
// CASE: other_by_value_good -DOTHER -DVALUE=1
// CASE: other_through_the_entry_good -DOTHER -DVALUE=1 -DHOW=5
// CASE: other_in_a_list_good -DOTHER -DVALUE=2
// CASE: other_in_a_function_good -DOTHER -DVALUE=3
// CASE: erased_good -DTAKE=1
// CASE: by_value_erased_good -DVALUE=1 -DTAKE=1
// CASE: cleared_good -DTAKE=2
// CASE: replaced_good -DTAKE=3
// CASE: popped_good -DTAKE=4
#include "counted.h"
#include <functional>
#include <vector>
#include <weakref/weakref.h>

struct Node : Counted<Node> {
  int id = 0;
};

using Owner = std::shared_ptr<Node>;

#if VALUE == 1
struct Value {
  Owner node;
};
#elif VALUE == 2
using Value = std::vector<Owner>;
#elif VALUE == 3
using Value = std::function<int()>;
#elif VALUE == 4
using Value = std::weak_ptr<Node>;
#else
using Value = Owner;
#endif

using Table = weakref::weak_key_map<Node, Value>;
Table &table = *new Table;

Value made(const Owner &node) {
#if VALUE == 1 || VALUE == 2
  return Value{node};
#elif VALUE == 3
  return [node] { return node->id; };
#else
  return node;
#endif
}

int main() {
  Owner key = std::make_shared<Node>();
#ifdef OTHER
  Owner node = std::make_shared<Node>();
#else
  Owner node = key;
#endif
#if HOW == 1
  table.insert_or_assign(key, made(node));
#elif HOW == 2
  table.try_emplace(key, made(node));
#elif HOW == 3
  table.insert({key, made(node)});
#elif HOW == 4
  table.emplace(key, made(node));
#elif HOW == 5
  table[key].node = node;
#else
  table[key] = made(node);
#endif
#if TAKE == 1
  table.erase(key);
#elif TAKE == 2
  table.clear();
#elif TAKE == 3
  table[key] = Value();
#elif TAKE == 4
  table.pop(key);
#endif
  key.reset();
  node.reset();
  table.purge();
}

// RUN: %case %s %t
//
// A graph by names: a node is made when its name is met first. Two names are two nodes,
// and a name that is met again is the same one.
//
// CASE: one_way_good '-DBUILD=link("a","b")'
// CASE: chain_good '-DBUILD=link("a","b");link("b","c")'
// CASE: ring_bad '-DBUILD=link("a","b");link("b","a")'
// ALIVE: Node 2
// FINDS: shared-ptr-cycle Node.next -> Node.next
// CASE: itself_bad '-DBUILD=link("a","a")'
// ALIVE: Node 1
// FINDS: shared-ptr-cycle Node.next
// CASE: constants_bad '-DBUILD=link(First,Second);link(Second,First)'
// ALIVE: Node 2
// FINDS: shared-ptr-cycle Node.next -> Node.next
// CASE: by_value_good '-DBUILD=linkByValue("a","b")'
// CASE: views_bad '-DBUILD=linkViews("a","b");linkViews("b","a")'
// ALIVE: Node 2
// FINDS: shared-ptr-cycle Node.next -> Node.next
// CASE: computed_good '-DBUILD=link(name(0),name(1))'
#include "counted.h"
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

struct Node : Counted<Node> {
  std::vector<std::shared_ptr<Node>> next;
};

static const std::string First = "first";
[[maybe_unused]] static constexpr const char *Second = "second";

std::string name(int number) { return "n" + std::to_string(number); }

class Graph {
public:
  void link(const std::string &from, const std::string &to) {
    auto start = node(from);
    start->next.push_back(node(to));
  }
  void linkByValue(std::string from, std::string to) {
    node(from)->next.push_back(node(to));
  }
  void linkViews(std::string_view from, std::string_view to) {
    link(std::string(from), std::string(to));
  }

private:
  std::shared_ptr<Node> node(const std::string &key) {
    auto &known = nodes_[key];
    if (!known)
      known = std::make_shared<Node>();
    return known;
  }
  std::unordered_map<std::string, std::shared_ptr<Node>> nodes_;
};

struct Builder : Graph {
  void build() { BUILD; }
};

int main() {
  Builder builder;
  builder.build();
}

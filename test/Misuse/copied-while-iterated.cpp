// RUN: not %weakspot check --checks=mutated-while-iterated %s -- -std=c++17 2>&1 | FileCheck %s
// RUN: %harm %s %t.exe %clangxx -std=c++17
//
// Trees that copy themselves while they are walked: what a copy is put into was
// made by the call that fills it, and is not what a caller iterates over.
#include <memory>
#include <utility>
#include <vector>

struct Node;
using NodePtr = std::shared_ptr<Node>;
struct Node {
  virtual ~Node() = default;
  virtual NodePtr clone() const = 0;
  virtual Node *raw() const = 0;
  virtual std::unique_ptr<Node> sole() const = 0;
  virtual NodePtr empty() const = 0;
  virtual NodePtr sized(bool) const = 0;
  virtual void take(NodePtr) {}
  virtual void build_bad(Node &) const = 0;
  virtual NodePtr same_bad() = 0;
};

struct Array : Node {
  std::vector<NodePtr> values;
  std::vector<std::unique_ptr<Node>> owned;
  Array *next = nullptr;

  NodePtr clone() const override;
  Node *raw() const override;
  std::unique_ptr<Node> sole() const override;
  NodePtr empty() const override { return std::make_shared<Array>(); }
  NodePtr sized(bool) const override;
  void take(NodePtr one) override { values.push_back(std::move(one)); }
  void build_bad(Node &) const override;
  NodePtr same_bad() override;
};

struct Table : Node {
  std::vector<NodePtr> rows;
  std::vector<std::unique_ptr<Node>> owned;
  Array *shown = nullptr;

  NodePtr clone() const override;
  Node *raw() const override;
  std::unique_ptr<Node> sole() const override;
  NodePtr empty() const override {
    auto result = std::make_shared<Table>();
    return result;
  }
  NodePtr sized(bool) const override;
  void take(NodePtr one) override { rows.push_back(std::move(one)); }
  void build_bad(Node &) const override;
  NodePtr same_bad() override;
};

static std::shared_ptr<Array> makeArray() { return std::make_shared<Array>(); }

// good: by one pointer, by a function of its own, as a variable that is moved.
NodePtr Array::clone() const {
  auto result = makeArray();
  for (const auto &p : values)
    result->values.push_back(p->clone());
  return result;
}
NodePtr Table::clone() const {
  Table result;
  for (const auto &p : rows)
    result.rows.push_back(p->clone());
  return std::make_shared<Table>(std::move(result));
}

// good: by raw and unique pointers.
Node *Array::raw() const {
  auto *result = new Array;
  for (const auto &p : values)
    result->values.push_back(NodePtr(p->raw()));
  return result;
}
Node *Table::raw() const {
  auto *result = static_cast<Table *>(new Table);
  std::vector<NodePtr> &to = result->rows;
  for (const auto &p : rows)
    to.push_back(NodePtr(p->raw()));
  return result;
}
std::unique_ptr<Node> Array::sole() const {
  auto result = std::make_unique<Array>();
  for (const auto &p : owned)
    result->owned.push_back(p->sole());
  return result;
}
std::unique_ptr<Node> Table::sole() const {
  std::unique_ptr<Table> result(new Table);
  for (const auto &p : owned)
    result->owned.emplace_back(p->sole());
  return result;
}

// good: by a virtual function that makes one and one that puts into it; on one
// of two ways.
NodePtr Array::sized(bool is) const {
  NodePtr result = empty();
  for (const auto &p : values)
    result->take(p->sized(is));
  return result;
}
NodePtr Table::sized(bool is) const {
  std::shared_ptr<Table> result;
  if (is)
    result = std::make_shared<Table>();
  else
    result = std::static_pointer_cast<Table>(empty());
  for (const auto &p : rows)
    result->rows.push_back(p->sized(is));
  return result;
}

// bad: into what is found by a member, which may be what is walked.
void Array::build_bad(Node &to) const {
  for (const auto &p : values)
    // CHECK: :[[@LINE+1]]:{{[0-9]+}}: warning: this call may change 'Array::values' while it is iterated here
    p->build_bad(to);
}
void Table::build_bad(Node &to) const {
  for (const auto &p : rows)
    p->build_bad(to);
  shown->values.push_back(makeArray());
}

// bad: what is filled was not made on every way.
NodePtr Array::same_bad() {
  for (const auto &p : values)
    // CHECK: :[[@LINE+1]]:{{[0-9]+}}: warning: this call may change 'Array::values' while it is iterated here
    p->same_bad();
  return empty();
}
NodePtr Table::same_bad() {
  Array *to = shown;
  if (!to)
    to = new Array;
  to->values.push_back(makeArray());
  return NodePtr();
}

#ifndef HARM
int main() {
  auto a = std::make_shared<Array>();
  auto t = std::make_shared<Table>();
  t->shown = a.get();
  a->take(t);
  auto b = a->clone();
  auto c = a->sized(true);
  auto d = a->sole();
  NodePtr e(a->raw());
  a->build_bad(*b);
  a->same_bad();
}
// CHECK-NOT: warning:
#else
#include "harm.h"
/// An array of two tables that put what they make into it.
static std::shared_ptr<Array> shownArray() {
  auto array = makeArray();
  for (int i = 0; i < 2; ++i) {
    auto table = std::make_shared<Table>();
    table->shown = array.get();
    array->take(table);
  }
  array->values.shrink_to_fit();
  return array;
}
HARM(freed, Array_build_bad) { shownArray()->build_bad(*makeArray()); }
HARM(freed, Array_same_bad) { shownArray()->same_bad(); }
UNHARMED(Table_build_bad, "it changes what the other one iterates");
UNHARMED(Table_same_bad, "it changes what the other one iterates");
#endif

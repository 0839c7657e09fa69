// RUN: %case %s %t
//
// That an object is not of one class says nothing of whether there is one: the next cast is tried
// on the same object, as an interpreter does.
//
// CASE: function_bad -DMAKE=FunctionNode
// ALIVE: Scope 1
// ALIVE: Function 1
// FINDS: shared-ptr-cycle Function.scope -> Scope.values.second
// CASE: number_good -DMAKE=NumberNode
// CASE: let_a_number_good -DMAKE=NumberNode -DLET
// CASE: let_a_function_bad -DMAKE=FunctionNode -DLET
// ALIVE: Scope 1
// ALIVE: Function 1
// FINDS: shared-ptr-cycle Function.scope -> Scope.values.second
// CASE: by_pointer_cast_bad -DMAKE=FunctionNode -DPOINTER_CAST
// ALIVE: Scope 1
// ALIVE: Function 1
// FINDS: shared-ptr-cycle Function.scope -> Scope.values.second
#include "counted.h"
#include <map>
#include <memory>
#include <string>

struct Object {
  virtual ~Object() = default;
};
struct Scope : Counted<Scope> {
  std::map<std::string, std::shared_ptr<Object>> values;
};
struct Number : Object, Counted<Number> {
  int value = 0;
};
struct Function : Object, Counted<Function> {
  std::shared_ptr<Scope> scope;
  explicit Function(std::shared_ptr<Scope> of) : scope(std::move(of)) {}
};

struct Node {
  virtual ~Node() = default;
};
struct LetNode : Node {
  std::string name;
  std::shared_ptr<Node> value;
};
struct NumberNode : Node {};
struct FunctionNode : Node {};

static std::shared_ptr<Object> eval(const std::shared_ptr<Node> &node,
                                    const std::shared_ptr<Scope> &scope) {
#ifdef POINTER_CAST
  if (auto let = std::dynamic_pointer_cast<LetNode>(node))
#else
  if (auto *let = dynamic_cast<LetNode *>(node.get()))
#endif
  {
    auto value = eval(let->value, scope);
    if (!value)
      return value;
    scope->values[let->name] = value;
    return value;
  }
  if (dynamic_cast<NumberNode *>(node.get()))
    return std::make_shared<Number>();
#ifdef POINTER_CAST
  if (std::dynamic_pointer_cast<FunctionNode>(node))
#else
  if (dynamic_cast<FunctionNode *>(node.get()))
#endif
    return std::make_shared<Function>(scope);
  return nullptr;
}

int main() {
  auto scope = std::make_shared<Scope>();
#ifdef LET
  auto let = std::make_shared<LetNode>();
  let->name = "id";
  let->value = std::make_shared<MAKE>();
  eval(let, scope);
#else
  scope->values["id"] = eval(std::make_shared<MAKE>(), scope);
#endif
}

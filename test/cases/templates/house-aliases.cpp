// RUN: %case %s %t
//
// The project spells its pointers with aliases of its own.
//
// CASE: bad
// ALIVE: Ast 1, Scope 1
// FINDS: shared-ptr-cycle Ast.scope -> Scope.node
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

template <typename T> using Sp = std::shared_ptr<T>;
template <typename T> using Wp = std::weak_ptr<T>;
template <typename T, typename... A> Sp<T> mk(A &&...args) {
  return std::make_shared<T>(std::forward<A>(args)...);
}

struct Scope;
using ScopePtr = Sp<Scope>;
struct Ast : Counted<Ast> {
  ScopePtr scope;
};
struct Scope : Counted<Scope> {
  typedef
#ifdef GOOD
      Wp<Ast>
#else
      Sp<Ast>
#endif
          NodeRef;
  NodeRef node;
};

int main() {
  auto ast = mk<Ast>();
  ast->scope = mk<Scope>();
  ast->scope->node = ast;
}

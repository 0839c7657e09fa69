//===- Declarations.cpp - Variables of a body ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"
#include "clang/AST/DeclTemplate.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

void FunctionLowering::lowerDecl(const Decl *D) {
  if (const auto *V = dyn_cast<VarDecl>(D))
    return lowerVar(V);
  if (isa<CXXRecordDecl, FunctionDecl, ClassTemplateDecl>(D))
    MB.collectLocal(const_cast<Decl *>(D));
}

void FunctionLowering::lowerVar(const VarDecl *V) {
  if (V->isInvalidDecl() || V->hasExternalStorage())
    return;
  setLoc(MB.place(V->getLocation()));
  InScope.push_back(V);
  if (const auto *D = dyn_cast<DecompositionDecl>(V))
    append_range(InScope, D->bindings());
  if (V->isStaticLocal())
    return lowerStaticLocal(V);
  bindVar(V, V->getInit());
  if (const auto *D = dyn_cast<DecompositionDecl>(V))
    for (const BindingDecl *B : D->bindings())
      if (const VarDecl *Holding = B->getHoldingVar())
        lowerVar(Holding);
}

void FunctionLowering::lowerStaticLocal(const VarDecl *V) {
  if (!V->getInit())
    return;
  BlockId First = createBlock(), After = createBlock();
  bool IsGuarded = types().travel(types().type(V->getType())) != Travel::Opaque;
  if (IsGuarded) {
    setLoc(MB.place(V->getLocation()));
    branch(load(global(MB.guardOf(V))), After, First);
  } else {
    jumpAny({First, After});
  }
  setBlock(First);
  initGlobal(V);
  if (IsGuarded)
    store(global(MB.guardOf(V)), constBool(true));
  jump(After);
  setBlock(After);
}

/// Whether the value of E is a fresh cell made elsewhere, which a variable can
/// simply take over.
static bool givesCell(const Expr *E) {
  E = E->IgnoreParens();
  if (const auto *Cleanups = dyn_cast<ExprWithCleanups>(E))
    return givesCell(Cleanups->getSubExpr());
  if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
    return givesCell(Bind->getSubExpr());
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return (Cast->getCastKind() == CK_NoOp ||
            Cast->getCastKind() == CK_UserDefinedConversion) &&
           givesCell(Cast->getSubExpr());
  return isa<CallExpr, LambdaExpr>(E);
}

void FunctionLowering::bindVar(const VarDecl *V, const Expr *Init) {
  TypeId T = types().type(V->getType());
  FullExpression Full(*this);
  if (V->getType()->isReferenceType()) {
    bool IsOpaque = types().travel(T) == Travel::Opaque;
    if (Init && IsOpaque)
      bindView(V, Init);
    Reg Address = Init ? address(Init) : Reg::None;
    if (IsOpaque)
      standInFor(V);
    else
      Vars[V] = Address == Reg::None ? unknown(T) : Address;
    return;
  }
  switch (types().travel(T)) {
  case Travel::Opaque:
    bindView(V, Init);
    if (Init)
      discard(Init);
    standInFor(V);
    return;
  case Travel::Value: {
    Reg Cell = local(T, V->getName());
    Vars[V] = Cell;
    if (Init)
      init(Cell, Init);
    return;
  }
  case Travel::Cell:
    break;
  }
  Reg Cell;
  if (Init && givesCell(Init)) {
    Cell = expr(Init);
    if (Cell == Reg::None)
      Cell = local(T, V->getName());
    Vars[V] = Cell;
  } else {
    Cell = local(T, V->getName());
    Vars[V] = Cell;
    if (Init)
      init(Cell, Init);
  }
  Full.end();
  noteVariable(Cell, V);
  Cleanups.push_back({Cell, Reg::None, asGuard(V)});
}

} // namespace weakspot::frontend

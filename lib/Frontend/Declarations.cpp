//===- Declarations.cpp - Variables of a body ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"
#include "Frontend/ModuleBuilder.h"
#include "clang/AST/DeclTemplate.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

/// The parameter as the template has it of which a function is an instance.
static const ParmVarDecl *asWritten(const FunctionDecl *D, unsigned No) {
  const FunctionDecl *Pattern = D->getTemplateInstantiationPattern();
  if (!Pattern || Pattern->param_empty())
    return D->getParamDecl(No);
  // A pack stands for all that follow.
  return Pattern->getParamDecl(std::min(No, Pattern->getNumParams() - 1));
}

/// Whether a function may change what it is given the address of.
static bool mayWriteThrough(const FunctionDecl *D, unsigned No) {
  QualType T = D->getParamDecl(No)->getType();
  QualType Written = asWritten(D, No)->getType();
  if (const auto *Pack = Written->getAs<PackExpansionType>())
    Written = Pack->getPattern();
  // What is forwarded is read as a rule.
  if (Written->isRValueReferenceType() && !T->isRValueReferenceType())
    return false;
  QualType Pointee = T->getPointeeType();
  return Pointee.isNull() || !Pointee.isConstQualified();
}

static bool refersToNumbers(const TypeLowering &Types, TypeId T) {
  if (!Types.is(T, TypeKind::Borrow))
    return false;
  TypeId To = Types.get(T).Arg;
  return Types.is(To, TypeKind::Scalar) ||
         (Types.is(To, TypeKind::Collection) &&
          Types.is(Types.get(To).Arg, TypeKind::Scalar));
}

bool ModuleBuilder::mayChangeNumbers(const FunctionDecl *D, unsigned No) {
  return No < D->getNumParams() &&
         refersToNumbers(Types, Types.type(D->getParamDecl(No)->getType())) &&
         mayWriteThrough(D, No);
}

void ModuleBuilder::hideReadOnly(const FunctionDecl *D, Function &F) {
  unsigned First = F.Params.size() - D->getNumParams();
  for (unsigned No = 0; No < D->getNumParams(); ++No)
    if (TypeId &T = F.Params[First + No].Type;
        refersToNumbers(Types, T) && !mayWriteThrough(D, No))
      T = Types.opaque();
}

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
  jumpAny({First, After});
  setBlock(First);
  initGlobal(V);
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
    Reg Address = Reg::None;
    if (Init)
      Address = address(Init);
    if (types().travel(T) != Travel::Opaque)
      Vars[V] = Address == Reg::None ? unknown(T) : Address;
    else if (Init)
      bindView(V, Init);
    return;
  }
  switch (types().travel(T)) {
  case Travel::Opaque:
    if (Init) {
      discard(Init);
      bindView(V, Init);
    }
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

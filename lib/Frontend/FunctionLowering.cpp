//===- FunctionLowering.cpp - A function's body becomes IR ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"
#include "Frontend/Compat.h"
#include "clang/AST/ASTLambda.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

FunctionLowering::FunctionLowering(ModuleBuilder &MB, unsigned NumParams)
    : FunctionBuilder(MB.module(), NumParams), MB(MB) {}

namespace {
/// What must be known of a body before it is lowered.
class BodyFacts {
public:
  /// Parameters and variables used other than by reading their value.
  DenseSet<const ValueDecl *> Addressed;
  /// The statements with a scope of their own around each label.
  DenseMap<const LabelDecl *, SmallVector<const Stmt *, 8>> ScopesOfLabels;
  SmallVector<const LabelDecl *, 2> AddressedLabels;
  bool JumpsIntoScopes = false;

  void visit(const Stmt *S) {
    if (!S)
      return;
    if (const auto *L = dyn_cast<LabelStmt>(S)) {
      ScopesOfLabels[L->getDecl()] = Around;
      JumpsIntoScopes = true;
    } else if (const auto *A = dyn_cast<AddrLabelExpr>(S)) {
      AddressedLabels.push_back(A->getLabel());
    } else if (isa<SwitchCase>(S)) {
      JumpsIntoScopes = true;
    } else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S);
               Cast && Cast->getCastKind() == CK_LValueToRValue &&
               isa<DeclRefExpr>(Cast->getSubExpr()->IgnoreParens())) {
      return;
    } else if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
      Addressed.insert(Ref->getDecl());
    }
    bool HasScope =
        isa<CompoundStmt, IfStmt, WhileStmt, DoStmt, ForStmt, CXXForRangeStmt,
            SwitchStmt, CXXTryStmt, CXXCatchStmt>(S);
    if (HasScope)
      Around.push_back(S);
    for (const Stmt *Child : S->children())
      visit(Child);
    if (HasScope)
      Around.pop_back();
  }

private:
  SmallVector<const Stmt *, 8> Around;
};
} // namespace

void FunctionLowering::lowerFunction(const FunctionDecl *D, FuncId Id) {
  Lowered = D;
  RetType = module().function(Id).Ret;
  setLoc(MB.place(D->getLocation()));
  const Stmt *Body = D->getBody();

  BodyFacts Facts;
  Facts.visit(Body);
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(D))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      Facts.visit(Init->getInit());
  ScopesOfLabels = std::move(Facts.ScopesOfLabels);
  AddressedLabels = std::move(Facts.AddressedLabels);
  if (Facts.JumpsIntoScopes)
    setJumpsIntoScopes();
  for (const ParmVarDecl *P : D->parameters())
    if (Facts.Addressed.contains(P))
      AddressedParams.insert(P);

  const auto *Method = dyn_cast<CXXMethodDecl>(D);
  if (Method && Method->isLambdaStaticInvoker()) {
    lowerStaticInvoker(Method);
    return finish(module().function(Id));
  }
  if (Method && Method->isImplicitObjectMemberFunction())
    ThisReg = static_cast<Reg>(0);
  if (Method && isLambdaCallOperator(Method))
    bindCaptures(Method->getParent());
  bindParameters(D);
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(D))
    lowerConstructorInits(Ctor);
  if (isa_and_nonnull<CoroutineBodyStmt>(Body))
    module().function(Id).Flags |= FF_Coroutine;
  if (Body)
    stmt(Body);
  if (isOpen()) {
    setLoc(MB.place(D->getEndLoc()));
    // Off the end of a function with a result: main, or undefined.
    if (RetType == TypeId::None)
      ret();
    else if (D->isMain())
      ret(constInt(0));
    else
      unreachable();
  }
  finish(module().function(Id));
}

void FunctionLowering::bindParameters(const FunctionDecl *D) {
  unsigned Next = ThisReg == Reg::None ? 0 : 1;
  for (const ParmVarDecl *P : D->parameters()) {
    InScope.push_back(P);
    Reg R = static_cast<Reg>(Next++);
    TypeId T = types().type(P->getType());
    switch (types().travel(T)) {
    case Travel::Opaque:
      break;
    case Travel::Cell:
      Vars[P] = R;
      break;
    case Travel::Value:
      if (P->getType()->isReferenceType()) {
        Vars[P] = R;
      } else if (!AddressedParams.contains(P)) {
        ParamValues[P] = R;
      } else {
        Reg Cell = local(T, P->getName());
        store(Cell, R);
        Vars[P] = Cell;
      }
      break;
    }
  }
}

void FunctionLowering::bindCaptures(const CXXRecordDecl *Closure) {
  DenseMap<const ValueDecl *, FieldDecl *> Found;
  Closure->getCaptureFields(Found, ThisCapture);
  Captures = std::move(Found);
}

void FunctionLowering::lowerConstructorInits(const CXXConstructorDecl *Ctor) {
  for (const CXXCtorInitializer *Init : Ctor->inits()) {
    const Expr *E = Init->getInit();
    if (!E)
      continue;
    SourceLocation L = Init->getSourceLocation();
    setLoc(MB.place(L.isValid() ? L : Ctor->getLocation()));
    FullExpression Full(*this);
    if (Init->isDelegatingInitializer()) {
      init(ThisReg, E);
    } else if (Init->isBaseInitializer()) {
      const CXXRecordDecl *Base = Init->getBaseClass()->getAsCXXRecordDecl();
      if (Base)
        init(basePart(ThisReg, Ctor->getParent(), Base), E);
    } else {
      Reg Object = ThisReg;
      const FieldDecl *F = Init->getMember();
      if (const IndirectFieldDecl *Path = Init->getIndirectMember()) {
        // Through anonymous unions and structs.
        for (const NamedDecl *Step : Path->chain()) {
          F = cast<FieldDecl>(Step);
          if (Step != Path->chain().back())
            Object = Object == Reg::None ? Object : fieldOf(Object, F);
        }
      }
      initMember(Object, F, E);
    }
  }
}

/// A captureless lambda as a plain function: makes the closure and calls it.
void FunctionLowering::lowerStaticInvoker(const CXXMethodDecl *Invoker) {
  const CXXRecordDecl *Closure = Invoker->getParent();
  const CXXMethodDecl *Call = Closure->getLambdaCallOperator();
  if (Closure->isGenericLambda()) {
    FunctionTemplateDecl *T = Call->getDescribedFunctionTemplate();
    const TemplateArgumentList *Args = Invoker->getTemplateSpecializationArgs();
    void *InsertPos = nullptr;
    Call = T && Args ? cast_or_null<CXXMethodDecl>(
                           T->findSpecialization(Args->asArray(), InsertPos))
                     : nullptr;
  }
  TypeId Class = types().type(compat::typeOf(context(), Closure));
  if (!Call || !types().is(Class, TypeKind::Record)) {
    Reg R = opaque("static invoker", {}, RetType);
    return ret(R);
  }
  Instr Make;
  Make.Op = Opcode::Closure;
  Make.Rec = types().get(Class).Record;
  Reg Object = emit(std::move(Make));
  SmallVector<Reg, 4> Args{Object};
  for (unsigned I = 0; I < Invoker->getNumParams(); ++I)
    Args.push_back(static_cast<Reg>(I));
  ret(call(Opcode::Call, MB.function(Call), Args, RetType));
}

void FunctionLowering::lowerInitialisers(ArrayRef<const VarDecl *> Vars,
                                         FuncId Id) {
  for (const VarDecl *V : Vars)
    initGlobal(V);
  ret();
  finish(module().function(Id));
}

void FunctionLowering::initGlobal(const VarDecl *V) {
  const Expr *Init = V->getInit();
  if (!Init)
    return;
  setLoc(MB.place(V->getLocation()));
  FullExpression Full(*this);
  TypeId T = types().type(V->getType());
  if (types().travel(T) == Travel::Opaque)
    return discard(Init);
  Reg Cell = global(MB.global(V));
  if (V->getType()->isReferenceType()) {
    Reg Address = address(Init);
    return store(Cell, Address == Reg::None ? unknown(T) : Address);
  }
  init(Cell, Init);
}

} // namespace weakspot::frontend

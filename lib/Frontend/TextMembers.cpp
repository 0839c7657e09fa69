//===- TextMembers.cpp - Members that are texts ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Objects are entered into tables by their names, and taken out by them. A text
// itself is not followed, but a member that is one has a slot with the number
// of what it was made from: two look-ups by it are by the same key. What else
// may change a member leaves another, unknown number there.
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"
#include "clang/Basic/Builtins.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

bool TypeLowering::isText(QualType T) const {
  const CXXRecordDecl *D = T.isNull() ? nullptr : T->getAsCXXRecordDecl();
  const contracts::Class *C = D ? MB.contractOf(D) : nullptr;
  return C && C->Text;
}

void FunctionLowering::initText(Reg Object, const FieldDecl *F,
                                const Expr *Init) {
  discard(Init);
  const auto *Made = dyn_cast<CXXConstructExpr>(Init->IgnoreImplicit());
  if (isa<ImplicitValueInitExpr>(Init) || (Made && Made->getNumArgs() == 0))
    return;
  Reg Text = identity(Init);
  store(fieldOf(Object, F),
        Text == Reg::None ? unknown(types().scalar()) : Text);
}

/// The member that a method does nothing but give; null for other functions.
static const FieldDecl *givenMember(const FunctionDecl *Callee) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  const auto *Body =
      Method ? dyn_cast_or_null<CompoundStmt>(Method->getBody()) : nullptr;
  if (!Body || Body->size() != 1 || Method->isVirtual() || Method->isStatic())
    return nullptr;
  const auto *Return = dyn_cast<ReturnStmt>(Body->body_front());
  const Expr *E = Return ? Return->getRetValue() : nullptr;
  while (E) {
    E = E->IgnoreImplicit()->IgnoreParens();
    const auto *Copy = dyn_cast<CXXConstructExpr>(E);
    if (!Copy || Copy->getNumArgs() != 1)
      break;
    E = Copy->getArg(0);
  }
  const auto *Member = dyn_cast_or_null<MemberExpr>(E);
  return Member && isa<CXXThisExpr>(Member->getBase()->IgnoreImplicit())
             ? dyn_cast<FieldDecl>(Member->getMemberDecl())
             : nullptr;
}

/// The expression for the object that E gives to be changed.
static const Expr *changeable(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    const auto *Call = dyn_cast<CallExpr>(E);
    unsigned Builtin = Call ? Call->getBuiltinCallee() : 0;
    if (Builtin != Builtin::BImove && Builtin != Builtin::BIforward)
      return E->isGLValue() && !E->getType().isConstQualified() ? E : nullptr;
    E = Call->getArg(0);
  }
}

/// Whether an argument of any kind is passed on as it is: what is no temporary
/// stays what it was.
static bool isForwarded(const FunctionDecl *Callee, unsigned Param) {
  const FunctionDecl *Written =
      Callee ? Callee->getTemplateInstantiationPattern() : nullptr;
  if (!Written || Written->getNumParams() == 0)
    return false;
  unsigned Last = Written->getNumParams() - 1;
  QualType T = Written->getParamDecl(std::min(Param, Last))->getType();
  if (const auto *Pack = T->getAs<PackExpansionType>())
    T = Pack->getPattern();
  return T->isRValueReferenceType();
}

/// What an assignment makes its object equal to; null for other calls.
static const Expr *assigned(const CallExpr &Call) {
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(&Call);
  return Operator && Operator->getOperator() == OO_Equal ? Call.getArg(1)
                                                         : nullptr;
}

static bool isSwap(ModuleBuilder &MB, const CallExpr &Call) {
  const FunctionDecl *Callee = Call.getDirectCallee();
  return Callee && Call.getNumArgs() == 2 &&
         any_of(MB.contractsOf(Callee), [](const contracts::Function &F) {
           return F.Body.Steps.size() == 1 &&
                  F.Body.Steps.front().Op == Opcode::Swap;
         });
}

Reg FunctionLowering::textCell(const Expr *E) const {
  auto It = TextCells.find(E);
  return It == TextCells.end() ? Reg::None : It->second;
}

void FunctionLowering::followTexts(const CallExpr &Call, Reg Object) {
  auto Change = [&](const Expr *Of, const Expr *To) {
    Of = Of ? changeable(Of) : nullptr;
    Reg Cell = Of ? textCell(Of) : Reg::None;
    if (Cell == Reg::None)
      return;
    Reg Text = To ? identity(To) : Reg::None;
    store(Cell, Text == Reg::None ? unknown(types().scalar()) : Text);
  };
  if (isSwap(MB, Call))
    if (Reg X = textCell(Call.getArg(0)), Y = textCell(Call.getArg(1));
        X != Reg::None && Y != Reg::None) {
      Reg Text = load(X);
      store(X, load(Y));
      return store(Y, Text);
    }
  const Expr *To = assigned(Call);
  const auto *Member = dyn_cast<CXXMemberCallExpr>(&Call);
  if (Member)
    Change(Member->getImplicitObjectArgument(), nullptr);
  const FunctionDecl *Callee = Call.getDirectCallee();
  for (auto [No, A] : enumerate(Call.arguments()))
    if (!A->isLValue() || !isForwarded(Callee, No))
      Change(A, No == 0 ? To : nullptr);
  if (!Member || !types().isText(Call.getType().getNonReferenceType()))
    return;
  if (const FieldDecl *F = givenMember(Callee);
      F && types().isText(F->getType()))
    TextCells[&Call] = fieldOf(Object, F);
}

} // namespace weakspot::frontend

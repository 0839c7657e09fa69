//===- UseClassifier.cpp - What a use of a member is to the text ----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/UseClassifier.h"
#include "Frontend/Compat.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/Basic/Builtins.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

bool UseClassifier::isNull(const Expr *E) {
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(
      E->IgnoreUnlessSpelledInSource());
}

static bool isMove(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  return F && F->getBuiltinID() == Builtin::BImove;
}

void UseClassifier::add(SlotUse Use, UseKind K) {
  if (K == UseKind::Deref && isInDeleter(Use.Member))
    return refuse(Use.Member, "a deleter uses its object, and has to do its "
                              "work even where that is gone");
  const BindingDecl *Binding =
      Use.IsWrite ? bindingOfSlot(Use.Member, IsSlot) : nullptr;
  if (Binding && !Binding->getDecomposedDecl()->getType()->isReferenceType())
    return refuse(Use.Member, "a copy of it is set, which may own alone");
  Use.Kind = K;
  Found.Uses.push_back(Use);
}

void UseClassifier::addValue(const Expr *Value) {
  const Expr *E = Value->IgnoreImplicit();
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    if (List->getNumInits() == 0)
      return;
    E = List->getInit(0)->IgnoreImplicit();
  }
  // A template's pattern, of which the type is not known.
  if (const auto *List = dyn_cast<ParenListExpr>(E)) {
    if (List->getNumExprs() != 1)
      return;
    E = List->getExpr(0)->IgnoreImplicit();
  }
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E)) {
    unsigned NumArgs = 0;
    while (NumArgs < Made->getNumArgs() &&
           !Made->getArg(NumArgs)->isDefaultArgument())
      ++NumArgs;
    if (NumArgs == 0)
      return;
    if (NumArgs > 1 && !isa<CXXTemporaryObjectExpr>(Made))
      return refuse(E,
                    kindOf(E->getType(), Table, Names) == ir::TypeKind::Strong
                        ? "it is made with a deleter or an alias"
                        : "it is made of several values");
    // `std::shared_ptr<T>(p)`, written out, is a value of its own.
    if (!isa<CXXTemporaryObjectExpr>(Made))
      E = Made->getArg(0)->IgnoreUnlessSpelledInSource();
  } else {
    E = E->IgnoreUnlessSpelledInSource();
  }
  if (isNull(E)) {
    SlotUse Use;
    Use.Whole = E;
    return add(Use, UseKind::EraseNull);
  }
  if (E->isTypeDependent())
    return;
  ir::TypeKind K = kindOf(E->getType(), Table, Names);
  if (K != ir::TypeKind::Strong && K != ir::TypeKind::Weak)
    refuse(E, "it is made of something that a weak pointer cannot be made of");
}

bool UseClassifier::isInitialiserOfSlot(const Expr *E) {
  for (const Expr *At = E;;) {
    if (Initialisers.contains(At))
      return true;
    DynTypedNodeList Parents =
        Context.getParentMapContext().getParents(DynTypedNode::create(*At));
    const Expr *Up = Parents.empty() ? nullptr : Parents[0].get<Expr>();
    if (!Up || Up->IgnoreImplicit() != At->IgnoreImplicit())
      return Up && Initialisers.contains(Up);
    At = Up;
  }
}

bool UseClassifier::isDiscarded(const Expr *E) {
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, E, Child);
  if (const auto *Comma = P.get<BinaryOperator>())
    return Comma->getOpcode() == BO_Comma;
  const auto *S = P.get<Stmt>();
  return S && !isa<Expr>(S) && !isa<ReturnStmt, DeclStmt>(S);
}

/// Whether a closure that an owner is made with runs the expression.
bool UseClassifier::isInDeleter(const Expr *E) {
  const FunctionDecl *F = enclosingFunction(Context, E);
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
  if (!Method || !Method->getParent()->isLambda())
    return false;
  DynTypedNode N = DynTypedNode::create(*E);
  for (;;) {
    DynTypedNodeList Parents = Context.getParentMapContext().getParents(N);
    if (Parents.empty())
      return false;
    N = Parents[0];
    QualType Made;
    if (const auto *Construct = N.get<CXXConstructExpr>())
      Made = Construct->getType();
    else if (const auto *Call = N.get<CXXMemberCallExpr>())
      Made = Call->getObjectType();
    if (Made.isNull())
      continue;
    ir::TypeKind K = kindOf(Made, Table, Names);
    if (K == ir::TypeKind::Strong || K == ir::TypeKind::Unique)
      return true;
  }
}

/// `a->next = b->next = p`: each is a weak pointer then.
bool UseClassifier::isAssignedToSlot(const Expr *E) {
  const Expr *Child = nullptr;
  const auto *Op =
      meaningfulParent(Context, E, Child).get<CXXOperatorCallExpr>();
  return Op && Op->getOperator() == OO_Equal && Op->getArg(1) == Child &&
         isSlot(Op->getArg(0));
}

void UseClassifier::addTest(SlotUse Use, const Expr *Whole) {
  Use.Whole = Whole;
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, Whole, Child);
  // `!p`; the conversion to bool lies between.
  while (const auto *Cast = P.get<ImplicitCastExpr>())
    P = meaningfulParent(Context, Cast, Child);
  if (const auto *Not = P.get<UnaryOperator>();
      Not && Not->getOpcode() == UO_LNot) {
    Use.Whole = Not;
    Use.Negated = !Use.Negated;
  }
  add(Use, UseKind::Test);
}

void UseClassifier::classifyComparison(SlotUse Use,
                                       const CXXOperatorCallExpr *Op,
                                       const Expr *Child) {
  const Expr *Other = Op->getArg(Op->getArg(0) == Child ? 1 : 0);
  if (!isNull(Other))
    return add(Use, UseKind::Read);
  Use.Whole = Op;
  Use.Negated = Op->getOperator() == OO_EqualEqual;
  // `p != nullptr` is `!(p == nullptr)` since C++20.
  const Expr *Up = nullptr;
  DynTypedNode P = meaningfulParent(Context, Op, Up);
  const Expr *Outer = P.get<Expr>();
  if (const auto *Not = dyn_cast_or_null<UnaryOperator>(Outer)) {
    const Expr *Unused = nullptr;
    if (const auto *Rewritten = meaningfulParent(Context, Not, Unused)
                                    .get<CXXRewrittenBinaryOperator>()) {
      Use.Whole = Rewritten;
      Use.Negated = Rewritten->getOperator() == BO_EQ;
      return add(Use, UseKind::Test);
    }
  }
  if (const auto *Rewritten =
          dyn_cast_or_null<CXXRewrittenBinaryOperator>(Outer)) {
    Use.Whole = Rewritten;
    Use.Negated = Rewritten->getOperator() == BO_EQ;
  }
  add(Use, UseKind::Test);
}

void UseClassifier::classifyOperator(SlotUse Use, const CXXOperatorCallExpr *Op,
                                     const Expr *Child) {
  bool IsFirst = Op->getArg(0) == Child;
  switch (Op->getOperator()) {
  case OO_Equal: {
    const Expr *Value = Op->getArg(1);
    if (!IsFirst)
      return add(Use, isSlot(Op->getArg(0)) ? UseKind::Keep : UseKind::Read);
    Use.IsWrite = true;
    Use.Whole = Op;
    if (!isDiscarded(Op) && !isAssignedToSlot(Op))
      return refuse(Op, "the value of an assignment to it is used");
    if (isNull(Value))
      return add(Use, UseKind::WriteNull);
    const Expr *Spelled = Value->IgnoreUnlessSpelledInSource();
    ir::TypeKind K = kindOf(Spelled->getType(), Table, Names);
    if (K != ir::TypeKind::Strong && K != ir::TypeKind::Weak &&
        !isa<InitListExpr>(Spelled))
      return refuse(Op, "it is set from what a weak pointer cannot be made of");
    return add(Use, UseKind::Keep);
  }
  case OO_EqualEqual:
  case OO_ExclaimEqual:
    return classifyComparison(Use, Op, Child);
  case OO_Arrow:
  case OO_Star:
    if (IsFirst)
      return add(Use, UseKind::Deref);
    break;
  default:
    break;
  }
  classifyArgument(Use, Op, Child);
}

void UseClassifier::classifyMember(SlotUse Use, const MemberExpr *Callee) {
  const Expr *Child = nullptr;
  const auto *Call =
      meaningfulParent(Context, Callee, Child).get<CXXMemberCallExpr>();
  const auto *Method = dyn_cast<CXXMethodDecl>(Callee->getMemberDecl());
  if (!Call || !Method)
    return refuse(Callee, "one of its members is named without a call");
  std::string Name = Method->getNameAsString();
  if (const auto *Conversion = dyn_cast<CXXConversionDecl>(Method);
      Conversion && Conversion->getConversionType()->isBooleanType())
    Name = "operator bool";
  switch (accessOf(*Found.Pointer, Name, Call->getNumArgs())) {
  case Access::Deref:
    return add(Use, UseKind::Deref);
  case Access::Raw:
    Use.Whole = Call;
    return add(Use, UseKind::Raw);
  case Access::Test:
    return addTest(Use, isa<CXXConversionDecl>(Method) &&
                                Call->getEndLoc() == Use.Member->getEndLoc()
                            ? static_cast<const Expr *>(Call)
                            : Call);
  case Access::Empty:
    Use.IsWrite = true;
    return add(Use, UseKind::Keep);
  case Access::Observe:
    return add(Use, UseKind::Read);
  case Access::Change:
    if (Call->getNumArgs() == 1 && isSlot(Call->getArg(0))) {
      Use.IsWrite = true; // Swapped with another.
      Use.Whole = Call;
      return add(Use, UseKind::Exchange);
    }
    if (Call->getNumArgs() == 1 &&
        isa<CXXNewExpr>(Call->getArg(0)->IgnoreUnlessSpelledInSource())) {
      Use.IsWrite = true;
      Use.Whole = Call;
      return add(Use, UseKind::Refill);
    }
    return refuse(Callee, "'" + Name +
                              "' changes it in a way that a weak "
                              "pointer does not have");
  }
}

/// Whether a parameter takes any argument as it is: `T &&` of a template.
static bool isForwarding(const FunctionDecl *F, unsigned No) {
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
  if (!Pattern)
    return false;
  return any_of(Pattern->parameters(), [&](const ParmVarDecl *P) {
    bool Here = P->getFunctionScopeIndex() == No ||
                (P->isParameterPack() && P->getFunctionScopeIndex() <= No);
    return Here &&
           P->getType().getNonPackExpansionType()->isRValueReferenceType();
  });
}

/// A template that takes any type by reference takes a weak pointer too:
/// `std::swap` of two such members is right as it is, and `std::exchange` gives
/// what has to be locked. Whether it compiles is tried.
bool UseClassifier::classifyExchange(SlotUse Use, const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  Use.IsWrite = true;
  Use.Whole = Call;
  // `a.parent_.swap(b.parent_)`
  if (const auto *Of = dyn_cast<CXXMemberCallExpr>(Call);
      Of && isSlot(Of->getImplicitObjectArgument()) &&
      accessOf(*Found.Pointer, F->getNameAsString(), Call->getNumArgs()) ==
          Access::Change) {
    add(Use, UseKind::Exchange);
    return true;
  }
  if (!F || !F->getPrimaryTemplate() || isa<CXXMethodDecl>(F))
    return false;
  QualType Given = F->getReturnType();
  bool Fits =
      Given->isVoidType()
          ? all_of(Call->arguments(), [&](const Expr *E) { return isSlot(E); })
          : isSlot(Call->getArg(0)) && frontend::compat::sameUnqualified(
                                           Given, Call->getArg(0)->getType());
  if (Fits)
    add(Use, UseKind::Exchange);
  return Fits;
}

void UseClassifier::classifyArgument(SlotUse Use, const CallExpr *Call,
                                     const Expr *Child) {
  if (isMove(Call)) {
    const Expr *Up = nullptr;
    DynTypedNode P = meaningfulParent(Context, Call, Up);
    if (const auto *Op = P.get<CXXOperatorCallExpr>();
        Op && Op->getOperator() == OO_Equal && isSlot(Op->getArg(0)))
      return add(Use, UseKind::Keep);
    if (const auto *Made = P.get<CXXConstructExpr>();
        Made && isInitialiserOfSlot(Made))
      return add(Use, UseKind::Keep);
    return refuse(Call, "the ownership is moved out of it");
  }
  const FunctionDecl *F = Call->getDirectCallee();
  unsigned No = 0;
  while (No < Call->getNumArgs() && Call->getArg(No) != Child)
    ++No;
  // A member operator's object is its first argument, but no parameter.
  bool IsMemberOperator =
      isa<CXXOperatorCallExpr>(Call) && isa_and_nonnull<CXXMethodDecl>(F);
  if (!F || No == Call->getNumArgs() || (IsMemberOperator && No == 0))
    return refuse(Call, "it is handed to something that is not known");
  No -= IsMemberOperator;
  if (No >= F->getNumParams())
    return refuse(Call, "it is handed to a variadic function");
  QualType T = F->getParamDecl(No)->getType();
  bool ByValue = !T->isReferenceType();
  if (ByValue || T.getNonReferenceType().isConstQualified() ||
      T->isRValueReferenceType() || isForwarding(F, No))
    return add(Use, UseKind::Read);
  if (!classifyExchange(Use, Call))
    refuse(Call, "it is handed out by reference, so that it can be changed "
                 "there");
}

/// Whoever calls it has to see that it does: it is defined in its class.
bool UseClassifier::canGiveValue(const FunctionDecl *F) {
  const auto *Method = dyn_cast<CXXMethodDecl>(asWritten(F));
  QualType T = F->getReturnType();
  return Method && !Method->isVirtual() && Method->isInlined() &&
         Method->getDefinition() == Method &&
         !Method->getParent()->isLambda() &&
         !Method->getDescribedFunctionTemplate() &&
         T->isLValueReferenceType() && T->getPointeeType().isConstQualified();
}

void UseClassifier::classify(const Expr *M) {
  SlotUse Use;
  Use.Member = M;
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, M, Child);
  if (const auto *Op = P.get<CXXOperatorCallExpr>())
    return classifyOperator(Use, Op, Child);
  if (const auto *Callee = P.get<MemberExpr>())
    return classifyMember(Use, Callee);
  if (const auto *Call = P.get<CallExpr>())
    return classifyArgument(Use, Call, Child);
  if (const auto *Made = P.get<CXXConstructExpr>()) {
    bool ToWeak = kindOf(Made->getType(), Table, Names) == ir::TypeKind::Weak;
    QualType Param = Made->getConstructor()->getNumParams() > 0
                         ? Made->getConstructor()->getParamDecl(0)->getType()
                         : QualType();
    if (ToWeak || isInitialiserOfSlot(Made))
      return add(Use, UseKind::Keep);
    if (!Param.isNull() && Param->isLValueReferenceType() &&
        !Param.getNonReferenceType().isConstQualified() &&
        !isForwarding(Made->getConstructor(), 0))
      return refuse(M, "it is handed out by reference");
    return add(Use, UseKind::Read);
  }
  if (const auto *Var = P.get<VarDecl>()) {
    if (Var->getType().getNonReferenceType().isConstQualified())
      return add(Use, UseKind::Read);
    return refuse(M, "a reference to it is kept");
  }
  if (P.get<ReturnStmt>()) {
    const FunctionDecl *F = enclosingFunction(Context, M);
    if (!F || !canGiveValue(F))
      return refuse(M, "it is given out by reference");
    Found.Getters.insert(asWritten(F));
    return add(Use, UseKind::GiveOut);
  }
  if (const auto *Address = P.get<UnaryOperator>();
      Address && Address->getOpcode() == UO_AddrOf)
    return refuse(M, "its address is taken");
  if (P.get<AbstractConditionalOperator>() || P.get<BinaryOperator>() ||
      P.get<CXXRewrittenBinaryOperator>() || P.get<InitListExpr>() ||
      P.get<ExplicitCastExpr>())
    return add(Use, UseKind::Read);
  if (P.get<CompoundStmt>())
    return add(Use, UseKind::Keep);
  refuse(M, "it is used in a way that is not known");
}

} // namespace weakspot::fixes

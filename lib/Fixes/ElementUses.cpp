//===- ElementUses.cpp - How a member's elements are used -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/ElementUses.h"
#include "Fixes/ElementTypes.h"
#include "Fixes/UseClassifier.h"
#include "Frontend/Compat.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

namespace {
// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
/// Whether an expression does something, so that it cannot be moved.
class Deeds : public RecursiveASTVisitor<Deeds> {
public:
  bool VisitCallExpr(CallExpr *Call) {
    const auto *Method =
        dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
    const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call);
    bool IsAccess =
        Op && (Op->getOperator() == OO_Subscript ||
               Op->getOperator() == OO_Arrow || Op->getOperator() == OO_Star);
    if (!IsAccess && (!Method || !Method->isConst()))
      Any = true;
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *Op) {
    Any |= Op->isIncrementDecrementOp();
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *Op) {
    Any |= Op->isAssignmentOp();
    return true;
  }
  bool VisitCXXNewExpr(CXXNewExpr *) {
    Any = true;
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *) {
    Any = true;
    return true;
  }
  bool Any = false;
};

// NOLINTEND(bugprone-derived-method-shadowing-base-method)
} // namespace

bool ElementUses::isOwner(QualType T) const {
  return !T.isNull() && !Found.Owner.isNull() &&
         frontend::compat::sameUnqualified(T.getNonReferenceType(),
                                           Found.Owner);
}

/// `std::pair<const K, std::shared_ptr<T>>`: an element of a map.
bool ElementUses::isPairOfOwner(QualType T) const {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  return R && R->hasDefinition() && !isOwner(T) &&
         any_of(R->fields(),
                [&](const FieldDecl *F) { return isOwner(F->getType()); });
}

bool ElementUses::isIterator(QualType T) {
  const contracts::Class *C = contractOf(T, Table, Names);
  return C && C->Iterator;
}

bool ElementUses::isPlain(const Expr *E) {
  Deeds Visitor;
  Visitor.TraverseStmt(const_cast<Expr *>(E));
  return !Visitor.Any;
}

void ElementUses::addElement(const Expr *E) {
  const Expr *Inner = E->IgnoreParenImpCasts();
  if (const auto *Call = dyn_cast<CallExpr>(Inner)) {
    bool IsOperator = isa<CXXOperatorCallExpr>(Call);
    for (unsigned No = IsOperator ? 1 : 0; No < Call->getNumArgs(); ++No)
      if (!isPlain(Call->getArg(No)))
        return refuse(E, "what says which element is meant does something too");
  }
  Found.ElementExprs.insert(Inner);
  Elements.push_back(E);
}

void ElementUses::addChange(const Expr *Collection, const Expr *Whole) {
  SlotUse Use;
  Use.Kind = UseKind::Keep;
  Use.Member = Collection;
  Use.Whole = Whole;
  Use.IsWrite = true;
  Found.Uses.push_back(Use);
}

/// What a member function of the collection gives.
void ElementUses::followResult(const CallExpr *Call, bool Changes) {
  QualType T = Call->getType();
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, Call, Child);
  const Expr *Up = P.get<Expr>();
  const auto *Statement = P.get<Stmt>();
  bool IsDiscarded = Statement && !Up && !isa<ReturnStmt, DeclStmt>(Statement);
  if (IsDiscarded)
    return;
  if (isOwner(T)) {
    if (Call->isGLValue() && !Changes)
      return addElement(Call);
    return refuse(Call, "an element is given out");
  }
  if (isIterator(T))
    return followIterator(Call);
  if (isPairOfOwner(T) && Call->isGLValue())
    return followAccess(Call, Up);
  if (T->isVoidType() || T->isArithmeticType() || T->isEnumeralType())
    return;
  refuse(Call, "what it gives is used in a way that is not known");
}

void ElementUses::followCall(const Expr *Collection, const CallExpr *Call,
                             const FunctionDecl *F) {
  const contracts::Class *C = contractOf(Collection->getType(), Table, Names);
  if (!C)
    return refuse(Call, "it is not known as a collection");
  std::string Name = F ? F->getNameAsString() : "";
  bool Changes = false;
  bool IsKnown = false;
  for (const contracts::Method &M : C->Methods)
    if (M.Name == Name) {
      IsKnown = true;
      Changes |= any_of(M.Steps, [](const contracts::Step &S) {
        return S.Kind == contracts::StepKind::Op &&
               is_contained({ir::Opcode::Insert, ir::Opcode::Erase,
                             ir::Opcode::Reset, ir::Opcode::Emplace,
                             ir::Opcode::Splice, ir::Opcode::Swap},
                            S.Op);
      });
    }
  if (!IsKnown)
    return refuse(Call, "'" + Name + "' is not known");
  if (Name == "swap" || Name == "splice" || Name == "merge" || Name == "data")
    return refuse(Call, "'" + Name + "' takes all elements at once");
  if (Changes)
    addChange(Collection, Call);
  bool IsOperator = isa<CXXOperatorCallExpr>(Call);
  bool IsSearch = addSearch(Call, F);
  for (unsigned No = IsOperator ? 1 : 0; No < Call->getNumArgs(); ++No) {
    const Expr *Given = Call->getArg(No)->IgnoreUnlessSpelledInSource();
    if (const auto *Closure = dyn_cast<LambdaExpr>(Given))
      followClosure(Closure);
    const auto *Made = dyn_cast<CallExpr>(Given);
    const FunctionDecl *Maker = Made ? Made->getDirectCallee() : nullptr;
    if (Changes && !IsSearch && Maker && Made->isPRValue() &&
        isa<CallExpr>(Made) && !isa<CXXMemberCallExpr>(Made) &&
        Names.inSystemHeader(Maker) &&
        kindOf(Made->getType(), Table, Names) == ir::TypeKind::Strong)
      return refuse(Given, "an element is made there, and nothing else would "
                           "own it");
    if (Changes && UseClassifier::isNull(Given))
      return refuse(Given, "an element is null");
  }
  if (!IsSearch)
    followResult(Call, Changes && !Call->getType()->isReferenceType() &&
                           !Call->isGLValue());
}

/// `remove(p)`, for which there is `remove_if` beside it.
bool ElementUses::addSearch(const CallExpr *Call, const FunctionDecl *F) {
  const IdentifierInfo *Id = F ? F->getIdentifier() : nullptr;
  if (!Id || Call->getNumArgs() == 0 || !Names.inSystemHeader(F))
    return false;
  const Expr *Value = Call->getArg(Call->getNumArgs() - 1);
  if (kindOf(Value->getType(), Table, Names) != ir::TypeKind::Strong)
    return false;
  IdentifierInfo &With = Context.Idents.get((Id->getName() + "_if").str());
  if (F->getDeclContext()->getRedeclContext()->lookup(&With).empty())
    return false;
  Found.Searches.push_back({Call, Value});
  return true;
}

void ElementUses::follow(const Expr *Collection) {
  Origin = Collection;
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, Collection, Child);
  if (const auto *Callee = P.get<MemberExpr>()) {
    const Expr *Unused = nullptr;
    const auto *Call =
        meaningfulParent(Context, Callee, Unused).get<CXXMemberCallExpr>();
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee->getMemberDecl());
    if (!Call || !Method)
      return refuse(Collection, "one of its members is named without a call");
    if (isa<CXXConversionDecl>(Method))
      return Call->getType()->isBooleanType()
                 ? void()
                 : refuse(Collection, "it is converted");
    return followCall(Collection, Call, Method);
  }
  if (const auto *Op = P.get<CXXOperatorCallExpr>();
      Op && Op->getArg(0) == Child) {
    if (Op->getOperator() != OO_Equal)
      return followCall(Collection, Op, Op->getDirectCallee());
    const Expr *Value = Op->getArg(1)->IgnoreUnlessSpelledInSource();
    addChange(Collection, Op);
    if (!suitsWeakElements(Value, Table, Names) && !isOwner(Value->getType()))
      refuse(Op, "it is set as a whole");
    return;
  }
  if (const auto *Var = P.get<VarDecl>()) {
    DynTypedNodeList Up =
        Context.getParentMapContext().getParents(DynTypedNode::create(*Var));
    const auto *Declared = Up.empty() ? nullptr : Up[0].get<DeclStmt>();
    if (Declared && Var->isImplicit()) {
      DynTypedNodeList Around = Context.getParentMapContext().getParents(
          DynTypedNode::create(*Declared));
      const auto *Loop =
          Around.empty() ? nullptr : Around[0].get<CXXForRangeStmt>();
      if (Loop && Loop->getRangeStmt() == Declared)
        return followLoop(Loop);
    }
    return refuse(Collection, "a reference to the whole collection is kept");
  }
  if (const auto *Call = P.get<CallExpr>()) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (F && Names.inSystemHeader(F)) {
      if (addSearch(Call, F))
        return addChange(Collection, Call);
      if (isIterator(Call->getType()))
        return followIterator(Call);
      if (Call->getType()->isArithmeticType()) {
        followAlgorithm(Call);
        return addChange(Collection, Call);
      }
    }
    return refuse(Collection, "the whole collection is handed to something");
  }
  if (const auto *Return = P.get<ReturnStmt>())
    return addGetter(Collection, Return)
               ? void()
               : refuse(Collection, "the whole collection is given out");
  if (const auto *Made = P.get<CXXConstructExpr>())
    return addCopy(Collection, Made)
               ? void()
               : refuse(Collection, "the whole collection is copied");
  if (P.get<CompoundStmt>())
    return;
  refuse(Collection, "the whole collection is used in a way that is not known");
}

} // namespace weakspot::fixes

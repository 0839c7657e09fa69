//===- ElementUses.cpp - How a member's elements are used -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/ElementUses.h"
#include "Fixes/UseClassifier.h"
#include "Frontend/Compat.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ParentMapContext.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

static const contracts::Class *contractOf(QualType T,
                                          const contracts::Table &Table,
                                          frontend::Symbols &Names) {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  return R ? Table.findClass(Names.contractName(R)) : nullptr;
}

QualType ownerInElements(QualType Collection, const contracts::Table &Table,
                         frontend::Symbols &Names) {
  const contracts::Class *C = contractOf(Collection, Table, Names);
  const auto *R = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Collection->getAsCXXRecordDecl());
  if (!C || !R || C->Kind != ir::TypeKind::Collection || C->WeakKeyed ||
      C->Parts.empty() || C->Parts.size() > 2)
    return {};
  auto Argument = [&](const contracts::PartRef &Part) -> QualType {
    if (Part.Pointee || Part.Callable ||
        Part.Reference != ir::TypeKind::Opaque ||
        Part.Index >= R->getTemplateArgs().size() ||
        R->getTemplateArgs()[Part.Index].getKind() != TemplateArgument::Type)
      return {};
    return R->getTemplateArgs()[Part.Index].getAsType();
  };
  QualType Last = Argument(C->Parts.back());
  if (Last.isNull() || kindOf(Last, Table, Names) != ir::TypeKind::Strong)
    return {};
  // A key is looked up by what a weak pointer does not have.
  if (C->Parts.size() == 2)
    if (QualType Key = Argument(C->Parts.front());
        Key.isNull() || kindOf(Key, Table, Names) == ir::TypeKind::Strong)
      return {};
  return Last;
}

bool suitsWeakElements(const Expr *Value, const contracts::Table &Table,
                       frontend::Symbols &Names) {
  const Expr *E = Value->IgnoreUnlessSpelledInSource();
  auto AreNamed = [&](const Expr *Given) {
    Given = Given->IgnoreUnlessSpelledInSource();
    return isa<DeclRefExpr, MemberExpr>(Given) &&
           kindOf(Given->getType(), Table, Names) == ir::TypeKind::Strong;
  };
  auto IsNumber = [](const Expr *Given) {
    return Given->getType()->isIntegralOrEnumerationType();
  };
  if (const auto *Of = dyn_cast<CXXStdInitializerListExpr>(E))
    return suitsWeakElements(Of->getSubExpr(), Table, Names);
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    if (const InitListExpr *Written = List->getSyntacticForm())
      List = Written;
    return all_of(List->inits(), AreNamed);
  }
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E))
    return all_of(Made->arguments(), [&](const Expr *Given) {
      const Expr *Spelled = Given->IgnoreUnlessSpelledInSource();
      return Given->isDefaultArgument() || IsNumber(Spelled) ||
             (isa<InitListExpr, CXXStdInitializerListExpr>(Spelled) &&
              suitsWeakElements(Given, Table, Names));
    });
  return false;
}

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

/// All places where a variable is named.
class Named : public RecursiveASTVisitor<Named> {
public:
  explicit Named(const ValueDecl *Var) : Var(Var) {}
  static bool shouldVisitTemplateInstantiations() { return true; }
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (E->getDecl() == Var)
      All.push_back(E);
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *L) {
    for (const LambdaCapture &C : L->captures())
      IsCapturedByReference |= C.capturesVariable() &&
                               C.getCapturedVar() == Var &&
                               C.getCaptureKind() == LCK_ByRef;
    return true;
  }
  std::vector<const DeclRefExpr *> All;
  bool IsCapturedByReference = false;

private:
  const ValueDecl *Var;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)
} // namespace

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
  if (P.get<ReturnStmt>())
    return refuse(Collection, "the whole collection is given out");
  if (P.get<CXXConstructExpr>())
    return refuse(Collection, "the whole collection is copied");
  if (P.get<CompoundStmt>())
    return;
  refuse(Collection, "the whole collection is used in a way that is not known");
}

/// What stands around `*it` or `it->`: of a pair, its second member.
void ElementUses::followAccess(const Expr *Iterator, const Expr *Access) {
  const auto *Member = dyn_cast_or_null<MemberExpr>(Access);
  if (!Member)
    return refuse(Iterator, "an entry is used as a whole");
  if (isOwner(Member->getType()))
    return addElement(Member);
  if (!isa<FieldDecl>(Member->getMemberDecl()))
    refuse(Iterator, "an entry is used as a whole");
}

/// Whether it calls a member function of such a collection.
bool ElementUses::isOfSlot(const CallExpr *Call) const {
  const auto *Of = dyn_cast<CXXMemberCallExpr>(Call);
  const auto *Member =
      Of ? dyn_cast<MemberExpr>(
               Of->getImplicitObjectArgument()->IgnoreParenImpCasts())
         : nullptr;
  return Member && is_contained(Found.Declarations, Member->getMemberDecl());
}

void ElementUses::followIterator(const Expr *E) {
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, E, Child);
  const Expr *Up = P.get<Expr>();
  const Expr *Unused = nullptr;
  // To an iterator of constants.
  if (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up))
    return isIterator(Cast->getType())
               ? followIterator(Cast)
               : refuse(E, "an iterator is used in a way that is not known");
  if (const auto *Op = dyn_cast_or_null<CXXOperatorCallExpr>(Up)) {
    switch (Op->getOperator()) {
    case OO_Star:
      if (isOwner(Op->getType()))
        return addElement(Op);
      return followAccess(
          Op, meaningfulParent(Context, Op, Unused).get<MemberExpr>());
    case OO_Arrow: {
      const auto *Member =
          meaningfulParent(Context, Op, Unused).get<MemberExpr>();
      if (isOwner(Op->getType()->getPointeeType()))
        return refuse(E, "an element's own members are named");
      return followAccess(Op, Member);
    }
    case OO_PlusPlus:
    case OO_MinusMinus:
    case OO_Plus:
    case OO_Minus:
    case OO_PlusEqual:
    case OO_MinusEqual:
      return isIterator(Op->getType()) ? followIterator(Op) : void();
    case OO_Equal:
      if (const auto *Ref =
              dyn_cast<DeclRefExpr>(Op->getArg(0)->IgnoreParenImpCasts()))
        if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()))
          followIteratorVar(Var);
      return Op->getArg(0) == Child ? followIterator(Op) : void();
    case OO_EqualEqual:
    case OO_ExclaimEqual:
    case OO_Less:
    case OO_Greater:
    case OO_LessEqual:
    case OO_GreaterEqual:
      return;
    default:
      return refuse(E, "an iterator is used in a way that is not known");
    }
  }
  if (const auto *Made = dyn_cast_or_null<CXXConstructExpr>(Up))
    return isIterator(Made->getType())
               ? followIterator(Made)
               : refuse(E, "other elements are made of its own");
  if (const auto *Var = P.get<VarDecl>())
    return followIteratorVar(Var);
  if (const auto *Call = dyn_cast_or_null<CallExpr>(Up)) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (!F || !Names.inSystemHeader(F))
      return refuse(E, "an iterator is handed out");
    if (isa<CXXMethodDecl>(F))
      return isOfSlot(Call)
                 ? void()
                 : refuse(E, "another collection is filled with its elements");
    return followAlgorithm(Call);
  }
  if (isa_and_nonnull<CXXRewrittenBinaryOperator>(Up))
    return;
  if (!Up && P.get<Stmt>() && !P.get<ReturnStmt>())
    return;
  refuse(E, "an iterator is used in a way that is not known");
}

void ElementUses::followIteratorVar(const VarDecl *Var) {
  if (!Followed.insert(Var).second)
    return;
  const auto *F =
      dyn_cast_or_null<FunctionDecl>(Var->getParentFunctionOrMethod());
  if (!F || !F->getBody() || !Var->hasLocalStorage() ||
      Var->getType()->isReferenceType() || !isIterator(Var->getType()))
    return Out.refuse(Var->getLocation(), "an iterator is kept");
  Named Visitor(Var);
  Visitor.TraverseStmt(F->getBody());
  for (const DeclRefExpr *E : Visitor.All)
    followIterator(E);
}

void ElementUses::followAlgorithm(const CallExpr *Call) {
  if (!Algorithms.insert(Call).second)
    return;
  const FunctionDecl *F = Call->getDirectCallee();
  addChange(Origin, Call);
  for (const Expr *Arg : Call->arguments())
    if (const auto *Closure =
            dyn_cast<LambdaExpr>(Arg->IgnoreUnlessSpelledInSource()))
      followClosure(Closure);
  addSearch(Call, F);
  QualType T = Call->getType();
  if (isIterator(T))
    return followIterator(Call);
  if (!T->isVoidType() && !T->isArithmeticType()) {
    const Expr *Child = nullptr;
    DynTypedNode P = meaningfulParent(Context, Call, Child);
    if (P.get<Expr>() || P.get<VarDecl>() || P.get<ReturnStmt>())
      refuse(Call, "what an algorithm gives is used in a way that is not "
                   "known");
  }
}

void ElementUses::followClosure(const LambdaExpr *Closure) {
  SmallVector<const FunctionDecl *, 2> Bodies;
  if (const FunctionTemplateDecl *Template =
          Closure->getCallOperator()->getDescribedFunctionTemplate()) {
    for (const FunctionDecl *Instance : Template->specializations())
      Bodies.push_back(Instance);
  } else {
    Bodies.push_back(Closure->getCallOperator());
  }
  for (const FunctionDecl *F : Bodies)
    for (const ParmVarDecl *P : F->parameters()) {
      if (isPairOfOwner(P->getType()))
        followPair(P);
      if (!isOwner(P->getType()))
        continue;
      if (F->getNumParams() > 1)
        return refuse(Closure, "a closure takes more than one of its elements");
      addBound(P, F->getBody(), /*IsClosure=*/true);
    }
}

void ElementUses::followLoop(const CXXForRangeStmt *Loop) {
  const VarDecl *Var = Loop->getLoopVariable();
  if (isOwner(Var->getType()))
    return addBound(Var, Loop->getBody(), /*IsClosure=*/false);
  if (const auto *Parts = dyn_cast<DecompositionDecl>(Var)) {
    for (const BindingDecl *B : Parts->bindings())
      if (isOwner(B->getType()))
        addBound(B, Loop->getBody(), /*IsClosure=*/false);
    return;
  }
  if (isPairOfOwner(Var->getType()))
    return followPair(Var);
  Out.refuse(Var->getLocation(), "a loop takes something of its elements");
}

void ElementUses::followPair(const VarDecl *Pair) {
  const Decl *In = Decl::castFromDeclContext(Pair->getDeclContext());
  const auto *F = dyn_cast<FunctionDecl>(In);
  if (!F || !F->getBody())
    return Out.refuse(Pair->getLocation(), "an entry is used as a whole");
  Named Visitor(Pair);
  Visitor.TraverseStmt(F->getBody());
  for (const DeclRefExpr *E : Visitor.All) {
    const Expr *Child = nullptr;
    followAccess(E, meaningfulParent(Context, E, Child).get<MemberExpr>());
  }
}

/// A variable that is an element wherever it is named: its body gets a lock
/// under its name.
void ElementUses::addBound(const ValueDecl *Var, const Stmt *Body,
                           bool IsClosure) {
  for (const BoundElement &Other : Found.Bound)
    if (Other.Var->getLocation() == Var->getLocation())
      return;
  QualType T = Var->getType();
  if (const auto *Binding = dyn_cast<BindingDecl>(Var))
    T = cast<VarDecl>(Binding->getDecomposedDecl())->getType();
  bool IsAlias = T->isReferenceType();
  Named Visitor(Var);
  Visitor.TraverseStmt(const_cast<Stmt *>(Body));
  if (Visitor.All.empty())
    return;
  BoundElement Bound{Var, Body, IsClosure, false};
  if (Visitor.IsCapturedByReference && IsAlias)
    return refuse(Visitor.All.front(), "a closure refers to an element");
  for (const DeclRefExpr *E : Visitor.All) {
    const Expr *Child = nullptr;
    DynTypedNode P = meaningfulParent(Context, E, Child);
    const Expr *Up = P.get<Expr>();
    if (const auto *Op = dyn_cast_or_null<CXXOperatorCallExpr>(Up)) {
      if (Op->isAssignmentOp() && Op->getArg(0) == Child && IsAlias)
        return refuse(E, "an element is set by the name that it has there");
      Bound.IsTested |= (Op->getOperator() == OO_EqualEqual ||
                         Op->getOperator() == OO_ExclaimEqual) &&
                        (UseClassifier::isNull(Op->getArg(0)) ||
                         UseClassifier::isNull(Op->getArg(1)));
    } else if (const auto *Member = dyn_cast_or_null<MemberExpr>(Up)) {
      const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
      if (IsAlias && Method && !Method->isConst())
        return refuse(E, "an element is changed by the name that it has there");
      Bound.IsTested |= isa<CXXConversionDecl>(Member->getMemberDecl());
    } else if (const auto *Address = dyn_cast_or_null<UnaryOperator>(Up)) {
      if (Address->getOpcode() == UO_AddrOf)
        return refuse(E, "an element's address is taken");
    } else if (P.get<VarDecl>()) {
      if (!P.get<VarDecl>()->getType().getNonReferenceType().isConstQualified())
        return refuse(E, "a reference to an element is kept");
    } else if (P.get<ReturnStmt>()) {
      return refuse(E, "an element is given out by reference");
    } else if (const auto *Call = dyn_cast_or_null<CallExpr>(Up);
               Call && IsAlias) {
      const FunctionDecl *F = Call->getDirectCallee();
      for (unsigned No = 0; No < Call->getNumArgs(); ++No) {
        if (Call->getArg(No) != Child)
          continue;
        QualType Param = F && No < F->getNumParams()
                             ? F->getParamDecl(No)->getType()
                             : QualType();
        if (Param.isNull() || (Param->isReferenceType() &&
                               !Param.getNonReferenceType().isConstQualified()))
          return refuse(E, "an element is handed out by reference");
      }
    }
  }
  Found.Bound.push_back(Bound);
}

} // namespace weakspot::fixes

//===- SlotGuards.cpp - Which uses of a weak member share a lock ----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/MemberPath.h"
#include "Fixes/SlotWeakener.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

bool SlotWeakener::isWithin(const Expr *E, const Stmt *S) const {
  const SourceManager &SM = Context.getSourceManager();
  auto Begin = SM.getFileLoc(S->getBeginLoc()), End = S->getEndLoc(),
       At = SM.getFileLoc(E->getBeginLoc());
  // What a macro's body ends, ends behind the macro's arguments.
  while (End.isMacroID())
    End = SM.isMacroArgExpansion(End)
              ? SM.getImmediateSpellingLoc(End)
              : SM.getImmediateExpansionRange(End).getEnd();
  return !SM.isBeforeInTranslationUnit(At, Begin) &&
         !SM.isBeforeInTranslationUnit(End, At);
}

namespace {
// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
/// Where a variable is given another value, or handed out.
class Reassigned : public RecursiveASTVisitor<Reassigned> {
public:
  Reassigned(ASTContext &Context, const VarDecl *Var)
      : Context(Context), Var(Var) {}

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (E->getDecl() != Var)
      return true;
    const Expr *Child = nullptr;
    DynTypedNode P = meaningfulParent(Context, E, Child);
    if (const auto *Op = P.get<BinaryOperator>()) {
      if (Op->isAssignmentOp() && Op->getLHS() == Child)
        Assignments.push_back(Op);
    } else if (const auto *Unary = P.get<UnaryOperator>()) {
      if (Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf)
        HandedOut.push_back(Unary);
    } else if (const auto *Call = P.get<CallExpr>()) {
      addCall(Call, Child);
    } else if (const auto *Member = P.get<MemberExpr>()) {
      const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
      if (Method && Method->isInstance() && !Method->isConst() &&
          !Member->isArrow())
        HandedOut.push_back(Member);
    } else if (P.get<VarDecl>()) {
      if (Child->isLValue() && !Child->getType().isConstQualified())
        HandedOut.push_back(Child);
    }
    return true;
  }
  bool VisitForStmt(ForStmt *S) { return addLoop(S); }
  bool VisitWhileStmt(WhileStmt *S) { return addLoop(S); }
  bool VisitDoStmt(DoStmt *S) { return addLoop(S); }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *S) { return addLoop(S); }

  SmallVector<const Stmt *, 2> Loops;
  /// Whole assignments to it.
  SmallVector<const Expr *, 2> Assignments;
  /// Where else it may be changed.
  SmallVector<const Expr *, 2> HandedOut;

private:
  void addCall(const CallExpr *Call, const Expr *Child) {
    const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call);
    if (Op && Op->isAssignmentOp()) {
      if (Op->getArg(0) == Child)
        Assignments.push_back(Op);
      else if (const auto *Method =
                   dyn_cast_or_null<CXXMethodDecl>(Op->getDirectCallee());
               !Method || takesToChange(Method->getParamDecl(0)->getType()))
        HandedOut.push_back(Op);
      return;
    }
    const auto *Method =
        dyn_cast_or_null<CXXMethodDecl>(Op ? Op->getDirectCallee() : nullptr);
    if (Method && Method->isInstance() && Op->getArg(0) == Child) {
      bool IsAccess =
          Op->getOperator() == OO_Arrow || Op->getOperator() == OO_Star;
      if (!IsAccess && !Method->isConst())
        HandedOut.push_back(Op);
      return;
    }
    const FunctionDecl *F = Call->getDirectCallee();
    for (unsigned No = 0; No < Call->getNumArgs(); ++No) {
      unsigned Param = No - (Method && Method->isInstance() ? 1 : 0);
      if (Call->getArg(No) == Child && Child->isLValue() &&
          (!F || Param >= F->getNumParams() ||
           takesToChange(F->getParamDecl(Param)->getType())))
        HandedOut.push_back(Call);
    }
  }
  static bool takesToChange(QualType T) {
    return T->isReferenceType() && !T->getPointeeType().isConstQualified();
  }
  bool addLoop(const Stmt *S) {
    Loops.push_back(S);
    return true;
  }

  ASTContext &Context;
  const VarDecl *Var;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)
} // namespace

/// Whether the path means the same member throughout.
bool SlotWeakener::isStable(const SlotUse &Use,
                            ArrayRef<const Stmt *> Regions) const {
  std::optional<MemberPath> Path = pathTo(Use.Member);
  if (!Path || any_of(Path->Links, [&](const FieldDecl *F) {
        return is_contained(Slot.Declarations, F);
      }))
    return false;
  if (Path->Base) {
    Reassigned Visitor(Context, Path->Base);
    for (const Stmt *R : Regions)
      Visitor.TraverseStmt(const_cast<Stmt *>(R));
    if (!Visitor.HandedOut.empty() || !Visitor.Assignments.empty())
      return false;
  }
  if (any_of(Regions, [&](const Stmt *R) {
        return !changesOf(Path->Links, R, Table, Names).empty();
      }))
    return false;
  return none_of(Slot.Uses, [&](const SlotUse &Other) {
    return Other.IsWrite && any_of(Regions, [&](const Stmt *R) {
             return isWithin(Other.Member, R);
           });
  });
}

namespace {
// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
/// The local variables that an expression names.
class LocalsIn : public RecursiveASTVisitor<LocalsIn> {
public:
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (const auto *Var = dyn_cast<VarDecl>(E->getDecl());
        Var && Var->hasLocalStorage())
      All.insert(Var);
    return true;
  }
  SmallPtrSet<const VarDecl *, 2> All;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)
} // namespace

/// Whether two places are in different branches, so that what is done at the
/// one is not done before the other.
bool SlotWeakener::areApart(const Expr *A, const Expr *B) const {
  DynTypedNode N = DynTypedNode::create(*B);
  for (;;) {
    DynTypedNodeList Parents = Context.getParentMapContext().getParents(N);
    if (Parents.empty())
      return false;
    N = Parents[0];
    const auto *If = N.get<IfStmt>();
    if (If && If->getElse() && isWithin(B, If->getElse()) &&
        isWithin(A, If->getThen()))
      return true;
    if (N.get<Decl>())
      return false;
  }
}

bool SlotWeakener::isBefore(const Expr *Change, const SlotUse &Use,
                            ArrayRef<const Stmt *> Loops) const {
  if (any_of(Loops, [&](const Stmt *Loop) {
        return isWithin(Change, Loop) && isWithin(Use.Member, Loop);
      }))
    return true;
  const SourceManager &SM = Context.getSourceManager();
  return SM.isBeforeInTranslationUnit(
             SM.getFileLoc(Change->getEndLoc()),
             SM.getFileLoc(Use.Member->getBeginLoc())) &&
         !areApart(Change, Use.Member);
}

/// `if ((at = at->next) && at->parent->isOpen())`
bool SlotWeakener::mayMoveBefore(ArrayRef<const Stmt *> Regions,
                                 const SlotUse &Use) const {
  if (std::optional<MemberPath> Path = pathTo(Use.Member))
    for (const Stmt *R : Regions)
      if (any_of(changesOf(Path->Links, R, Table, Names),
                 [&](const Expr *Change) {
                   return isBefore(Change, Use, changes(R).Loops);
                 }))
        return true;
  LocalsIn Path;
  Path.TraverseStmt(const_cast<Expr *>(Use.Member));
  return any_of(Path.All, [&](const VarDecl *Var) {
    Reassigned Visitor(Context, Var);
    for (const Stmt *R : Regions)
      Visitor.TraverseStmt(const_cast<Stmt *>(R));
    auto IsBefore = [&](const Expr *Change) {
      return isBefore(Change, Use, Visitor.Loops);
    };
    return any_of(Visitor.Assignments, IsBefore) ||
           any_of(Visitor.HandedOut, IsBefore);
  });
}

const ChangesIn &SlotWeakener::changes(const Stmt *S) const {
  auto [It, IsNew] = Changing.try_emplace(S);
  if (IsNew)
    It->second = changesIn(S, Changers, Table, Names);
  return It->second;
}

bool SlotWeakener::mayChangeBefore(ArrayRef<const Stmt *> Regions,
                                   const SlotUse &Use) const {
  for (const Stmt *R : Regions) {
    const ChangesIn &In = changes(R);
    SmallVector<const Expr *, 8> All(In.Calls.begin(), In.Calls.end());
    for (const SlotUse &Other : Slot.Uses)
      if (Other.IsWrite && Other.Member && isWithin(Other.Member, R))
        All.push_back(Other.Whole ? Other.Whole : Other.Member);
    if (any_of(All, [&](const Expr *Change) {
          return isBefore(Change, Use, In.Loops);
        }))
      return true;
  }
  return false;
}

/// Whether what was locked when control came to the regions is still what a use
/// in them means.
bool SlotWeakener::isSame(ArrayRef<const Stmt *> Regions,
                          const SlotUse &Use) const {
  std::optional<MemberPath> Path = pathTo(Use.Member);
  return Path &&
         none_of(Path->Links,
                 [&](const FieldDecl *F) {
                   return is_contained(Slot.Declarations, F);
                 }) &&
         any_of(Regions,
                [&](const Stmt *R) { return isWithin(Use.Member, R); }) &&
         !mayChangeBefore(Regions, Use) && !mayMoveBefore(Regions, Use);
}

/// Whether Test is a part of Condition that must hold for it to hold (with
/// MustHold: or that must not for it not to).
static bool decides(const Expr *Condition, const SlotUse &Test, bool MustHold) {
  const Expr *E = Condition->IgnoreParenImpCasts();
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
      Call && isa<CXXConversionDecl>(Call->getMethodDecl()))
    E = Call->getImplicitObjectArgument()->IgnoreParenImpCasts();
  const Expr *Whole = Test.Whole->IgnoreParenImpCasts();
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(Whole);
      Call && isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()))
    Whole = Call->getImplicitObjectArgument()->IgnoreParenImpCasts();
  if (E == Whole)
    return Test.Negated != MustHold;
  const auto *Op = dyn_cast<BinaryOperator>(E);
  if (!Op || Op->getOpcode() != (MustHold ? BO_LAnd : BO_LOr))
    return false;
  return decides(Op->getLHS(), Test, MustHold) ||
         decides(Op->getRHS(), Test, MustHold);
}

/// The leftmost of `a && b && c`.
static const Expr *leftmost(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (const auto *Op = dyn_cast<BinaryOperator>(E);
      Op && Op->getOpcode() == BO_LAnd)
    return leftmost(Op->getLHS());
  return E;
}

/// The function as it is written: the pattern of an instantiation.
static const FunctionDecl *written(const FunctionDecl *F) {
  const FunctionDecl *Pattern = F ? F->getTemplateInstantiationPattern() : F;
  return Pattern ? Pattern : F;
}

bool SlotWeakener::serves(const Guard &G, const SlotUse &Use) const {
  if (!Use.Member || &Use == G.Test || Use.IsWrite ||
      Use.Kind == UseKind::Keep || pathOf(Use) != G.Path)
    return false;
  return isSame(G.Regions, Use) &&
         written(enclosingFunction(Context, Use.Member)) == written(G.Function);
}

const SlotWeakener::Guard *SlotWeakener::guardOf(const SlotUse &Use) const {
  for (const Guard &G : Guards)
    if (G.Test == &Use || serves(G, Use))
      return &G;
  return nullptr;
}

/// `if (parent_) { ... }` locks for all that it guards.
void SlotWeakener::guardRegion(const SlotUse &Test) {
  const Surroundings &S = around(Test.Whole);
  if (!S.Anchor || Test.Negated)
    return;
  const auto *If = dyn_cast<IfStmt>(S.Anchor);
  const auto *While = dyn_cast<WhileStmt>(S.Anchor);
  if (If && (If->isConstexpr() || If->hasInitStorage() || If->hasVarStorage()))
    return;
  const Expr *Condition = If      ? If->getCond()
                          : While ? While->getCond()
                                  : nullptr;
  if (!Condition || !isWithin(Test.Whole, Condition) ||
      !decides(leftmost(Condition), Test, /*MustHold=*/true))
    return;
  bool IsAll = leftmost(Condition) == Condition->IgnoreParenImpCasts();
  // `if (auto p = lock(); p && ...)`
  if (!IsAll && (!If || !Context.getLangOpts().CPlusPlus17))
    return;
  Guard G;
  G.Path = pathOf(Test);
  G.Test = &Test;
  G.Function = S.Function;
  G.Regions = {Condition, If ? If->getThen() : While->getBody()};
  bool IsOfUse = any_of(Slot.Uses, [&](const SlotUse &Use) {
    return serves(G, Use) && Use.Kind != UseKind::Test;
  });
  if (!IsOfUse || !isSame(G.Regions, Test))
    return;
  G.Name = newName(Test, S.Function);
  std::string Made = "auto " + G.Name + " = " + lockOf(Test);
  Out.replace(Test.Whole->getSourceRange(),
              IsAll ? Made : Made + "; " + G.Name);
  G.IsMadeByTest = true;
  Guards.push_back(std::move(G));
}

/// `return parent_ && parent_->isOpen();` locks in front of the statement.
void SlotWeakener::guardStatement(const SlotUse &Guarded) {
  const Surroundings &S = around(Guarded.Member);
  if (!S.Anchor || S.Conditions.empty() || guardOf(Guarded))
    return;
  const Stmt *Region = S.Anchor;
  if (S.InLoopHead) {
    Region = headToMove(Guarded);
    if (!Region)
      return;
  }
  for (const Surroundings::Condition &C : S.Conditions)
    for (const SlotUse &Test : Slot.Uses) {
      if (Test.Kind != UseKind::Test || pathOf(Test) != pathOf(Guarded) ||
          !isWithin(Test.Whole, C.Test) || !decides(C.Test, Test, C.MustHold) ||
          guardOf(Test) || !isStable(Test, {Region}) ||
          mayChangeBefore({Region}, Test) || mayChangeBefore({Region}, Guarded))
        continue;
      Guard G;
      G.Path = pathOf(Test);
      G.Test = &Test;
      G.Function = S.Function;
      G.Regions = {Region};
      if (S.InLoopHead && decides(cast<Expr>(Region), Test, /*MustHold=*/true))
        G.Regions.push_back(bodyOf(S.Anchor));
      std::optional<std::string> Name = lockBefore(Test, /*Checked=*/false);
      if (!Name)
        return;
      G.Name = *Name;
      Guards.push_back(std::move(G));
      return;
    }
}

bool SlotWeakener::isPlainIf(const IfStmt *If, const SlotUse &Test) const {
  return If && !If->isConsteval() && !If->isConstexpr() &&
         !If->hasInitStorage() && !If->hasVarStorage() &&
         isWithin(Test.Whole, If->getCond());
}

/// Locks in front of an `if` for its condition and what that guards, if there
/// is any use.
bool SlotWeakener::guardBy(const SlotUse &Test,
                           ArrayRef<const Stmt *> Guarded) {
  const Surroundings &S = around(Test.Whole);
  const auto *If = cast<IfStmt>(S.Anchor);
  Guard G;
  G.Path = pathOf(Test);
  G.Test = &Test;
  G.Function = S.Function;
  G.Regions = {If->getCond()};
  append_range(G.Regions, Guarded);
  bool IsOfUse = any_of(Slot.Uses, [&](const SlotUse &Use) {
    return serves(G, Use) && Use.Kind != UseKind::Test &&
           any_of(Guarded,
                  [&](const Stmt *R) { return isWithin(Use.Member, R); });
  });
  if (!IsOfUse || !isSame({If}, Test))
    return false;
  std::optional<std::string> Name = lockBefore(Test, /*Checked=*/false);
  if (!Name)
    return false;
  G.Name = *Name;
  Guards.push_back(std::move(G));
  return true;
}

/// `if (!parent_) ... else parent_->close();`
void SlotWeakener::guardElse(const SlotUse &Test) {
  const auto *If = dyn_cast_or_null<IfStmt>(around(Test.Whole).Anchor);
  if (isPlainIf(If, Test) && If->getElse() &&
      decides(If->getCond(), Test, /*MustHold=*/false))
    guardBy(Test, {If->getElse()});
}

/// `if (ready && parent_) parent_->close();`
void SlotWeakener::guardThen(const SlotUse &Test) {
  const auto *If = dyn_cast_or_null<IfStmt>(around(Test.Whole).Anchor);
  if (isPlainIf(If, Test) && decides(If->getCond(), Test, /*MustHold=*/true))
    guardBy(Test, {If->getThen()});
}

/// Whether control never comes to what stands behind a statement.
static bool leaves(const Stmt *S) {
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    return !Block->body_empty() && leaves(Block->body_back());
  if (const auto *E = dyn_cast<Expr>(S))
    return isa<CXXThrowExpr>(E->IgnoreUnlessSpelledInSource());
  return isa<ReturnStmt, CoreturnStmt, ContinueStmt, BreakStmt>(S);
}

/// `if (!parent_) return; parent_->close();`
void SlotWeakener::guardRest(const SlotUse &Test) {
  const auto *If = dyn_cast_or_null<IfStmt>(around(Test.Whole).Anchor);
  if (isPlainIf(If, Test) && !If->getElse() && leaves(If->getThen()) &&
      decides(If->getCond(), Test, /*MustHold=*/false))
    guardBy(Test, statementsBehind(If));
}

void SlotWeakener::findGuards() {
  for (const SlotUse &Use : Slot.Uses)
    if (Use.Kind == UseKind::Test && !guardOf(Use))
      guardRegion(Use);
  for (const SlotUse &Use : Slot.Uses)
    if (Use.Kind == UseKind::Test && !guardOf(Use))
      guardThen(Use);
  for (const SlotUse &Use : Slot.Uses)
    if (Use.Kind == UseKind::Test && !guardOf(Use))
      guardElse(Use);
  for (const SlotUse &Use : Slot.Uses)
    if (Use.Kind == UseKind::Test && !guardOf(Use))
      guardRest(Use);
  for (const SlotUse &Use : Slot.Uses)
    if ((Use.Kind == UseKind::Deref || Use.Kind == UseKind::Raw) &&
        !keptIn(Use))
      guardStatement(Use);
}

} // namespace weakspot::fixes

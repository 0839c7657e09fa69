//===- LockVariable.cpp - A lock that is kept is tested -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Parts.h"
#include "Fixes/QuickFix.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// The one behind it in its block.
const Stmt *QuickFix::nextStatement(const Stmt *S) const {
  DynTypedNodeList Parents =
      Context.getParentMapContext().getParents(DynTypedNode::create(*S));
  const auto *Block =
      Parents.empty() ? nullptr : Parents[0].get<CompoundStmt>();
  if (!Block)
    return nullptr;
  auto Rest = make_range(find(Block->body(), S), Block->body_end());
  return hasSingleElement(Rest) || Rest.empty() ? nullptr
                                                : *std::next(Rest.begin());
}

/// `if (now) p->f();`, where the variable is known before: the condition asks
/// for the object as well.
const IfStmt *QuickFix::guardedBy(const Stmt *First, const VarDecl *Var) const {
  auto ParentOf = [&](const Stmt *S) {
    DynTypedNodeList Parents =
        Context.getParentMapContext().getParents(DynTypedNode::create(*S));
    return Parents.empty() ? DynTypedNode() : Parents[0];
  };
  DynTypedNode P = ParentOf(First);
  const Stmt *Branch = First;
  if (const auto *Block = P.get<CompoundStmt>()) {
    if (Block->body_empty() || Block->body_front() != First)
      return nullptr;
    Branch = Block;
    P = ParentOf(Block);
  }
  const auto *If = P.get<IfStmt>();
  const SourceManager &SM = Context.getSourceManager();
  if (!If || If->getThen() != Branch || If->getElse() || If->isConsteval() ||
      If->isConstexpr() || If->hasVarStorage() ||
      If->getCond()->getBeginLoc().isMacroID() ||
      If->getCond()->getEndLoc().isMacroID() ||
      !SM.isBeforeInTranslationUnit(Var->getLocation(), If->getBeginLoc()))
    return nullptr;
  return If;
}

/// Whether something at the place is called with the variable.
bool QuickFix::isPassed(const DeclRefExpr *Ref, PlaceTest IsHere) const {
  DynTypedNode N = DynTypedNode::create(*Ref);
  for (;;) {
    DynTypedNodeList Parents = Context.getParentMapContext().getParents(N);
    const auto *E = Parents.empty() ? nullptr : Parents[0].get<Expr>();
    if (!E || isa<LambdaExpr>(E))
      return false;
    if (isa<CallExpr, CXXConstructExpr>(E) && !isa<CXXOperatorCallExpr>(E) &&
        (IsHere(E->getExprLoc()) || IsHere(E->getBeginLoc())))
      return true;
    N = Parents[0];
  }
}

/// The first use of the variable that is meant.
const DeclRefExpr *QuickFix::firstUse(const Found &F, const VarDecl *Var,
                                      PlaceTest IsHere) const {
  const DeclRefExpr *First = nullptr;
  const SourceManager &SM = Context.getSourceManager();
  for (const DeclRefExpr *Ref : F.Uses) {
    if (Ref->getDecl() != Var ||
        !(isAccessed(Ref) ? IsHere(Ref->getBeginLoc()) : isPassed(Ref, IsHere)))
      continue;
    if (!First ||
        SM.isBeforeInTranslationUnit(Ref->getBeginLoc(), First->getBeginLoc()))
      First = Ref;
  }
  return First;
}

/// `auto p = weak.lock(); p->f();`
std::string QuickFix::checkVariable(const Found &F, const VarDecl *Var,
                                    PlaceTest IsHere) {
  const char *Done = "the lock is tested before it is used";
  const DeclRefExpr *First = firstUse(F, Var, IsHere);
  if (!First)
    return refuse(Var->getLocation(), "where it is used is not clear");
  Surroundings S = surroundings(Context, First);
  PartTest Part(Context, S.Conditions.empty() ? Surroundings::Condition()
                                              : S.Conditions.front());
  if (!S.Anchor || !Var->getInit() ||
      S.Function != enclosingFunction(Context, Var->getInit()) ||
      (S.NeedsBraces && isa<DeclStmt>(S.Anchor)) ||
      (!Part.isPossible() && !S.Conditions.empty()))
    return refuse(First->getExprLoc(),
                  "no test can be put in front of where it is used");
  if (Part.isPossible()) {
    Part.apply(Out, Var->getName());
    return Done;
  }
  if (const IfStmt *If = guardedBy(S.Anchor, Var)) {
    const Expr *Test = If->getCond()->IgnoreImpCasts();
    if (bindsLessThanAnd(Test)) {
      Out.insertBefore(Test->getBeginLoc(), "(");
      Out.insertAfter(Test->getEndLoc(), ")");
    }
    Out.insertAfter(Test->getEndLoc(), " && " + Var->getName());
    return Done;
  }
  SourceLocation Begin = S.Anchor->getBeginLoc();
  std::string Break = Out.lineBreak(Begin);
  // What is declared in a loop is of one turn.
  std::optional<std::string> Leave = leave(S);
  if (Leave && *Leave == "continue;") {
    Surroundings Made = surroundings(Context, Var->getInit());
    if (!Made.Anchor || leave(Made) != Leave)
      Leave = emptyReturn(Context, S.Function);
  }
  if (!Leave)
    return refuse(First->getExprLoc(),
                  "its function has no empty value to return");
  std::string Test = ("if (!" + Var->getName() + ")" + Break +
                      (Break == " " ? "" : Out.indentStep(Begin)) + *Leave)
                         .str();
  // Behind the declaration, where nothing but comments stands between.
  if (const Stmt *Made = surroundings(Context, Var->getInit()).Anchor;
      Made && nextStatement(Made) == S.Anchor) {
    Out.insertAfter(Out.endOfStatement(Made), Break + Test);
  } else {
    if (S.NeedsBraces)
      Out.addBraces(S.Anchor);
    Out.insertBefore(Begin, Test + Break);
  }
  return Done;
}

/// `tail = tail->previous.lock(); tail->next = nullptr;`
std::string QuickFix::checkAssigned(const Found &F,
                                    const CXXOperatorCallExpr *Assignment) {
  const Expr *Owner = Assignment->getArg(0)->IgnoreParenImpCasts();
  Surroundings S = surroundings(Context, Assignment);
  const Stmt *Next = S.Anchor ? nextStatement(S.Anchor) : nullptr;
  if (!Next || !isa<Expr>(Next) || !isSafeAnywhere(Owner) ||
      S.Anchor->getBeginLoc() != Assignment->getBeginLoc())
    return "";
  StringRef Path = Out.text(Owner->getSourceRange());
  for (const Expr *E : F.Here) {
    const auto *Access = dyn_cast<CXXOperatorCallExpr>(E);
    if (!Access || !isAccessed(Access->getArg(0)) ||
        Out.text(Access->getArg(0)->getSourceRange()) != Path)
      continue;
    Surroundings Used = surroundings(Context, Access);
    if (Used.Anchor != Next || !Used.Conditions.empty())
      continue;
    SourceLocation Begin = Next->getBeginLoc();
    std::string Break = Out.lineBreak(Begin);
    Out.insertBefore(
        Begin, "if (" + Path + ")" +
                   (Break == " " ? Break : Break + Out.indentStep(Begin)));
    return "the lock is tested before it is used";
  }
  return "";
}

/// `peer()->send()` and `auto p = peer(); p->send();`, where the function locks
/// and returns that.
std::string QuickFix::keepGiven(const Found &F, PlaceTest IsHere) {
  // By where they are: a template's instances have one text.
  llvm::MapVector<SourceLocation, const CallExpr *> All, Named;
  llvm::MapVector<SourceLocation, const VarDecl *> Vars;
  for (const Expr *E : F.Here) {
    const auto *Call = dyn_cast<CallExpr>(E);
    if (!Call || isa<CXXOperatorCallExpr>(Call) || !Call->isPRValue() ||
        kind(Call->getType()) != ir::TypeKind::Strong)
      continue;
    const Expr *Child = nullptr;
    if (const auto *Var = meaningfulParent(Context, Call, Child).get<VarDecl>();
        Var && firstUse(F, Var, IsHere))
      Vars.insert({Call->getExprLoc(), Var});
    if (!isAccessed(Call))
      continue;
    All.insert({Call->getExprLoc(), Call});
    if (IsHere(Call->getExprLoc()))
      Named.insert({Call->getExprLoc(), Call});
  }
  const auto &Meant = Named.size() == 1 ? Named : All;
  if (Meant.size() == 1)
    return useKeptLock(Meant.front().second);
  return Meant.empty() && Vars.size() == 1
             ? checkVariable(F, Vars.front().second, IsHere)
             : "";
}

std::string QuickFix::keepLock(const Found &F, PlaceTest IsHere) {
  if (all_of(F.Locks, [&](const CXXMemberCallExpr *Lock) {
        const Expr *Child = nullptr;
        return meaningfulParent(Context, Lock, Child).get<ReturnStmt>();
      }))
    return keepGiven(F, IsHere);
  for (const CXXMemberCallExpr *Lock : F.Locks) {
    const Expr *Child = nullptr;
    DynTypedNode P = meaningfulParent(Context, Lock, Child);
    if (const auto *Var = P.get<VarDecl>())
      return checkVariable(F, Var, IsHere);
    if (Policy == NullPolicy::Throw && !P.get<MemberExpr>())
      return throwingLock(Lock);
    if (const auto *Op = P.get<CXXOperatorCallExpr>();
        Op && Op->getOperator() == OO_Equal && Op->getArg(0) != Child)
      if (std::string Done = checkAssigned(F, Op); !Done.empty())
        return Done;
    if (std::string Done = lockInCondition(F, Lock); !Done.empty())
      return Done;
    return useKeptLock(Lock);
  }
  return "";
}

} // namespace weakspot::fixes

//===- LockFix.cpp - A lock is kept, and tested ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Parts.h"
#include "Fixes/QuickFix.h"
#include "Frontend/Compat.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

bool QuickFix::isLock(const CXXMemberCallExpr *Call) const {
  return Call->getNumArgs() == 0 && Call->getMethodDecl() &&
         !isa<CXXConversionDecl>(Call->getMethodDecl()) &&
         kind(Call->getType()) == ir::TypeKind::Strong &&
         kind(Call->getObjectType()) == ir::TypeKind::Weak;
}

static StringRef pathOf(const CXXMemberCallExpr *Lock, const TextEdits &Out) {
  StringRef Path =
      Out.text(Lock->getImplicitObjectArgument()->getSourceRange());
  Path.consume_front("this->");
  return Path;
}

/// `peer` for `weakPeer`, where Prefix is `weak`; empty where that is not in
/// front, or all of it.
static std::string without(StringRef Name, StringRef Prefix) {
  if (!Name.consume_front(Prefix) || Name.empty() || !isUpper(Name.front()))
    return "";
  return std::string(1, toLower(Name.front())) + Name.drop_front().str();
}

/// `getPeer()`, `get_peer()` and `peer()` give a peer.
static std::string givenName(const FunctionDecl *F) {
  StringRef Name = F && F->getDeclName().isIdentifier() ? F->getName() : "";
  if (StringRef Bare = Name; Bare.consume_front("get_") && !Bare.empty())
    return Bare.str();
  std::string Bare = without(Name, "get");
  return Bare.empty() ? Name.str() : Bare;
}

/// `weakPeer`, `peer_weak` and `peer_` all lock a `peer`.
std::string QuickFix::lockedName(const CallExpr *Lock, const FunctionDecl *F) {
  const auto *OfMember = dyn_cast<CXXMemberCallExpr>(Lock);
  // With an underscore the name itself may be taken, where it is free.
  if (!OfMember || !isLock(OfMember)) {
    std::string Name = givenName(Lock->getDirectCallee());
    return freshIn(F, Name.empty() ? "object_" : Name + "_");
  }
  const Expr *Object =
      OfMember->getImplicitObjectArgument()->IgnoreUnlessSpelledInSource();
  std::string Whole;
  if (const auto *Member = dyn_cast<MemberExpr>(Object))
    Whole = Member->getMemberDecl()->getName();
  else if (const auto *Ref = dyn_cast<DeclRefExpr>(Object))
    Whole = Ref->getDecl()->getName();
  else if (const auto *Call = dyn_cast<CallExpr>(Object))
    if (std::string Given = givenName(Call->getDirectCallee()); !Given.empty())
      Whole = Given + "_";
  StringRef Name = Whole.empty() ? "object_" : StringRef(Whole);
  StringRef Bare = Name;
  if (Bare.consume_front("weak_") || Bare.consume_back("_weak") ||
      Bare.consume_back("Weak"))
    Name = Bare;
  std::string Wanted = without(Name, "weak");
  if (Wanted.empty())
    Wanted = Name.str();
  if (Wanted != Name || Wanted.empty())
    Wanted += "_";
  return freshIn(F, Wanted);
}

/// How to leave where there is no object: the turn of a loop, or the function.
std::optional<std::string> QuickFix::leave(const Surroundings &S) {
  DynTypedNode N = DynTypedNode::create(*S.Anchor);
  for (;;) {
    DynTypedNodeList Parents = Context.getParentMapContext().getParents(N);
    if (Parents.empty())
      break;
    N = Parents[0];
    if (N.get<LambdaExpr>() || N.get<Decl>() || N.get<SwitchStmt>())
      break;
    if (N.get<ForStmt>() || N.get<CXXForRangeStmt>())
      return "continue;";
    if (N.get<WhileStmt>() || N.get<DoStmt>())
      break; // What goes on to the next turn may be behind it.
  }
  if (isa<CXXDestructorDecl>(S.Function))
    return std::nullopt;
  return emptyReturn(Context, S.Function);
}

std::string QuickFix::throwingLock(const CXXMemberCallExpr *Lock) {
  PrintingPolicy Printing(Context.getLangOpts());
  Printing.SuppressTagKeyword = true;
  frontend::compat::suppressInlineNamespaces(Printing);
  frontend::compat::printAsCanonical(Printing);
  Out.replace(Lock->getSourceRange(),
              Lock->getType().getCanonicalType().getAsString(Printing) + "(" +
                  pathOf(Lock, Out) + ")");
  return "the strong pointer is made so that it throws where the object is "
         "gone";
}

/// `if (!weak.expired()) weak.lock()->f();`
std::string QuickFix::lockInCondition(const Found &F,
                                      const CXXMemberCallExpr *Lock) {
  StringRef Path = pathOf(Lock, Out);
  if (Path.contains('('))
    return "";
  DynTypedNode N = DynTypedNode::create(*Lock);
  const IfStmt *If = nullptr;
  while (!If) {
    DynTypedNode Child = N;
    DynTypedNodeList Parents = Context.getParentMapContext().getParents(N);
    if (Parents.empty() || Parents[0].get<Decl>() ||
        Parents[0].get<LambdaExpr>() || Parents[0].get<ForStmt>() ||
        Parents[0].get<WhileStmt>())
      return "";
    N = Parents[0];
    if (const auto *Around = N.get<IfStmt>();
        Around && Child.get<Stmt>() == Around->getThen())
      If = Around;
  }
  if (If->hasInitStorage() || If->hasVarStorage() || If->getElse() ||
      If->isConstexpr())
    return "";
  // The condition is a single question to the same pointer.
  StringRef Asked = Out.text(If->getCond()->getSourceRange()).trim();
  Asked.consume_front("this->");
  bool IsNot = Asked.consume_front("!");
  Asked.consume_front("this->");
  if (!Asked.consume_front(Path) || !Asked.consume_front("."))
    return "";
  const auto *Question = dyn_cast<CXXMemberCallExpr>(
      If->getCond()->IgnoreParenImpCasts()->IgnoreUnlessSpelledInSource());
  if (const auto *Not =
          dyn_cast<UnaryOperator>(If->getCond()->IgnoreParenImpCasts());
      IsNot && Not)
    Question = dyn_cast<CXXMemberCallExpr>(Not->getSubExpr()
                                               ->IgnoreParenImpCasts()
                                               ->IgnoreUnlessSpelledInSource());
  if (!Question || Question->getNumArgs() != 0)
    return "";
  bool IsLock = isLock(Question);
  if (IsLock == IsNot || (!IsLock && !Question->getType()->isBooleanType()))
    return "";
  // In the branch the pointer must be locked only.
  StringRef Branch = Out.text(If->getThen()->getSourceRange());
  SmallVector<const CXXMemberCallExpr *, 2> Inside;
  const SourceManager &SM = Context.getSourceManager();
  for (const CXXMemberCallExpr *Other : F.AllLocks)
    if (pathOf(Other, Out) == Path &&
        SM.isPointWithin(Other->getBeginLoc(), If->getThen()->getBeginLoc(),
                         If->getThen()->getEndLoc()))
      Inside.push_back(Other);
  if (Branch.count(Path) != Inside.size())
    return "";
  const FunctionDecl *Function = enclosingFunction(Context, If);
  if (!Function)
    return "";
  for (const CXXMemberCallExpr *Other : Inside)
    if (enclosingFunction(Context, Other) != Function)
      return "";
  std::string Name = lockedName(Lock, Function);
  std::string Made =
      "auto " + Name + " = " + Out.text(Lock->getSourceRange()).str();
  for (const CXXMemberCallExpr *Other : Inside)
    Out.replace(Other->getSourceRange(), Name);
  Out.replace(If->getCond()->getSourceRange(), Made);
  Taken.clear(); // It is known in the branch only.
  return "one lock() is the question and the hold";
}

/// Whether an `if` can have the lock as its own variable.
bool QuickFix::mayHoldLock(const IfStmt *If) const {
  return Context.getLangOpts().CPlusPlus17 && !If->getElse() &&
         !If->hasInitStorage() && !If->hasVarStorage() && !If->isConsteval() &&
         !If->isConstexpr();
}

static bool bindsLessThanAnd(const Expr *E) {
  const auto *Binary = dyn_cast<BinaryOperator>(E);
  return isa<AbstractConditionalOperator>(E) ||
         (Binary && (Binary->getOpcode() == BO_LOr ||
                     Binary->isAssignmentOp() || Binary->isCommaOp()));
}

bool QuickFix::isAccessed(const Expr *E) const {
  const Expr *Child = nullptr;
  const auto *Op =
      meaningfulParent(Context, E, Child).get<CXXOperatorCallExpr>();
  return Op && Op->getArg(0) == Child &&
         (Op->getOperator() == OO_Arrow || Op->getOperator() == OO_Star);
}

/// Whether it can be locked before what decides of that: it is not reached
/// through anything that may not be there.
bool QuickFix::mayStandInFront(const CallExpr &Lock) const {
  const auto *OfMember = dyn_cast<CXXMemberCallExpr>(&Lock);
  return OfMember && isLock(OfMember) &&
         isSafeAnywhere(OfMember->getImplicitObjectArgument());
}

/// An access that nothing can be put in front of throws by itself.
std::string QuickFix::throwOr(const char *Why, const CallExpr *Lock) {
  const auto *OfMember = dyn_cast<CXXMemberCallExpr>(Lock);
  const CXXRecordDecl *Strong = Lock->getType()->getAsCXXRecordDecl();
  std::optional<Family> Pointer =
      Strong ? familyOf(Table, Names.contractName(Strong)) : std::nullopt;
  bool Throws = OfMember && isLock(OfMember) && isAccessed(Lock) && Pointer &&
                Pointer->Throws &&
                mayThrow(Context, enclosingFunction(Context, Lock));
  return Throws ? throwingLock(OfMember) : refuse(Lock->getExprLoc(), Why);
}

/// The result is used at once: `weak.lock()->f()`, `weak.lock().get()`.
std::string QuickFix::useKeptLock(const CallExpr *Lock) {
  const Expr *Child = nullptr;
  const auto *Member = meaningfulParent(Context, Lock, Child).get<MemberExpr>();
  bool IsAccess = isAccessed(Lock);
  if (!IsAccess && !Member)
    return refuse(Lock->getExprLoc(), "the lock's result is handed on at once");
  Surroundings S = surroundings(Context, Lock);
  if (!S.Anchor)
    return throwOr("no statement can be put in front", Lock);
  if (S.InLoopHead)
    return throwOr("it is in the head of a loop", Lock);
  bool InPart = IsAccess && !S.Conditions.empty();
  PartTest Part(Context,
                InPart ? S.Conditions.front() : Surroundings::Condition());
  if (InPart && !(Part.isPossible() && mayStandInFront(*Lock)))
    return throwOr("it is in a part of an expression that need not run", Lock);
  std::optional<std::string> Leave = leave(S);
  bool Wraps = IsAccess && !InPart && isa<Expr, CXXForRangeStmt>(S.Anchor);
  const auto *If = dyn_cast<IfStmt>(S.Anchor);
  bool HoldsInIf = IsAccess && If && mayHoldLock(If);
  bool Leaves = IsAccess && !InPart && !Wraps && !HoldsInIf;
  if (Leaves && !Leave)
    return throwOr("its function has no empty value to return", Lock);
  if (S.NeedsBraces && isa<DeclStmt>(S.Anchor))
    return throwOr("a variable of a switch begins here", Lock);
  std::string Name = lockedName(Lock, S.Function);
  SourceLocation Begin = S.Anchor->getBeginLoc();
  std::string Made =
      "auto " + Name + " = " + Out.text(Lock->getSourceRange()).str();
  const char *Done = "the lock is kept, and tested before it is used";
  Out.replace(Lock->getSourceRange(), Name);
  if (HoldsInIf) {
    const Expr *Test = If->getCond()->IgnoreImpCasts();
    Taken.clear();
    if (InPart) {
      // `if (auto p = weak.lock(); ready && p && p->f())`
      Out.insertBefore(Test->getBeginLoc(), Made + "; ");
      Part.apply(Out, Name);
      return Done;
    }
    // `if (auto p = weak.lock(); p && p->f())`
    bool BindsLess = bindsLessThanAnd(Test);
    Out.insertBefore(Test->getBeginLoc(),
                     Made + "; " + Name + " && " + (BindsLess ? "(" : ""));
    if (BindsLess)
      Out.insertAfter(Test->getEndLoc(), ")");
    return Done;
  }
  std::string Break = Out.lineBreak(Begin);
  if (S.NeedsBraces)
    Break += Out.addBraces(S.Anchor);
  std::string Deeper = Break == " " ? Break : Break + Out.indentStep(Begin);
  std::string Check =
      Leaves ? "if (!" + Name + ")" + Deeper + *Leave + Break : "";
  if (Wraps) {
    Taken.clear();
    Out.insertBefore(Begin, "if (" + Made + ")" + Deeper);
  } else {
    Out.insertBefore(Begin, Made + ";" + Break + Check);
  }
  if (InPart)
    Part.apply(Out, Name);
  return IsAccess ? Done
                  : "the lock is kept for as long as what it gave is used";
}

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
  if (!IsOfLocksAlone && all_of(F.Locks, [&](const CXXMemberCallExpr *Lock) {
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
    if (std::string Done = lockInCondition(F, Lock); !Done.empty())
      return Done;
    return useKeptLock(Lock);
  }
  return "";
}

} // namespace weakspot::fixes

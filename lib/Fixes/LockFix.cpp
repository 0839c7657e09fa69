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

} // namespace weakspot::fixes

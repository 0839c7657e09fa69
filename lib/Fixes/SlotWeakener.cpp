//===- SlotWeakener.cpp - A member becomes weak ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/SlotWeakener.h"
#include "Frontend/Compat.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/CharInfo.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

const Surroundings &SlotWeakener::around(const Expr *E) {
  auto [It, IsNew] = Known.try_emplace(E);
  if (IsNew)
    It->second = surroundings(Context, E);
  return It->second;
}

std::string SlotWeakener::pathOf(const SlotUse &Use) const {
  StringRef Text = Out.text(Use.Member->getSourceRange());
  Text.consume_front("this->");
  return Text.str();
}

bool SlotWeakener::isWithin(const Expr *E, const Stmt *S) const {
  const SourceManager &SM = Context.getSourceManager();
  auto Begin = SM.getFileLoc(S->getBeginLoc()),
       End = SM.getFileLoc(S->getEndLoc()),
       At = SM.getFileLoc(E->getBeginLoc());
  return !SM.isBeforeInTranslationUnit(At, Begin) &&
         !SM.isBeforeInTranslationUnit(End, At);
}

namespace {
// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
/// Whether a variable is given another value, or handed out.
class Reassigned : public RecursiveASTVisitor<Reassigned> {
public:
  Reassigned(ASTContext &Context, const VarDecl *Var)
      : Context(Context), Var(Var) {}

  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (E->getDecl() != Var)
      return true;
    const Expr *Child = nullptr;
    DynTypedNode P = meaningfulParent(Context, E, Child);
    if (const auto *Op = P.get<BinaryOperator>())
      assigned(Op, Op->isAssignmentOp() && Op->getLHS() == Child);
    else if (const auto *Unary = P.get<UnaryOperator>())
      Found |=
          Unary->isIncrementDecrementOp() || Unary->getOpcode() == UO_AddrOf;
    else if (const auto *Call = P.get<CXXOperatorCallExpr>();
             Call && Call->getOperator() == OO_Equal)
      assigned(Call, Call->getArg(0) == Child);
    else if (Call)
      Found |=
          Call->getOperator() != OO_Arrow && Call->getOperator() != OO_Star;
    else if (P.get<CallExpr>() || P.get<VarDecl>())
      Found |= Child->isLValue() && !Child->getType().isConstQualified();
    return true;
  }
  bool VisitForStmt(ForStmt *) { return inLoop(); }
  bool VisitWhileStmt(WhileStmt *) { return inLoop(); }
  bool VisitDoStmt(DoStmt *) { return inLoop(); }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *) { return inLoop(); }

  bool Found = false;
  bool HasLoop = false;
  /// Whole assignments to it.
  SmallVector<const Expr *, 2> Assignments;

private:
  void assigned(const Expr *Whole, bool IsTarget) {
    if (IsTarget)
      Assignments.push_back(Whole);
  }
  bool inLoop() {
    HasLoop = true;
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
  const Expr *Base = Use.Member->getBase()->IgnoreParenImpCasts();
  if (const auto *Arrow = dyn_cast<CXXOperatorCallExpr>(Base);
      Arrow && Arrow->getOperator() == OO_Arrow)
    Base = Arrow->getArg(0)->IgnoreParenImpCasts();
  if (!isa<CXXThisExpr>(Base)) {
    const auto *Ref = dyn_cast<DeclRefExpr>(Base);
    const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    if (!Var || !Var->hasLocalStorage())
      return false;
    Reassigned Visitor(Context, Var);
    for (const Stmt *R : Regions)
      Visitor.TraverseStmt(const_cast<Stmt *>(R));
    if (Visitor.Found || (Visitor.HasLoop && !Visitor.Assignments.empty()))
      return false;
    // `while (at->parent_) at = at->parent_;`: no use behind the assignment.
    std::string Path = pathOf(Use);
    const SourceManager &SM = Context.getSourceManager();
    for (const Expr *Assigned : Visitor.Assignments)
      for (const SlotUse &Other : Slot.Uses)
        if (Other.Member && pathOf(Other) == Path &&
            any_of(Regions,
                   [&](const Stmt *R) { return isWithin(Other.Member, R); }) &&
            SM.isBeforeInTranslationUnit(
                SM.getFileLoc(Assigned->getEndLoc()),
                SM.getFileLoc(Other.Member->getBeginLoc())))
          return false;
  }
  return none_of(Slot.Uses, [&](const SlotUse &Other) {
    return Other.IsWrite && any_of(Regions, [&](const Stmt *R) {
             return isWithin(Other.Member, R);
           });
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
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Here = SM.getFileLoc(Use.Member->getBeginLoc());
  for (const Stmt *R : Regions) {
    const ChangesIn &In = changes(R);
    SmallVector<const Expr *, 8> All(In.Calls.begin(), In.Calls.end());
    for (const SlotUse &Other : Slot.Uses)
      if (Other.IsWrite && Other.Member && isWithin(Other.Member, R))
        All.push_back(Other.Whole ? Other.Whole : Other.Member);
    for (const Expr *Change : All) {
      bool IsInTurn = any_of(In.Loops, [&](const Stmt *Loop) {
        return isWithin(Change, Loop) && isWithin(Use.Member, Loop);
      });
      if (IsInTurn || SM.isBeforeInTranslationUnit(
                          SM.getFileLoc(Change->getEndLoc()), Here))
        return true;
    }
  }
  return false;
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
  return any_of(G.Regions,
                [&](const Stmt *R) { return isWithin(Use.Member, R); }) &&
         written(enclosingFunction(Context, Use.Member)) ==
             written(G.Function) &&
         !mayChangeBefore(G.Regions, Use);
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
  if (!IsOfUse || !isStable(Test, G.Regions))
    return;
  G.Name = newName(Test, S.Function);
  std::string Made =
      "auto " + G.Name + " = " + pathOf(Test) + "." + Slot.Pointer->Lock + "()";
  Out.replace(Test.Whole->getSourceRange(),
              IsAll ? Made : Made + "; " + G.Name);
  Guards.push_back(std::move(G));
}

/// `return parent_ && parent_->isOpen();` locks in front of the statement.
void SlotWeakener::guardStatement(const SlotUse &Guarded) {
  const Surroundings &S = around(Guarded.Member);
  if (!S.Anchor || S.Conditions.empty() || S.InLoopHead || guardOf(Guarded))
    return;
  for (const Surroundings::Condition &C : S.Conditions)
    for (const SlotUse &Test : Slot.Uses) {
      if (Test.Kind != UseKind::Test || pathOf(Test) != pathOf(Guarded) ||
          !isWithin(Test.Whole, C.Test) || !decides(C.Test, Test, C.MustHold) ||
          guardOf(Test) || !isStable(Test, {S.Anchor}) ||
          mayChangeBefore({S.Anchor}, Test) ||
          mayChangeBefore({S.Anchor}, Guarded))
        continue;
      Guard G;
      G.Path = pathOf(Test);
      G.Test = &Test;
      G.Function = S.Function;
      G.Regions = {S.Anchor};
      std::optional<std::string> Name = lockBefore(Test, /*Checked=*/false);
      if (!Name)
        return;
      G.Name = *Name;
      Guards.push_back(std::move(G));
      return;
    }
}

void SlotWeakener::findGuards() {
  for (const SlotUse &Use : Slot.Uses)
    if (Use.Kind == UseKind::Test && !guardOf(Use))
      guardRegion(Use);
  for (const SlotUse &Use : Slot.Uses)
    if (Use.Kind == UseKind::Deref || Use.Kind == UseKind::Raw)
      guardStatement(Use);
}

std::string SlotWeakener::newName(const SlotUse &Use, const FunctionDecl *F) {
  std::vector<std::string> &Names = Taken[F];
  std::string Name =
      freshName(Context, F, Use.Member->getMemberDecl()->getName(), Names);
  Names.push_back(Name);
  return Name;
}

std::string SlotWeakener::lockOf(const SlotUse &Use) {
  return Out.rendered(Use.Member->getSourceRange()) + "." + Slot.Pointer->Lock +
         "()";
}

std::optional<std::string> SlotWeakener::lockBefore(const SlotUse &Use,
                                                    bool Checked) {
  const Surroundings &S = around(Use.Member);
  SourceLocation At = Use.Member->getExprLoc();
  auto Refuse = [&](const Twine &Why) {
    Out.refuse(At, Why);
    return std::nullopt;
  };
  if (!S.Anchor)
    return Refuse("its object is used where no statement can be put in front");
  bool MayChange = mayChangeBefore({S.Anchor}, Use);
  if (S.InLoopHead && (MayChange || !isStable(Use, {S.Anchor})))
    return Refuse("its object is used in the head of a loop in which it may "
                  "be changed");
  if (MayChange)
    return Refuse("it may be changed between the beginning of its statement "
                  "and here");
  std::string Path = pathOf(Use);
  bool IsPure = !StringRef(Path).contains('(');
  for (const Lock &L : Locks)
    if (L.Anchor == S.Anchor && L.Path == Path && IsPure &&
        L.IsChecked >= Checked)
      return L.Name;
  std::string Leave;
  if (Checked) {
    if (!S.Conditions.empty())
      return Refuse("its object is used in a part of an expression that need "
                    "not run");
    std::optional<std::string> Return = emptyReturn(Context, S.Function);
    if (!Return)
      return Refuse("its function has no empty value to return");
    Leave = *Return;
  }
  Lock L{S.Anchor, Path, newName(Use, S.Function), Checked};
  SourceLocation Begin = S.Anchor->getBeginLoc();
  std::string Indent = Out.indentation(Begin).str();
  std::string Deeper = Indent + Out.indentStep(Begin);
  std::string Made = "auto " + L.Name + " = " + lockOf(Use);
  // A destructor has to do the rest of its work.
  bool IsDestructor = isa<CXXDestructorDecl>(S.Function);
  bool Skips = Checked && isa<Expr>(S.Anchor) &&
               (Policy == NullPolicy::Skip || IsDestructor);
  if (Checked && IsDestructor && !Skips)
    return Refuse("a destructor uses its object in a statement that cannot be "
                  "skipped");
  if (is_contained(Skipped, S.Anchor) && !Skips)
    return Refuse("its object is used beside another that may be gone");
  if (S.NeedsBraces && isa<DeclStmt>(S.Anchor))
    return Refuse("its object is used where a variable of a switch begins");
  if (S.NeedsBraces && !is_contained(Braced, S.Anchor)) {
    Braced.push_back(S.Anchor);
    Out.addBraces(S.Anchor);
  }
  if (Skips) {
    Skipped.push_back(S.Anchor);
    Out.insertBefore(Begin, "if (" + Made + ")\n" + Deeper);
  } else {
    std::string Check =
        Checked ? "if (!" + L.Name + ")\n" + Deeper + Leave + "\n" + Indent
                : "";
    Out.insertBefore(Begin, Made + ";\n" + Indent + Check);
  }
  Locks.push_back(L);
  return L.Name;
}

void SlotWeakener::rewriteTest(const SlotUse &Use) {
  std::string Path = Out.rendered(Use.Member->getSourceRange());
  const Family &Pointer = *Slot.Pointer;
  std::string Text;
  if (!Pointer.Expired.empty())
    Text = (Use.Negated ? "" : "!") + Path + "." + Pointer.Expired + "()";
  else if (Use.Negated)
    Text = "!" + Path + "." + Pointer.Lock + "()";
  else
    Text = "static_cast<bool>(" + Path + "." + Pointer.Lock + "())";
  Out.replace(Use.Whole->getSourceRange(), Text);
}

void SlotWeakener::rewriteDeref(const SlotUse &Use) {
  if (Policy == NullPolicy::Throw) {
    PrintingPolicy Printing(Context.getLangOpts());
    Printing.SuppressTagKeyword = true;
    frontend::compat::suppressInlineNamespaces(Printing);
    frontend::compat::printAsCanonical(Printing);
    QualType Strong =
        Use.Member->getMemberDecl()->getType().getUnqualifiedType();
    Out.replace(Use.Member->getSourceRange(),
                Strong.getCanonicalType().getAsString(Printing) + "(" +
                    Out.rendered(Use.Member->getSourceRange()) + ")");
    return;
  }
  const Surroundings &S = around(Use.Member);
  const Expr *Part = S.Conditions.empty() ? nullptr : S.Conditions.front().Part;
  std::optional<std::string> Name = lockBefore(Use, /*Checked=*/!Part);
  if (!Name)
    return;
  Out.replace(Use.Member->getSourceRange(), *Name);
  if (Part && Tested.insert({Part, *Name}).second)
    Out.testInPart(Part, S.Conditions.front().MustHold, *Name);
}

void SlotWeakener::rewriteRaw(const SlotUse &Use) {
  const Expr *Child = nullptr;
  const auto *Compared =
      meaningfulParent(Context, Use.Whole, Child).get<BinaryOperator>();
  if (Compared && Compared->isEqualityOp()) {
    Out.replace(Use.Member->getSourceRange(), lockOf(Use));
    return;
  }
  if (std::optional<std::string> Name = lockBefore(Use, /*Checked=*/false))
    Out.replace(Use.Member->getSourceRange(), *Name);
}

/// `const T &f() const` becomes `T f() const`.
void SlotWeakener::giveValue(const SlotUse &Use) {
  const FunctionDecl *F = around(Use.Member).Function;
  SourceRange Range = F ? F->getReturnTypeSourceRange() : SourceRange();
  if (Range.isInvalid())
    return Out.refuse(Use.Member->getExprLoc(), "it is given out by reference");
  // Whether `const` in front belongs to the range depends on Clang's version.
  const SourceManager &SM = Context.getSourceManager();
  StringRef Type = Out.text(Range);
  StringRef Before = SM.getBufferData(SM.getFileID(Range.getBegin()))
                         .take_front(SM.getFileOffset(Range.getBegin()))
                         .rtrim();
  if (!Type.starts_with("const ") && Before.ends_with("const"))
    Range.setBegin(Range.getBegin().getLocWithOffset(
        -static_cast<int>(SM.getFileOffset(Range.getBegin()) -
                          (Before.size() - strlen("const")))));
  StringRef Whole = Out.text(Range);
  if (!Whole.consume_front("const ") || !Whole.consume_back("&") ||
      Range.getBegin().isMacroID())
    return Out.refuse(Use.Member->getExprLoc(), "it is given out by reference");
  bool IsApart =
      isWhitespace(*SM.getCharacterData(Range.getEnd().getLocWithOffset(1)));
  Out.replace(Range, Whole.trim() + (IsApart ? "" : " "));
  Out.replace(Use.Member->getSourceRange(), lockOf(Use));
}

void SlotWeakener::rewrite(const SlotUse &Use) {
  const Guard *G = Use.Member ? guardOf(Use) : nullptr;
  if (G && G->Test == &Use &&
      !is_contained(G->Regions, around(Use.Member).Anchor))
    return; // The lock stands there already.
  if (G) {
    if (Use.Kind == UseKind::Test)
      Out.replace(Use.Whole->getSourceRange(),
                  (Use.Negated ? "!" : "") + G->Name);
    else
      Out.replace(Use.Member->getSourceRange(), G->Name);
    return;
  }
  switch (Use.Kind) {
  case UseKind::Keep:
    return;
  case UseKind::EraseNull:
    return Out.replace(Use.Whole->getSourceRange(), "");
  case UseKind::WriteNull:
    if (!Use.Member)
      return Out.replace(Use.Whole->getSourceRange(), "{}");
    return Out.replace(Use.Whole->getSourceRange(),
                       Out.rendered(Use.Member->getSourceRange()) + "." +
                           Slot.Pointer->Reset + "()");
  case UseKind::Test:
    return rewriteTest(Use);
  case UseKind::Deref:
    return rewriteDeref(Use);
  case UseKind::Raw:
    return rewriteRaw(Use);
  case UseKind::GiveOut:
    return giveValue(Use);
  case UseKind::Read:
    return Out.replace(Use.Member->getSourceRange(), lockOf(Use));
  }
}

void SlotWeakener::run() {
  if (Slot.Declarations.empty() || Out.isRefused())
    return;
  weakenDeclaration();
  findGuards();
  for (const SlotUse &Use : Slot.Uses)
    rewrite(Use);
}

} // namespace weakspot::fixes

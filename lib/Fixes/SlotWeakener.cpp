//===- SlotWeakener.cpp - A member becomes weak ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/SlotWeakener.h"
#include "Fixes/Parts.h"
#include "Fixes/UseClassifier.h"
#include "Frontend/Compat.h"
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

std::string SlotWeakener::newName(const SlotUse &Use, const FunctionDecl *F) {
  std::vector<std::string> &Names = Taken[F];
  std::string Wanted = Slot.isOfElements() ? elementName() : nameOf(Use).str();
  std::string Name = freshName(Context, F, Wanted, Names);
  Names.push_back(Name);
  return Name;
}

/// What stands in front of `.lock()`: of `*it`, that is `(*it)`.
static std::string asObject(const std::string &Text) {
  return StringRef(Text).starts_with("*") ? "(" + Text + ")" : Text;
}

std::string SlotWeakener::objectText(const SlotUse &Use) const {
  return asObject(Out.rendered(Use.Member->getSourceRange()));
}

std::string SlotWeakener::lockOf(const SlotUse &Use) const {
  return objectText(Use) + "." + Slot.Pointer->Lock + "()";
}

/// A lock where the statement begins. The path to the member may lead through
/// a pointer that is only tested in the statement.
std::optional<std::string> SlotWeakener::lockInFront(const SlotUse &Use) {
  const Expr *Pointer = pointerTo(Use.Member);
  const Surroundings &S = around(Use.Member);
  if (S.Conditions.empty() || isSafeAnywhere(Use.Member) ||
      isFollowedAnyway(*Use.Member, Pointer, S))
    return lockOf(Use);
  if (!Pointer || !isSafeAnywhere(Pointer))
    return std::nullopt;
  StringRef Text = Out.text(Pointer->getSourceRange());
  StringRef Name = Text;
  Name.consume_front("this->");
  if (none_of(S.Conditions, [&](const Surroundings::Condition &C) {
        return saysNotNull(C, Name, Out);
      }))
    return std::nullopt;
  // The pointer may be the member too, and be locked by now.
  return Out.rendered(Pointer->getSourceRange()) + " ? " + lockOf(Use) +
         " : nullptr";
}

/// Whether the same member, or one of what the pointer points to, is asked for
/// wherever the statement is executed.
bool SlotWeakener::isFollowedAnyway(const Expr &Member, const Expr *Pointer,
                                    const Surroundings &S) {
  auto IsSame = [&](const Expr *A, const Expr *B) {
    return A && B &&
           Out.text(A->getSourceRange()) == Out.text(B->getSourceRange());
  };
  return any_of(Slot.Uses, [&](const SlotUse &Other) {
    if (!Other.Member || (!IsSame(Other.Member, &Member) &&
                          !IsSame(pointerTo(Other.Member), Pointer)))
      return false;
    const Surroundings &There = around(Other.Member);
    return There.Anchor == S.Anchor && There.Conditions.empty();
  });
}

ArrayRef<const Stmt *> SlotWeakener::statementsBehind(const Stmt *S) {
  DynTypedNodeList Parents =
      Context.getParentMapContext().getParents(DynTypedNode::create(*S));
  const auto *Block =
      Parents.empty() ? nullptr : Parents[0].get<CompoundStmt>();
  if (!Block)
    return {};
  ArrayRef<const Stmt *> All(Block->body_begin(), Block->size());
  const auto *It = find(All, S);
  return It == All.end() ? ArrayRef<const Stmt *>()
                         : All.drop_front(It - All.begin() + 1);
}

std::optional<std::string> SlotWeakener::lockBefore(const SlotUse &Use,
                                                    bool Checked) {
  const Surroundings &S = around(Use.Member);
  auto Cannot = [&](const char *Why) {
    Obstacle = Why;
    return std::nullopt;
  };
  if (!S.Anchor)
    return Cannot("its object is used where no statement can be put in front");
  const Expr *InHead = headToMove(Use);
  const Stmt *From = InHead ? InHead : S.Anchor;
  if (S.InLoopHead && !InHead &&
      (mayChangeBefore({From}, Use) || !isStable(Use, {From})))
    return Cannot("its object is used in the head of a loop in which it may "
                  "be changed");
  if (mayChangeBefore({From}, Use) || mayMoveBefore({From}, Use))
    return Cannot("it may be changed between the beginning of its statement "
                  "and here");
  std::string Path = pathOf(Use);
  bool IsPure = !StringRef(Path).contains('(');
  for (const Lock &L : Locks)
    if (L.Path == Path && L.Function == S.Function && L.IsChecked >= Checked &&
        (L.Regions.front() == From ? IsPure : isSame(L.Regions, Use)))
      return L.Name;
  std::optional<std::string> Locked = lockInFront(Use);
  if (!Locked)
    return Cannot("the way to it may be there only in a part of its "
                  "statement");
  std::string Leave;
  if (Checked) {
    if (!S.Conditions.empty())
      return Cannot("its object is used in a part of an expression that need "
                    "not run");
    std::optional<std::string> Return = nextElement(Use);
    if (!Return)
      Return = emptyReturn(Context, S.Function);
    if (!Return)
      return Cannot("its function has no empty value to return");
    Leave = *Return;
  }
  // A destructor has to do the rest of its work.
  bool IsDestructor = isa<CXXDestructorDecl>(S.Function);
  bool Skips =
      Checked && isa<Expr>(S.Anchor) &&
      (Policy == NullPolicy::Skip || IsDestructor || Slot.isOfElements());
  if (!InHead) {
    if (Checked && IsDestructor && !Skips)
      return Cannot("a destructor uses its object in a statement that cannot "
                    "be skipped");
    if (is_contained(Skipped, S.Anchor) && !Skips)
      return Cannot("its object is used beside another that may be gone");
    if (S.NeedsBraces && isa<DeclStmt>(S.Anchor))
      return Cannot("its object is used where a variable of a switch begins");
  }
  Lock L{{From}, S.Function, Path, newName(Use, S.Function), Checked};
  std::string Made = "auto " + L.Name + " = " + *Locked;
  if (InHead) {
    L.Regions.push_back(bodyOf(S.Anchor));
    Head &H = headOf(S.Anchor, InHead);
    H.Lines.push_back(Made + ";");
    if (Checked)
      H.Lines.push_back("if (!" + L.Name + ") " + Leave);
    Locks.push_back(L);
    return L.Name;
  }
  SourceLocation Begin = S.Anchor->getBeginLoc();
  std::string Break = Out.breakIn(S.Anchor);
  if (S.NeedsBraces) {
    auto [It, IsNew] = Braced.try_emplace(S.Anchor, Break);
    if (IsNew)
      It->second += Out.addBraces(S.Anchor);
    Break = It->second;
  }
  std::string Deeper = Break == " " ? Break : Break + Out.indentStep(Begin);
  if (Skips) {
    Skipped.push_back(S.Anchor);
    Out.insertBefore(Begin, "if (" + Made + ")" + Deeper);
  } else {
    std::string Check =
        Checked ? "if (!" + L.Name + ")" + Deeper + Leave + Break : "";
    Out.insertBefore(Begin, Made + ";" + Break + Check);
    if (!S.NeedsBraces)
      append_range(L.Regions, statementsBehind(S.Anchor));
  }
  Locks.push_back(L);
  return L.Name;
}

void SlotWeakener::rewriteTest(const SlotUse &Use) {
  std::string Path = objectText(Use);
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

/// An access that throws where the object is gone.
void SlotWeakener::rewriteThrowing(const SlotUse &Use) {
  const FunctionDecl *F = enclosingFunction(Context, Use.Member);
  std::string Weak = Out.rendered(Use.Member->getSourceRange()), Strong;
  if (F && F->isTemplateInstantiation()) {
    // The type of this instance is not that of the others.
    Strong = "decltype(" + lockOf(Use) + ")";
  } else {
    const Decl *Inside = F;
    if (!Inside)
      Inside = Slot.Declarations.front();
    Strong = strongText(Context, *Slot.Pointer, Use.Member->getType(), Inside);
  }
  Out.replace(Use.Member->getSourceRange(), Strong + "(" + Weak + ")");
}

void SlotWeakener::rewriteDeref(const SlotUse &Use) {
  if (Policy == NullPolicy::Throw)
    return rewriteThrowing(Use);
  const Surroundings &S = around(Use.Member);
  PartTest Part(Context, S.Conditions.empty() ? Surroundings::Condition()
                                              : S.Conditions.front());
  std::optional<std::string> Name =
      lockBefore(Use, /*Checked=*/!Part.isPossible());
  if (!Name && Slot.Pointer->Throws &&
      mayThrow(Context, enclosingFunction(Context, Use.Member))) {
    Throws = true;
    return rewriteThrowing(Use);
  }
  if (!Name)
    return Out.refuse(Use.Member->getExprLoc(), Obstacle);
  Out.replace(Use.Member->getSourceRange(), *Name);
  if (Part.isPossible() &&
      Tested.insert({S.Conditions.front().Part, *Name}).second)
    Part.apply(Out, *Name);
}

/// `std::exchange(parent_, nullptr)` becomes `std::exchange(parent_,
/// {}).lock()`.
void SlotWeakener::rewriteExchange(const SlotUse &Use) {
  const auto *Call = cast<CallExpr>(Use.Whole);
  if (Call->getType()->isVoidType())
    return;
  for (const Expr *Given : Call->arguments())
    if (UseClassifier::isNull(Given))
      Out.replace(Given->getSourceRange(), "{}");
  Out.insertAfter(Call->getRParenLoc(), "." + Slot.Pointer->Lock + "()");
}

/// `const T &f() const` becomes `T f() const`.
bool SlotWeakener::giveValue(const FunctionDecl *F) {
  SourceRange Range =
      F ? asWritten(F)->getReturnTypeSourceRange() : SourceRange();
  if (Range.isInvalid())
    return false;
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
    return false;
  bool IsApart =
      isWhitespace(*SM.getCharacterData(Range.getEnd().getLocWithOffset(1)));
  Out.replace(Range, Whole.trim() + (IsApart ? "" : " "));
  return true;
}

void SlotWeakener::rewrite(const SlotUse &Use) {
  const Guard *G = Use.Member ? guardOf(Use) : nullptr;
  if (G && G->Test == &Use && G->IsMadeByTest)
    return;
  if (G) {
    if (keptIn(Use))
      return rewriteRaw(Use, G->Name);
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
                       objectText(Use) + "." + Slot.Pointer->Reset + "()");
  case UseKind::Test:
    return rewriteTest(Use);
  case UseKind::Deref:
    return rewriteDeref(Use);
  case UseKind::Exchange:
    return rewriteExchange(Use);
  case UseKind::Refill:
    return Out.refuse(Use.Whole->getExprLoc(),
                      "it is given an object by 'new', which nothing else "
                      "would own");
  case UseKind::Raw:
    return rewriteRaw(Use, lockOf(Use));
  case UseKind::GiveOut:
    if (!giveValue(around(Use.Member).Function))
      return Out.refuse(Use.Member->getExprLoc(),
                        "it is given out by reference");
    return Out.replace(Use.Member->getSourceRange(), lockOf(Use));
  case UseKind::Read:
    return Out.replace(Use.Member->getSourceRange(), lockOf(Use));
  }
}

void SlotWeakener::run() {
  if (Slot.Declarations.empty() || Out.isRefused())
    return;
  weakenDeclaration();
  for (const BoundElement &Bound : Slot.Bound)
    lockBound(Bound);
  for (const VarDecl *Var : Slot.Iterators)
    weakenIterator(*Var);
  findGuards();
  for (const SlotUse &Use : Slot.Uses)
    rewrite(Use);
  for (const ElementSearch &Search : Slot.Searches)
    rewriteSearch(Search);
  for (const WholeCopy &Copy : Slot.Copies)
    copyElements(Copy);
  for (const DeclStmt *View : Slot.Views)
    checkView(View);
  for (const Head &H : Heads)
    moveHead(H);
}

} // namespace weakspot::fixes

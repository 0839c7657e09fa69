//===- SlotWeakener.cpp - A member becomes weak ---------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/SlotWeakener.h"
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
  const Expr *InHead = headToMove(Use);
  const Stmt *From = InHead ? InHead : S.Anchor;
  if (S.InLoopHead && !InHead &&
      (mayChangeBefore({From}, Use) || !isStable(Use, {From})))
    return Refuse("its object is used in the head of a loop in which it may "
                  "be changed");
  if (mayChangeBefore({From}, Use) || mayMoveBefore({From}, Use))
    return Refuse("it may be changed between the beginning of its statement "
                  "and here");
  std::string Path = pathOf(Use);
  bool IsPure = !StringRef(Path).contains('(');
  for (const Lock &L : Locks)
    if (L.Path == Path && L.Function == S.Function && L.IsChecked >= Checked &&
        (L.Regions.front() == From ? IsPure : isSame(L.Regions, Use)))
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
  Lock L{{From}, S.Function, Path, newName(Use, S.Function), Checked};
  if (InHead) {
    L.Regions.push_back(bodyOf(S.Anchor));
    Head &H = headOf(S.Anchor, InHead);
    H.Lines.push_back("auto " + L.Name + " = " + lockOf(Use) + ";");
    if (Checked)
      H.Lines.push_back("if (!" + L.Name + ") " + Leave);
    Locks.push_back(L);
    return L.Name;
  }
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
  if (G && G->Test == &Use && G->IsMadeByTest)
    return;
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
  for (const Head &H : Heads)
    moveHead(H);
}

} // namespace weakspot::fixes

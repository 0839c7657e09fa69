//===- SlotElements.cpp - Elements of a collection become weak ------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/SlotWeakener.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// After the class: an index or an iterator says nothing of what it is.
std::string SlotWeakener::elementName() const {
  std::string Pointee =
      pointeeText(Context, Slot.Owner, Context.getTranslationUnitDecl());
  StringRef Name = StringRef(Pointee).split('<').first.rsplit(' ').second;
  if (Name.empty())
    Name = StringRef(Pointee).split('<').first;
  if (size_t At = Name.rfind(':'); At != StringRef::npos)
    Name = Name.drop_front(At + 1);
  if (Name.empty() || !isAlpha(Name[0]))
    return "element_";
  return std::string(1, toLower(Name[0])) + Name.drop_front().str() + "_";
}

std::optional<std::string> SlotWeakener::nextElement(const SlotUse &Use) {
  if (!Slot.isOfElements())
    return std::nullopt;
  const Surroundings &S = around(Use.Member);
  if (!S.Anchor)
    return std::nullopt;
  DynTypedNode N = DynTypedNode::create(*S.Anchor);
  for (;;) {
    DynTypedNodeList Up = Context.getParentMapContext().getParents(N);
    if (Up.empty() || Up[0].get<Decl>() || Up[0].get<LambdaExpr>())
      return std::nullopt;
    N = Up[0];
    if (N.get<CXXForRangeStmt>())
      return "continue;";
    if (const auto *For = N.get<ForStmt>())
      return For->getInc() ? std::optional<std::string>("continue;")
                           : std::nullopt;
    if (N.get<WhileStmt>() || N.get<DoStmt>())
      return std::nullopt;
  }
}

/// Where the type of a loop's variable or a closure's parameter is spelled.
bool SlotWeakener::weakenType(const VarDecl &Var) {
  TypeLoc Written = Var.getTypeSourceInfo()->getTypeLoc();
  if (auto Reference = Written.getAs<ReferenceTypeLoc>())
    Written = Reference.getPointeeLoc();
  Written = Written.getUnqualifiedLoc();
  if (Written.getType()->getContainedAutoType() ||
      Written.getType()->isTemplateTypeParmType())
    return true;
  std::string Weak = weakOwnerText(Out.text(Written.getSourceRange()));
  if (Weak.empty() && isa<ParmVarDecl>(Var) &&
      !Context.getLangOpts().CPlusPlus14)
    return false;
  if (Weak.empty())
    Weak = "auto";
  Out.replace(Written.getSourceRange(), Weak);
  return true;
}

/// `std::vector<P>::iterator it = xs_.begin()` becomes `auto it = xs_.begin()`.
void SlotWeakener::weakenIterator(const VarDecl &Var) {
  TypeLoc Written = Var.getTypeSourceInfo()->getTypeLoc().getUnqualifiedLoc();
  SourceRange Range = Written.getSourceRange();
  const Expr *Init = Var.getInit();
  if (!Init || Init->getSourceRange().isInvalid() || Range.isInvalid() ||
      Range.getBegin().isMacroID())
    return Out.refuse(Var.getLocation(),
                      "an iterator has the type of those of the old elements");
  // Of two in one declaration, the type is that of both.
  if (Iterators.insert(Range.getBegin()).second)
    Out.replace(Range, "auto");
}

/// `for (const auto &child : children_) {` becomes `for (const auto &weakChild
/// : children_) { auto child = weakChild.lock(); if (!child) continue;`.
void SlotWeakener::lockBound(const BoundElement &Bound) {
  const FunctionDecl *F = enclosingFunction(Context, Bound.Body);
  SourceLocation At = Bound.Var->getLocation();
  if (!F || At.isMacroID() || Bound.Body->getBeginLoc().isMacroID())
    return Out.refuse(At, "its elements are used where nothing can be put in "
                          "front");
  std::string Name = Bound.Var->getNameAsString();
  std::string Wanted =
      "weak" + std::string(1, toUpper(Name[0])) + Name.substr(1) + "_";
  std::string Weak = freshName(Context, F, Wanted, Taken[F]);
  Taken[F].push_back(Weak);
  const auto *Var = dyn_cast<VarDecl>(Bound.Var);
  if (Var && !weakenType(*Var))
    return Out.refuse(At, "its elements' type is an alias");
  Out.replace(SourceRange(At, At), Weak);
  bool Throwing =
      Policy == NullPolicy::Throw && Slot.Pointer->Throws && !Bound.IsTested;
  std::string Locked = Weak + "." + Slot.Pointer->Lock + "()";
  if (Throwing)
    Locked = "decltype(" + Locked + ")(" + Weak + ")";
  std::string Made = "auto " + Name + " = " + Locked + ";", Leave;
  if (!Bound.IsTested && !Throwing) {
    std::optional<std::string> Return =
        Bound.IsClosure ? emptyReturn(Context, F)
                        : std::optional<std::string>("continue;");
    if (!Return)
      return Out.refuse(At, "a closure that takes its elements has no empty "
                            "value to return");
    Leave = *Return;
  }
  const Stmt *First = Bound.Body;
  std::string Break;
  if (const auto *Block = dyn_cast<CompoundStmt>(Bound.Body)) {
    if (Block->body_empty())
      return;
    First = Block->body_front();
    Break = Out.breakIn(First);
  } else {
    Break = Out.breakIn(First);
    Break += Out.addBraces(First);
  }
  std::string Deeper =
      Break == " " ? Break : Break + Out.indentStep(First->getBeginLoc());
  std::string Check =
      Leave.empty() ? "" : "if (!" + Name + ")" + Deeper + Leave + Break;
  Out.insertBefore(First->getBeginLoc(), Made + Break + Check);
}

/// `std::find(b, e, p)` becomes `std::find_if(b, e, [&](const auto &weak) {
/// return weak.lock() == p; })`.
void SlotWeakener::rewriteSearch(const ElementSearch &Search) {
  const Expr *Callee = Search.Call->getCallee()->IgnoreParenImpCasts();
  SourceLocation Name;
  if (const auto *Member = dyn_cast<MemberExpr>(Callee))
    Name = Member->getMemberLoc();
  else if (const auto *Ref = dyn_cast<DeclRefExpr>(Callee))
    Name = Ref->getNameInfo().getLoc();
  SourceRange Value = Search.Value->getSourceRange();
  if (Name.isInvalid() || Name.isMacroID() || Value.isInvalid() ||
      !Context.getLangOpts().CPlusPlus14)
    return Out.refuse(Search.Call->getExprLoc(),
                      "one of its elements is looked for by its value");
  if (const auto *Ref =
          dyn_cast<DeclRefExpr>(Search.Value->IgnoreUnlessSpelledInSource());
      !Ref)
    return Out.refuse(Search.Value->getExprLoc(),
                      "one of its elements is looked for by a value that is "
                      "made there");
  Out.insertAfter(Name, "_if");
  const FunctionDecl *F = enclosingFunction(Context, Search.Call);
  std::string Weak = freshName(Context, F, "weak_", Taken[F]);
  Out.replace(Value, "[&](const auto &" + Weak + ") { return " + Weak + "." +
                         Slot.Pointer->Lock + "() == " + Out.rendered(Value) +
                         "; }");
}

} // namespace weakspot::fixes

//===- SlotHeads.cpp - Locks that are taken in each turn of a loop --------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/SlotWeakener.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

namespace {
struct LoopParts {
  const Expr *Condition = nullptr; ///< Null where it has to stay.
  const Stmt *Body = nullptr;
};
} // namespace

static LoopParts partsOf(const Stmt *Loop) {
  if (const auto *While = dyn_cast_or_null<WhileStmt>(Loop))
    return {While->hasVarStorage() ? nullptr : While->getCond(),
            While->getBody()};
  if (const auto *For = dyn_cast_or_null<ForStmt>(Loop))
    return {For->getConditionVariable() ? nullptr : For->getCond(),
            For->getBody()};
  // What goes on to the next turn of a `do` goes to its end.
  return {};
}

const Expr *SlotWeakener::headToMove(const SlotUse &Use) {
  const Surroundings &S = around(Use.Member);
  if (!S.InLoopHead || !S.Anchor)
    return nullptr;
  LoopParts Parts = partsOf(S.Anchor);
  if (!Parts.Condition || !isWithin(Use.Member, Parts.Condition) ||
      !isa<CompoundStmt>(Parts.Body))
    return nullptr;
  bool InFront = !mayChangeBefore({S.Anchor}, Use) && isStable(Use, {S.Anchor});
  return InFront ? nullptr : Parts.Condition;
}

const Stmt *SlotWeakener::bodyOf(const Stmt *Loop) {
  return partsOf(Loop).Body;
}

SlotWeakener::Head &SlotWeakener::headOf(const Stmt *Loop,
                                         const Expr *Condition) {
  for (Head &H : Heads)
    if (H.Loop == Loop)
      return H;
  return Heads.emplace_back(Head{Loop, Condition, {}});
}

/// `while (at->parent && at->parent->isOpen()) {` becomes `while (true) {`, and
/// what leaves the loop stands behind.
void SlotWeakener::moveHead(const Head &H) {
  const auto *Body = cast<CompoundStmt>(partsOf(H.Loop).Body);
  SourceRange Range = H.Condition->getSourceRange();
  std::string Condition = Out.rendered(Range);
  SourceLocation Begin = H.Loop->getBeginLoc();
  std::string Step = Out.indentStep(Begin);
  std::string Break = "\n" + Out.indentation(Begin).str() + Step;
  std::string Text;
  for (const std::string &Line : H.Lines)
    Text += Break + Line;
  Text += Break + "if (!(" + Condition + "))" + Break + Step + "break;";
  Out.replace(Range, isa<WhileStmt>(H.Loop) ? "true" : "");
  Out.insertAfter(Body->getLBracLoc(), Text);
}

} // namespace weakspot::fixes

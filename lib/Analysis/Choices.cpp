//===- Choices.cpp - What loops decide by what is not known -----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A loop that asks each element for something that is not known, a name or a
// state, looks for one: whether it is there is no free choice, as the outcome
// of an operation is; nor is which element a key means. A ring that stands on
// some ways only, and is cut where such a choice went another, is not told.
//
//===----------------------------------------------------------------------===//
#include "Analysis/FunctionSolver.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

void FunctionSolver::findLoops() {
  auto TargetsOf = [&](uint32_t B) -> const auto & {
    return F.blocks()[B].Instrs.back().Targets;
  };
  Heads.resize(F.blocks().size());
  SmallVector<std::pair<uint32_t, uint32_t>, 4> Backward;
  for (ir::BlockId B : ByOrder)
    for (ir::BlockId To : TargetsOf(ir::index(B)))
      if (Order[ir::index(To)] <= Order[ir::index(B)]) {
        Heads.set(ir::index(To));
        Backward.push_back({ir::index(B), ir::index(To)});
      }
  Inside.resize(F.blocks().size());
  if (Backward.empty())
    return;
  std::vector<SmallVector<uint32_t, 2>> Before(F.blocks().size());
  for (ir::BlockId B : ByOrder)
    for (ir::BlockId To : TargetsOf(ir::index(B)))
      Before[ir::index(To)].push_back(ir::index(B));
  for (auto [Last, Head] : Backward) {
    SmallVector<uint32_t, 8> Work{Last};
    BitVector Seen(F.blocks().size());
    Seen.set(Head);
    while (!Work.empty()) {
      uint32_t B = Work.pop_back_val();
      if (Seen.test(B))
        continue;
      Seen.set(B);
      append_range(Work, Before[B]);
    }
    Inside |= Seen;
  }
}

/// Whether it asks for no more than whether something is there, which is no
/// question to an element.
bool FunctionSolver::isAboutNull(Value V, unsigned Level) const {
  if (V.K != Value::Unknown || V.Data == 0 || Level > 8 ||
      symbolKind(static_cast<uint64_t>(V.Data)) != SymbolKind::Derived)
    return false;
  const Expr &E = A.expr(symbolId(static_cast<uint64_t>(V.Data)));
  if (E.Op == Expr::Not)
    return isAboutNull(E.X, Level + 1);
  return E.X.K == Value::Null || E.Y.K == Value::Null ||
         isAboutNull(E.X, Level + 1) || isAboutNull(E.Y, Level + 1);
}

bool FunctionSolver::isChoice(ir::BlockId From, Value Condition) const {
  return InLoop && Condition.K == Value::Unknown &&
         (Heads.test(ir::index(From)) || !isAboutNull(Condition));
}

/// Which way a callee goes is decided by what it asks of what it is given.
bool FunctionSolver::isChosen(ArrayRef<const Disjunct *> Ways) const {
  return InLoop && Ways.size() > 1 && any_of(Ways, [](const Disjunct *D) {
           return !D->SymbolFacts.empty() || !D->Ranges.empty();
         });
}

uint64_t FunctionSolver::forkOfCallee(uint64_t Fork) const {
  return CallNo * 0x9e3779b97f4a7c15ULL + Fork;
}

static bool tookOther(const State &S, Choice C) {
  return any_of(concat<const Choice>(S.Choices, S.Parted), [&](Choice Taken) {
    return Taken.Fork == C.Fork && Taken.Way != C.Way;
  });
}

/// Whether both lead through the same slots of the same classes, wherever they
/// begin.
static bool isAlike(const Ring &X, const Ring &Y) {
  auto StepsOf = [](const Ring &R) {
    SmallVector<std::pair<uint32_t, uint32_t>, 4> Steps;
    for (const RingStep &S : R.Steps)
      Steps.push_back({index(S.From), index(S.Slot)});
    llvm::sort(Steps);
    return Steps;
  };
  return X.Steps.size() == Y.Steps.size() && StepsOf(X) == StepsOf(Y);
}

void FunctionSolver::dropOpened(std::vector<std::vector<Ring>> &Rings,
                                ArrayRef<const State *> Ends) const {
  std::vector<std::vector<bool>> Opened;
  for (auto [Seen, End] : zip_equal(Rings, Ends)) {
    std::vector<bool> &Drop = Opened.emplace_back();
    for (const Ring &R : Seen) {
      auto IsOpenedAt = [&](Choice C) {
        if (C.At < R.After)
          return false;
        for (auto [Other, Others] : zip_equal(Ends, Rings))
          if (tookOther(*Other, C) &&
              none_of(Others, [&](const Ring &O) { return isAlike(R, O); }))
            return true;
        return false;
      };
      Drop.push_back(
          any_of(concat<const Choice>(End->Choices, End->Parted), IsOpenedAt));
    }
  }
  for (auto [Seen, Drop] : zip_equal(Rings, Opened)) {
    size_t No = 0;
    erase_if(Seen, [&](const Ring &) { return Drop[No++]; });
  }
}

} // namespace weakspot::analysis

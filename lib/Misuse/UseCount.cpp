//===- UseCount.cpp - use-count-logic ---------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A branch that a strong pointer's count decides, or an answer that is given to
// nobody in view. A branch of which one way ends the program or throws is an
// assertion, and that a count is zero stays true once it is: both are silent.
//
//===----------------------------------------------------------------------===//
#include "Misuse/Bodies.h"
#include "Misuse/Families.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::misuse {

using ir::Opcode;
using ir::TypeKind;

namespace {

class UseCount : public Check {
public:
  using Check::Check;

  void begin(const Program &P, const CallGraph &G) override;
  void before(const PathView &V, const ir::Instr &I, State &S) override;

private:
  const ir::Instr *countBehind(const PathView &V, ir::Reg R, bool &WithZero,
                               unsigned Level = 0) const;
  void reportDecision(const PathView &V, NodeNo Owner, const std::string &Who);
  void reportAnswer(const Program &P, const Body &B);

  DenseSet<uint32_t> Answers; ///< Functions that say whether a count is so.
};

} // namespace

/// What is put into a local variable, if that is done once; else null.
static const ir::Instr *storedOnce(const PathView &V, ir::Reg Cell) {
  const ir::Instr *Def = V.definition(Cell);
  if (!Def || Def->Op != Opcode::Local)
    return nullptr;
  const ir::Instr *Found = nullptr;
  for (const ir::Block &B : V.body().blocks())
    for (const ir::Instr &I : B.Instrs) {
      if (I.Args.empty() || I.Args[0].R != Cell || I.Op == Opcode::Load ||
          I.Op == Opcode::Drop)
        continue;
      if (I.Op != Opcode::Store || Found)
        return nullptr;
      Found = &I;
    }
  return Found;
}

/// The use_count that decides a condition, if one does.
const ir::Instr *UseCount::countBehind(const PathView &V, ir::Reg R,
                                       bool &WithZero, unsigned Level) const {
  const ir::Instr *Def = V.definition(R);
  if (!Def || Level > 4)
    return nullptr;
  switch (Def->Op) {
  case Opcode::UseCount:
    return Def;
  case Opcode::Const:
    WithZero |= static_cast<ir::ConstKind>(Def->Sub) == ir::ConstKind::Int &&
                Def->Int == 0;
    return nullptr;
  case Opcode::Load:
    if (const ir::Instr *Store = storedOnce(V, Def->Args[0].R))
      return countBehind(V, Store->Args[1].R, WithZero, Level + 1);
    return nullptr;
  case Opcode::Not:
  case Opcode::Cmp:
  case Opcode::Sub: {
    const ir::Instr *Found = nullptr;
    for (const ir::Operand &O : Def->Args)
      if (const ir::Instr *Count = countBehind(V, O.R, WithZero, Level + 1))
        Found = Count;
    return Found;
  }
  default:
    return nullptr;
  }
}

/// What a function of one block returns, or the opposite of; null for others.
static const ir::Instr *answerOf(const Body &B) {
  const ir::Function &F = *B.info().Body;
  if (F.blocks().size() != 1)
    return nullptr;
  const ir::Instr &Last = F.blocks().front().Instrs.back();
  if (Last.Op != Opcode::Return || Last.Args.empty())
    return nullptr;
  const ir::Instr *Def = B.definition(Last.Args[0].R);
  while (Def && Def->Op == Opcode::Not)
    Def = B.definition(Def->Args[0].R);
  return Def;
}

/// The use_count that is compared with another number than zero.
static const ir::Instr *countIn(const Body &B, const ir::Instr &Compared) {
  const ir::Instr *Count = nullptr;
  for (const ir::Operand &O : Compared.Args) {
    const ir::Instr *Side = B.definition(O.R);
    if (Side && Side->Op == Opcode::Const && Side->Int == 0)
      return nullptr;
    if (Side && Side->Op == Opcode::UseCount)
      Count = Side;
  }
  return Count;
}

/// Whether nothing that the IR knows of is done from One on before Other is
/// reached, as where something is logged.
static bool onlySaysSo(const ir::Function &F, ir::BlockId One,
                       ir::BlockId Other) {
  constexpr unsigned Enough = 8;
  for (unsigned Step = 0; One != Other; ++Step) {
    const std::vector<ir::Instr> &Instrs = F.blocks()[ir::index(One)].Instrs;
    bool Says = all_of(drop_end(Instrs), [](const ir::Instr &I) {
      return I.Op == Opcode::UseCount || I.Op == Opcode::Const ||
             I.Op == Opcode::Unknown || I.Op == Opcode::Cmp ||
             I.Op == Opcode::Field || I.Op == Opcode::Load;
    });
    ArrayRef<ir::BlockId> Next = Instrs.back().Targets;
    if (!Says || Next.empty() || Instrs.back().Op == Opcode::Branch ||
        Step == Enough)
      return false;
    One = Next.front();
  }
  return true;
}

static bool isOfClosure(const Program &P, FuncNo F) {
  RecordNo In = P.function(F).Parent;
  return In != RecordNo::None && (P.record(In).Flags & ir::RF_Closure);
}

void UseCount::begin(const Program &P, const CallGraph &G) {
  Answers.clear();
  SmallVector<std::pair<FuncNo, FuncNo>, 8> HandOn;
  forEachBody(P, ir::opSet({Opcode::Cmp, Opcode::Call}), [&](const Body &B) {
    const ir::Instr *Answer = answerOf(B);
    if (Answer && Answer->Op == Opcode::Call)
      HandOn.push_back({B.number(), B.callee(*Answer)});
    if (!Answer || Answer->Op != Opcode::Cmp || !countIn(B, *Answer))
      return;
    Answers.insert(index(B.number()));
    if (G.callers(B.number()).empty() && !isOfClosure(P, B.number()))
      reportAnswer(P, B);
  });
  for (size_t Known = 0; Known != Answers.size();) {
    Known = Answers.size();
    for (auto [F, Callee] : HandOn)
      if (Answers.contains(index(Callee)))
        Answers.insert(index(F));
  }
}

/// Who acts on it is not in view.
void UseCount::reportAnswer(const Program &P, const Body &B) {
  const ir::Instr *Count = countIn(B, *answerOf(B));
  Home Owner = B.home(Count->Args[0].R);
  Misuse M;
  M.Check = "use-count-logic";
  M.Where = B.place(B.info().Body->blocks().front().Instrs.back());
  M.Context = B.info().Name.str();
  M.Subject = Owner.isKnown() ? quoted(nameOf(P, Owner)) : "a shared pointer";
  M.Message =
      "how many owners " + M.Subject +
      " has decides what callers are told here; another thread, or a "
      "weak pointer that is locked, can change it before they act on it";
  Out.report(std::move(M));
}

/// Whether a block does nothing but end the path.
static bool endsPath(const ir::Function &F, ir::BlockId B) {
  Opcode Last = F.blocks()[ir::index(B)].Instrs.back().Op;
  return Last == Opcode::Unreachable || Last == Opcode::Throw;
}

void UseCount::reportDecision(const PathView &V, NodeNo Owner,
                              const std::string &Who) {
  report(V, Owner, "use-count-logic", Who,
         "how many owners " + Who +
             " has decides what is done here; another thread, or a weak "
             "pointer that is locked, can change it meanwhile");
}

void UseCount::before(const PathView &V, const ir::Instr &I, State &S) {
  const ir::Function &F = V.body();
  if (F.Flags & ir::FF_System)
    return;
  // A predicate for an algorithm.
  const Program &P = V.program();
  if (I.Op == Opcode::Return && Answers.contains(index(V.function())) &&
      isOfClosure(P, V.function()))
    return reportDecision(V, NodeNo::None, "a shared pointer");
  if (I.Op != Opcode::Branch || endsPath(F, I.Targets[0]) ||
      endsPath(F, I.Targets[1]) || onlySaysSo(F, I.Targets[0], I.Targets[1]) ||
      onlySaysSo(F, I.Targets[1], I.Targets[0]))
    return;
  const ir::Instr *Asked = V.definition(I.Args[0].R);
  while (Asked && Asked->Op == Opcode::Not)
    Asked = V.definition(Asked->Args[0].R);
  if (Asked && Asked->Op == Opcode::Call) {
    FuncNo Callee = V.module().function(Asked->Callee);
    if (Answers.contains(index(Callee)) && !isOfClosure(P, Callee))
      return reportDecision(V, NodeNo::None, "a shared pointer");
  }
  bool WithZero = false;
  const ir::Instr *Count = countBehind(V, I.Args[0].R, WithZero);
  NodeNo Owner = Count ? V.arg(S, *Count, 0).node() : NodeNo::None;
  if (Owner == NodeNo::None || WithZero)
    return;
  bool IsWeak = V.arena().kind(Owner) == TypeKind::Weak;
  reportDecision(V, Owner,
                 nameOr(Name.describe(V, Owner), IsWeak
                                                     ? "a weak pointer's object"
                                                     : "a shared pointer"));
}

std::unique_ptr<PathObserver> makeUseCount(const Context &C) {
  return std::make_unique<UseCount>(C);
}

} // namespace weakspot::misuse

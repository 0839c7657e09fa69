//===- ClosureFlow.cpp - Which closures nothing ever calls ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/ClosureFlow.h"
#include "Analysis/CallGraph.h"
#include "llvm/ADT/IntEqClasses.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Sequence.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;
using ir::Reg;

namespace {

class Flow {
public:
  explicit Flow(const Program &P) : P(P) {}

  DenseSet<uint32_t> uncalled();

private:
  /// What is known of a set of cells between which values pass.
  struct Class {
    uint32_t Target = 0; ///< What its cells point to or contain; 0: not known.
    bool IsCalled = false;
  };
  enum class Entity : uint32_t { Slot = 1, Global, Result };

  uint32_t make();
  uint32_t find(uint32_t C) const { return Sets.findLeader(C); }
  void unify(uint32_t X, uint32_t Y);
  uint32_t target(uint32_t C);
  /// What it holds is called, or may be.
  void call(uint32_t C);

  uint32_t of(Entity E, uint32_t Number);
  uint32_t of(Reg R) const { return FirstReg + ir::index(R); }
  uint32_t argument(const ir::Instr &I, unsigned No) {
    return of(I.Args[No].R);
  }

  void follow(FuncNo F);
  void follow(const ir::Instr &I);
  void followClosure(const ir::Instr &I);
  void followCall(const ir::Instr &I, FuncNo Callee);
  void callAll(const ir::Instr &I, unsigned From = 0);

  const Program &P;
  IntEqClasses Sets{1};
  std::vector<Class> Classes{1}; ///< By leader.
  DenseMap<std::pair<uint32_t, uint32_t>, uint32_t> Known;
  std::vector<uint32_t> FirstRegs; ///< By function.
  std::vector<std::pair<FuncNo, uint32_t>> Closures;
  FuncNo Self = FuncNo::None;
  uint32_t FirstReg = 0;
};

uint32_t Flow::make() {
  Classes.emplace_back();
  Sets.grow(Classes.size());
  return Classes.size() - 1;
}

void Flow::unify(uint32_t X, uint32_t Y) {
  SmallVector<std::pair<uint32_t, uint32_t>, 4> Work{{X, Y}};
  while (!Work.empty()) {
    auto [A, B] = Work.pop_back_val();
    A = find(A);
    B = find(B);
    if (A == B)
      continue;
    uint32_t Leader = Sets.join(A, B);
    Class &Joined = Classes[Leader];
    const Class &Other = Classes[Leader == A ? B : A];
    Joined.IsCalled |= Other.IsCalled;
    if (Joined.Target && Other.Target)
      Work.push_back({Joined.Target, Other.Target});
    else if (Other.Target)
      Joined.Target = Other.Target;
  }
}

uint32_t Flow::target(uint32_t C) {
  C = find(C);
  if (!Classes[C].Target) {
    uint32_t Made = make();
    Classes[C].Target = Made;
  }
  return Classes[C].Target;
}

void Flow::call(uint32_t C) { Classes[find(C)].IsCalled = true; }

uint32_t Flow::of(Entity E, uint32_t Number) {
  uint32_t &C = Known[{static_cast<uint32_t>(E), Number}];
  if (!C) {
    uint32_t Made = make();
    Known[{static_cast<uint32_t>(E), Number}] = Made;
    return Made;
  }
  return C;
}

void Flow::callAll(const ir::Instr &I, unsigned From) {
  for (unsigned No = From; No < I.Args.size(); ++No)
    if (I.Args[No].R != Reg::None)
      call(argument(I, No));
}

void Flow::followClosure(const ir::Instr &I) {
  const ModuleView &View = *P.function(Self).View;
  RecordNo R = View.record(I.Rec);
  const RecordInfo &Info = P.record(R);
  if (Info.CallOp != FuncNo::None)
    Closures.push_back({Info.CallOp, of(I.Result)});
  for (const ir::Operand &Capture : I.Args)
    for (uint32_t K = 0; K < Info.NumSlots; ++K) {
      SlotNo Slot = P.slotOf(R, K);
      if (P.slot(Slot).Name != View.Module->name(Capture.Slot) ||
          Capture.R == Reg::None)
        continue;
      uint32_t Cell = of(Entity::Slot, index(Slot));
      unify(Capture.How == ir::Transfer::Ref ? target(Cell) : Cell,
            of(Capture.R));
    }
}

void Flow::followCall(const ir::Instr &I, FuncNo Callee) {
  const FunctionInfo &Info = P.function(Callee);
  if (!Info.Body)
    return callAll(I);
  uint32_t Params = FirstRegs[index(Callee)];
  for (unsigned No = 0; No < I.Args.size() && No < Info.Body->Params.size();
       ++No)
    if (I.Args[No].R != Reg::None)
      unify(Params + No, argument(I, No));
  if (I.Result != Reg::None)
    unify(of(I.Result), of(Entity::Result, index(Callee)));
}

void Flow::follow(const ir::Instr &I) {
  const ModuleView &View = *P.function(Self).View;
  auto HasArgs = [&](unsigned Count) {
    return I.Args.size() >= Count &&
           all_of(ArrayRef(I.Args).take_front(Count),
                  [](const ir::Operand &A) { return A.R != Reg::None; });
  };
  switch (I.Op) {
  case Opcode::Global:
    unify(of(I.Result),
          of(Entity::Global, index(View.Globals[ir::index(I.Glob)])));
    break;
  case Opcode::Field:
    if (SlotNo Slot = P.slotOf(View.record(I.Rec), I.SlotNo);
        Slot != SlotNo::None)
      unify(of(I.Result), of(Entity::Slot, index(Slot)));
    break;
  case Opcode::Elem:
  case Opcode::Access:
  case Opcode::Emplace:
  case Opcode::Load:
  case Opcode::Deref:
  case Opcode::Release:
    if (HasArgs(1))
      unify(of(I.Result), target(argument(I, 0)));
    break;
  case Opcode::Insert:
    if (!HasArgs(2))
      break;
    unify(of(I.Result), target(argument(I, 0)));
    unify(I.Args[1].How == ir::Transfer::Ref ? target(of(I.Result))
                                             : of(I.Result),
          argument(I, 1));
    break;
  case Opcode::Store:
  case Opcode::Share:
  case Opcode::SharedFromThis:
    if (HasArgs(2))
      unify(target(argument(I, 0)), argument(I, 1));
    break;
  case Opcode::Adopt:
    unify(target(argument(I, 0)), argument(I, 1));
    callAll(I, 2);
    break;
  case Opcode::Alias:
    unify(target(argument(I, 0)), argument(I, 2));
    break;
  case Opcode::Next:
    unify(of(I.Result), argument(I, 0));
    break;
  case Opcode::Copy:
  case Opcode::Move:
  case Opcode::Swap:
  case Opcode::DynCast:
  case Opcode::Weaken:
  case Opcode::Lock:
  case Opcode::Splice:
    if (HasArgs(2))
      unify(argument(I, 0), argument(I, 1));
    break;
  case Opcode::Closure:
    followClosure(I);
    break;
  case Opcode::Invoke:
    // What a callable is handed may be called by it, and what it returns may be
    // anything.
    callAll(I);
    call(target(argument(I, 0)));
    break;
  case Opcode::Call:
    followCall(I, View.function(I.Callee));
    break;
  case Opcode::VCall:
    for (FuncNo F : overriders(P, View.function(I.Callee)))
      followCall(I, F);
    break;
  case Opcode::Return:
    if (HasArgs(1))
      unify(of(Entity::Result, index(Self)), argument(I, 0));
    break;
  case Opcode::Retain:
  case Opcode::Throw:
  case Opcode::Escape:
  case Opcode::Opaque:
    callAll(I);
    break;
  default:
    break;
  }
}

void Flow::follow(FuncNo F) {
  Self = F;
  FirstReg = FirstRegs[index(F)];
  const ir::OpenBody Open(*P.function(F).Body);
  for (const ir::Block &B : P.function(F).Body->blocks())
    for (const ir::Instr &I : B.Instrs)
      follow(I);
}

DenseSet<uint32_t> Flow::uncalled() {
  for (uint32_t F = 0; F < P.numFunctions(); ++F) {
    const FunctionInfo &Info = P.function(static_cast<FuncNo>(F));
    FirstRegs.push_back(Classes.size());
    if (Info.Body)
      Classes.resize(Classes.size() + Info.Body->NumRegs);
  }
  Sets.grow(Classes.size());
  for (uint32_t F = 0; F < P.numFunctions(); ++F)
    if (P.function(static_cast<FuncNo>(F)).Body)
      follow(static_cast<FuncNo>(F));
  // A closure that a body returns goes where the body is called from.
  for (auto [Body, Cell] : Closures)
    call(of(Entity::Result, index(Body)));

  // What points to a called thing holds it, and what a called thing points to
  // is called by way of it.
  for (uint32_t C = 1; C < Classes.size(); ++C) {
    uint32_t At = find(C);
    for (unsigned Level = 0; Level < 4 && Classes[At].IsCalled; ++Level) {
      if (!Classes[At].Target)
        break;
      At = find(Classes[At].Target);
      Classes[At].IsCalled = true;
    }
  }
  DenseSet<uint32_t> Never, Called;
  for (auto [Body, Cell] : Closures)
    (Classes[find(Cell)].IsCalled ? Called : Never).insert(index(Body));
  for (uint32_t Body : Called)
    Never.erase(Body);
  return Never;
}

} // namespace

static bool hasMain(const Program &P) {
  return any_of(seq<uint32_t>(0, P.numFunctions()), [&](uint32_t F) {
    return isMain(P.function(static_cast<FuncNo>(F)));
  });
}

DenseSet<uint32_t> findUncalledClosures(const Program &P,
                                        const DenseSet<uint32_t> &Made) {
  if (!hasMain(P))
    return {};
  DenseSet<uint32_t> Never = Flow(P).uncalled();
  for (uint32_t R = 0; R < P.numRecords(); ++R) {
    const RecordInfo &Info = P.record(static_cast<RecordNo>(R));
    if ((Info.Flags & ir::RF_Closure) && Info.CallOp != FuncNo::None &&
        !Made.contains(R))
      Never.insert(index(Info.CallOp));
  }
  return Never;
}

} // namespace weakspot::analysis

//===- Removals.cpp - Where the program takes owning edges away -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Removals.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

using ir::Opcode;

namespace {

/// What a register may address: slots, and parameters as they came in.
struct Origin {
  SmallVector<SlotNo, 1> Slots;
  SmallVector<unsigned, 1> Params;

  bool empty() const { return Slots.empty() && Params.empty(); }
  void add(const Origin &O) {
    for (SlotNo S : O.Slots)
      if (!is_contained(Slots, S))
        Slots.push_back(S);
    for (unsigned I : O.Params)
      if (!is_contained(Params, I))
        Params.push_back(I);
  }
};

using ReportTo = function_ref<void(SlotNo, Removal)>;

/// What a function does to its parameters.
struct Effects {
  DenseSet<unsigned> Fills;          ///< Something is put into its cell.
  DenseSet<unsigned> FillsThrough;   ///< Into what its cell points to.
  DenseSet<unsigned> Empties;        ///< The parameter's cell is emptied.
  DenseSet<unsigned> EmptiesThrough; ///< What its cell points to is.
  DenseSet<std::pair<unsigned, uint32_t>>
      Stores; ///< The parameter's value goes into the slot.
  DenseSet<std::pair<unsigned, uint32_t>>
      Initialises; ///< The same for a slot of the object under construction.
  Origin Returns;
};

/// What the program's functions do, as far as it has been found out.
struct Known {
  std::vector<Effects> Functions;
  /// By slot that holds an address, as a connection does: the slots that it may
  /// address.
  DenseMap<uint32_t, Origin> Borrowed;
  bool BorrowedMore = false;

  void borrow(SlotNo Holder, const Origin &From) {
    if (From.Slots.empty())
      return;
    Origin &To = Borrowed[index(Holder)];
    size_t Before = To.Slots.size();
    To.add({From.Slots, {}});
    BorrowedMore |= To.Slots.size() != Before;
  }
};

class FunctionScan {
public:
  FunctionScan(const Program &P, FuncNo F, Known &All);

  /// Reports removals and updates the function's own effects from its callees'.
  bool run(ReportTo Emptied, ReportTo Filled);

private:
  const Origin &origin(ir::Reg R) const { return Origins[ir::index(R)]; }
  void computeOrigins();
  void addResult(FuncNo Callee, const ir::Instr &I);
  void addBorrowed();
  void addCaptures(const ir::Instr &I);
  Origin pointees(ir::Reg Cell) const;
  bool isReplaced(const ir::Block &B, size_t No) const;
  bool isNull(ir::Reg R) const { return NeverWritten[ir::index(R)]; }
  bool isBeingMade(ir::Reg R) const { return BeingMade[ir::index(R)]; }
  void empty(ir::Reg R, Place Where);
  void fill(ir::Reg R, Place Where);
  void fillBy(const ir::Instr &I);
  void store(ir::Reg Dst, ir::Reg Src, Place Where);
  void callEffects(FuncNo Callee, const ir::Instr &I);
  void callFills(FuncNo Callee, const ir::Instr &I);

  const Program &P;
  FuncNo Me;
  const ir::Function &F;
  const ModuleView &View;
  Known &All;
  std::vector<Origin> Origins;
  std::vector<Origin> Stored; ///< By local pointer cell.
  std::vector<ir::Reg> LoadedFrom;
  std::vector<bool>
      NeverWritten;            ///< Fresh cells that nothing is put into: null.
  std::vector<bool> BeingMade; ///< Part of the object that a constructor makes.
  ReportTo Report = nullptr;
  ReportTo ReportFill = nullptr;
  Effects *Mine = nullptr;
  bool Changed = false;
};

FunctionScan::FunctionScan(const Program &P, FuncNo F, Known &All)
    : P(P), Me(F), F(*P.function(F).Body), View(*P.function(F).View), All(All),
      Origins(this->F.NumRegs), Stored(this->F.NumRegs),
      LoadedFrom(this->F.NumRegs, ir::Reg::None), NeverWritten(this->F.NumRegs),
      BeingMade(this->F.NumRegs) {
  computeOrigins();
}

/// What the address in a cell may lead to.
Origin FunctionScan::pointees(ir::Reg Cell) const {
  Origin Found = Stored[ir::index(Cell)];
  for (SlotNo S : origin(Cell).Slots) {
    if (auto It = All.Borrowed.find(index(S)); It != All.Borrowed.end())
      Found.add(It->second);
    // `static Table &table = *new Table;`
    if (Removals::isGlobal(S))
      Found.add({{S}, {}});
  }
  return Found;
}

/// What a call gives, where that is an address in something it was given.
void FunctionScan::addResult(FuncNo Callee, const ir::Instr &I) {
  if (I.Result == ir::Reg::None)
    return;
  const Origin Returns = All.Functions[index(Callee)].Returns;
  Origins[ir::index(I.Result)].add({Returns.Slots, {}});
  for (unsigned No : Returns.Params)
    if (No < I.Args.size())
      Origins[ir::index(I.Result)].add(Origin(origin(I.Args[No].R)));
}

void FunctionScan::computeOrigins() {
  for (unsigned I = 0; I < F.Params.size(); ++I)
    Origins[I].Params.push_back(I);
  if (P.function(Me).Flags & ir::FF_Ctor)
    BeingMade[0] = true;
  // Values that pass through local pointer cells: two rounds see through a
  // store that is below its load in a loop.
  for (unsigned Round = 0; Round < 2; ++Round)
    for (const ir::Block &B : F.Blocks)
      for (const ir::Instr &I : B.Instrs) {
        auto From = [&](unsigned No) -> const Origin & {
          return origin(I.Args[No].R);
        };
        switch (I.Op) {
        case Opcode::Local:
        case Opcode::Temp:
          if (Round == 0)
            NeverWritten[ir::index(I.Result)] = true;
          break;
        case Opcode::Const:
          NeverWritten[ir::index(I.Result)] =
              static_cast<ir::ConstKind>(I.Sub) == ir::ConstKind::Null;
          break;
        case Opcode::Field:
          if (SlotNo S = P.slotOf(View.record(I.Rec), I.SlotNo);
              S != SlotNo::None)
            Origins[ir::index(I.Result)].add({{S}, {}});
          BeingMade[ir::index(I.Result)] = isBeingMade(I.Args[0].R);
          break;
        case Opcode::Global:
          Origins[ir::index(I.Result)].add(
              {{Removals::asSlot(View.Globals[ir::index(I.Glob)])}, {}});
          break;
        case Opcode::Elem:
        case Opcode::Next:
        case Opcode::Access:
        case Opcode::Emplace:
          Origins[ir::index(I.Result)].add(From(0));
          break;
        case Opcode::Insert:
          Origins[ir::index(I.Result)].add(From(0));
          NeverWritten[ir::index(I.Args[0].R)] = false;
          break;
        case Opcode::Load:
          // A borrowed address is where it points; an owner's object is its
          // own.
          Origins[ir::index(I.Result)].add(pointees(I.Args[0].R));
          LoadedFrom[ir::index(I.Result)] = I.Args[0].R;
          break;
        case Opcode::Store:
          Stored[ir::index(I.Args[0].R)].add(From(1));
          NeverWritten[ir::index(I.Args[0].R)] = false;
          break;
        case Opcode::Copy:
        case Opcode::Move:
        case Opcode::DynCast:
          if (!isNull(I.Args[1].R))
            NeverWritten[ir::index(I.Args[0].R)] = false;
          break;
        case Opcode::Swap:
        case Opcode::Adopt:
        case Opcode::Share:
        case Opcode::Alias:
        case Opcode::Weaken:
        case Opcode::Lock:
        case Opcode::SharedFromThis:
        case Opcode::Splice:
          NeverWritten[ir::index(I.Args[0].R)] = false;
          break;
        case Opcode::Opaque:
        case Opcode::Escape:
          for (const ir::Operand &O : I.Args)
            NeverWritten[ir::index(O.R)] = false;
          break;
        case Opcode::Call:
        case Opcode::VCall: {
          if (I.Op == Opcode::Call)
            addResult(View.function(I.Callee), I);
          else
            for (FuncNo O : overriders(P, View.function(I.Callee)))
              addResult(O, I);
          // A constructor or a function that takes the cell by reference may
          // fill it.
          const FunctionInfo &Callee = P.function(View.function(I.Callee));
          for (auto [No, O] : enumerate(I.Args))
            if (!Callee.Body || No >= Callee.Body->Params.size() ||
                P.kind(Callee.View->type(Callee.Body->Params[No].Type)) ==
                    ir::TypeKind::Borrow)
              if (NeverWritten[ir::index(O.R)] &&
                  (!Callee.Body || (No == 0 && (Callee.Flags & ir::FF_Method))))
                NeverWritten[ir::index(O.R)] = false;
          break;
        }
        default:
          break;
        }
      }
}

/// Which slots hold addresses of which others.
void FunctionScan::addBorrowed() {
  for (const ir::Block &B : F.Blocks)
    for (const ir::Instr &I : B.Instrs) {
      if (I.Op == Opcode::Closure)
        addCaptures(I);
      bool IsRef = I.Op == Opcode::Insert && I.Args[1].How == ir::Transfer::Ref;
      if (I.Op != Opcode::Store && !IsRef)
        continue;
      for (SlotNo Holder : origin(I.Args[0].R).Slots) {
        All.borrow(Holder, origin(I.Args[1].R));
        for (unsigned No : origin(I.Args[1].R).Params)
          Changed |= Mine->Stores.insert({No, index(Holder)}).second;
      }
    }
}

void FunctionScan::addCaptures(const ir::Instr &I) {
  RecordNo R = View.record(I.Rec);
  for (const ir::Operand &O : I.Args)
    for (uint32_t No = 0; No < P.record(R).NumSlots; ++No)
      if (SlotNo S = P.slotOf(R, No);
          O.How == ir::Transfer::Ref && P.slot(S).Name == O.SlotName)
        All.borrow(S, origin(O.R));
}

/// Whether what is emptied gets new contents by the same statement, as in an
/// assignment.
bool FunctionScan::isReplaced(const ir::Block &B, size_t No) const {
  const ir::Instr &Reset = B.Instrs[No];
  const Origin &What = origin(Reset.Args[0].R);
  // The steps of a library call stand close together.
  constexpr size_t MaxSteps = 16;
  ArrayRef<ir::Instr> Next = ArrayRef(B.Instrs).drop_front(No + 1);
  return any_of(Next.take_front(MaxSteps), [&](const auto &I) {
    bool Writes = I.Op == Opcode::Insert || I.Op == Opcode::Emplace ||
                  I.Op == Opcode::Copy || I.Op == Opcode::Move ||
                  I.Op == Opcode::Adopt || I.Op == Opcode::Share;
    return Writes && View.place(I.Where) == View.place(Reset.Where) &&
           (I.Args[0].R == Reset.Args[0].R ||
            any_of(origin(I.Args[0].R).Slots,
                   [&](SlotNo S) { return is_contained(What.Slots, S); }));
  });
}

void FunctionScan::empty(ir::Reg R, Place Where) {
  for (SlotNo S : origin(R).Slots)
    Report(S, {Me, Where});
  for (unsigned I : origin(R).Params)
    Changed |= Mine->Empties.insert(I).second;
  if (ir::Reg Cell = LoadedFrom[ir::index(R)]; Cell != ir::Reg::None)
    for (unsigned I : origin(Cell).Params)
      Changed |= Mine->EmptiesThrough.insert(I).second;
}

void FunctionScan::fill(ir::Reg R, Place Where) {
  if (isBeingMade(R))
    return;
  for (SlotNo S : origin(R).Slots)
    ReportFill(S, {Me, Where});
  for (unsigned I : origin(R).Params)
    Changed |= Mine->Fills.insert(I).second;
  if (ir::Reg Cell = LoadedFrom[ir::index(R)]; Cell != ir::Reg::None)
    for (unsigned I : origin(Cell).Params)
      Changed |= Mine->FillsThrough.insert(I).second;
}

/// What a single operation may put somewhere.
void FunctionScan::fillBy(const ir::Instr &I) {
  Place Where = View.place(I.Where);
  switch (I.Op) {
  case Opcode::Copy:
  case Opcode::Move:
  case Opcode::DynCast:
  case Opcode::Store:
    if (!isNull(I.Args[1].R))
      fill(I.Args[0].R, Where);
    break;
  case Opcode::Adopt:
  case Opcode::Share:
  case Opcode::Alias:
  case Opcode::Lock:
  case Opcode::SharedFromThis:
  case Opcode::Insert:
  case Opcode::Emplace:
  case Opcode::Splice:
    fill(I.Args[0].R, Where);
    break;
  case Opcode::Swap:
    fill(I.Args[0].R, Where);
    fill(I.Args[1].R, Where);
    break;
  case Opcode::Opaque:
  case Opcode::Escape:
    for (const ir::Operand &O : I.Args)
      fill(O.R, Where);
    break;
  default:
    break;
  }
}

void FunctionScan::store(ir::Reg Dst, ir::Reg Src, Place Where) {
  // What a member starts with takes nothing away.
  if (isNull(Src) && !isBeingMade(Dst))
    return empty(Dst, Where);
  auto &Kept = isBeingMade(Dst) ? Mine->Initialises : Mine->Stores;
  for (SlotNo S : origin(Dst).Slots)
    for (unsigned I : origin(Src).Params)
      Changed |= Kept.insert({I, index(S)}).second;
}

void FunctionScan::callEffects(FuncNo Callee, const ir::Instr &I) {
  const Effects &E = All.Functions[index(Callee)];
  Place Where = View.place(I.Where);
  // Copies: a recursive call changes what is looped over.
  SmallVector<unsigned, 4> Empties(E.Empties.begin(), E.Empties.end());
  SmallVector<unsigned, 4> Through(E.EmptiesThrough.begin(),
                                   E.EmptiesThrough.end());
  SmallVector<std::pair<unsigned, uint32_t>, 4> Stores(E.Stores.begin(),
                                                       E.Stores.end());
  SmallVector<std::pair<unsigned, uint32_t>, 4> Initialises(
      E.Initialises.begin(), E.Initialises.end());
  auto ArgAt = [&](unsigned No) {
    return No < I.Args.size() ? I.Args[No].R : ir::Reg::None;
  };
  for (unsigned No : Empties)
    if (ir::Reg R = ArgAt(No); R != ir::Reg::None)
      empty(R, Where);
  callFills(Callee, I);
  for (unsigned No : Through)
    if (ir::Reg R = ArgAt(No); R != ir::Reg::None) {
      for (SlotNo S : pointees(R).Slots)
        Report(S, {Me, Where});
      for (unsigned Param : origin(R).Params)
        Changed |= Mine->EmptiesThrough.insert(Param).second;
    }
  for (auto [No, Slot] : Stores) {
    ir::Reg R = ArgAt(No);
    if (R == ir::Reg::None)
      continue;
    All.borrow(static_cast<SlotNo>(Slot), origin(R));
    if (isNull(R))
      Report(static_cast<SlotNo>(Slot), {Me, Where});
    for (unsigned Param : origin(R).Params)
      Changed |= Mine->Stores.insert({Param, Slot}).second;
  }
  for (auto [No, Slot] : Initialises)
    if (ir::Reg R = ArgAt(No); R != ir::Reg::None) {
      All.borrow(static_cast<SlotNo>(Slot), origin(R));
      for (unsigned Param : origin(R).Params)
        Changed |= Mine->Initialises.insert({Param, Slot}).second;
    }
}

void FunctionScan::callFills(FuncNo Callee, const ir::Instr &I) {
  Place Where = View.place(I.Where);
  bool IsKnown = P.function(Callee).Body != nullptr;
  SmallVector<unsigned, 4> Fills(All.Functions[index(Callee)].Fills.begin(),
                                 All.Functions[index(Callee)].Fills.end());
  SmallVector<unsigned, 4> Through(
      All.Functions[index(Callee)].FillsThrough.begin(),
      All.Functions[index(Callee)].FillsThrough.end());
  for (auto [No, O] : enumerate(I.Args)) {
    // What is passed by value is the callee's own.
    if (O.How == ir::Transfer::Copy || O.How == ir::Transfer::Move)
      continue;
    if (!IsKnown || is_contained(Fills, No))
      fill(O.R, Where);
    if (is_contained(Through, No))
      for (SlotNo S : pointees(O.R).Slots)
        ReportFill(S, {Me, Where});
  }
}

bool FunctionScan::run(ReportTo Emptied, ReportTo Filled) {
  Report = Emptied;
  ReportFill = Filled;
  Mine = &All.Functions[index(Me)];
  Changed = false;
  addBorrowed();
  for (const ir::Block &B : F.Blocks)
    for (auto [No, I] : enumerate(B.Instrs)) {
      Place Where = View.place(I.Where);
      fillBy(I);
      switch (I.Op) {
      case Opcode::Reset:
        if (!isReplaced(B, No))
          empty(I.Args[0].R, Where);
        break;
      case Opcode::Store:
        if (isNull(I.Args[1].R) && !isBeingMade(I.Args[0].R))
          empty(I.Args[0].R, Where);
        break;
      case Opcode::Delete:
        if (ir::Reg Cell = LoadedFrom[ir::index(I.Args[0].R)];
            Cell != ir::Reg::None)
          empty(Cell, Where);
        break;
      case Opcode::Release:
      case Opcode::Erase:
        empty(I.Args[0].R, Where);
        break;
      case Opcode::Unretain:
        empty(I.Args[0].R, Where);
        Report(SlotNo::None, {Me, Where});
        break;
      case Opcode::Swap:
        empty(I.Args[0].R, Where);
        empty(I.Args[1].R, Where);
        break;
      case Opcode::Splice:
        empty(I.Args[1].R, Where);
        break;
      case Opcode::Move:
        empty(I.Args[1].R, Where);
        store(I.Args[0].R, I.Args[1].R, Where);
        break;
      case Opcode::Copy:
      case Opcode::DynCast:
        store(I.Args[0].R, I.Args[1].R, Where);
        break;
      case Opcode::Insert:
      case Opcode::Closure:
        for (const ir::Operand &O : I.Args)
          if (O.How == ir::Transfer::Move)
            empty(O.R, Where);
        break;
      case Opcode::Call:
        callEffects(View.function(I.Callee), I);
        break;
      case Opcode::VCall:
        for (FuncNo O : overriders(P, View.function(I.Callee)))
          callEffects(O, I);
        break;
      case Opcode::Return:
        if (!I.Args.empty())
          Mine->Returns.add(origin(I.Args[0].R));
        break;
      default:
        break;
      }
    }
  return Changed;
}

} // namespace

Removals::Removals(const Program &P, const CallGraph &G) {
  Known All;
  All.Functions.resize(P.numFunctions());
  auto Emptied = [&](SlotNo S, Removal R) {
    (S == SlotNo::None ? Retained : BySlot[index(S)]).push_back(R);
  };
  auto Filled = [&](SlotNo S, Removal R) { Fills[index(S)].push_back(R); };
  // An address may be kept in a slot by a function that comes after the one
  // that uses it.
  static constexpr unsigned MaxRounds = 3;
  for (unsigned Round = 0; Round < MaxRounds; ++Round) {
    All.BorrowedMore = false;
    for (const Component &C : G.components())
      for (bool Again = true; Again;) {
        Again = false;
        for (FuncNo F : C.Functions)
          Again |= FunctionScan(P, F, All).run(Emptied, Filled) && C.Recursive;
      }
    if (!All.BorrowedMore)
      break;
  }
  auto Tidy = [](std::vector<Removal> &List) {
    llvm::sort(List);
    List.erase(llvm::unique(List), List.end());
  };
  for (auto &[S, List] : BySlot)
    Tidy(List);
  for (auto &[S, List] : Fills)
    Tidy(List);
  Tidy(Retained);
}

} // namespace weakspot::analysis

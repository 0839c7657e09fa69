//===- Interpreter.cpp - Runs the ownership IR concretely -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Interpreter.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::ir;

namespace weakspot::conformance {

Interpreter::Interpreter(const Module &M, StringRef CountedName,
                         StringRef Probe)
    : M(M), Probe(Probe) {
  for (size_t I = 0; I < M.Records.size(); ++I)
    if (M.Records[I].Name == CountedName)
      Counted = static_cast<RecordId>(I);
}

std::set<Log> Interpreter::run(FuncId F) {
  std::set<Log> Logs;
  Choices.clear();
  for (unsigned Runs = 0; Runs < 4000; ++Runs) {
    Cells.clear();
    Blocks.clear();
    Globals.clear();
    Lines.clear();
    Limits.clear();
    NextChoice = Steps = Depth = 0;
    Stopped = false;
    call(F, {});
    if (!Stopped) {
      Lines.push_back(alive());
      Logs.insert(Lines);
    }
    // The next run differs in the last choice that has an alternative left.
    Choices.resize(Limits.size());
    while (!Choices.empty() && Choices.back() + 1 == Limits[Choices.size() - 1])
      Choices.pop_back();
    if (Choices.empty())
      break;
    ++Choices.back();
  }
  return Logs;
}

unsigned Interpreter::choose(unsigned N) {
  if (NextChoice == Choices.size())
    Choices.push_back(0);
  Limits.push_back(N);
  return Choices[NextChoice++];
}

bool Interpreter::truth(Value V) {
  if (V.Kind == Value::Unknown)
    return choose(2) == 1;
  return V.Kind == Value::Int ? V.N != 0 : V.Kind != Value::Null;
}

//===----------------------------------------------------------------------===//
// Cells
//===----------------------------------------------------------------------===//

Interpreter::CellNo Interpreter::newCell(TypeId T) {
  CellNo C = static_cast<CellNo>(Cells.size());
  Cells.emplace_back();
  at(C).T = T;
  if (kind(C) == TypeKind::Record)
    addSlots(C, M.type(T).Record);
  return C;
}

void Interpreter::addSlots(CellNo C, RecordId R) {
  for (RecordId Base : M.record(R).Bases)
    addSlots(C, Base);
  for (unsigned I = 0; I < M.record(R).Slots.size(); ++I) {
    CellNo S = newCell(M.record(R).Slots[I].Type);
    at(C).Slots[{R, I}] = S;
  }
}

TypeKind Interpreter::kind(CellNo C) const {
  TypeId T = Cells[C].T;
  return T == TypeId::None ? TypeKind::Opaque : M.type(T).Kind;
}

bool Interpreter::isA(RecordId R, RecordId Base) const {
  return R == Base ||
         any_of(M.record(R).Bases, [&](RecordId B) { return isA(B, Base); });
}

Interpreter::CellNo Interpreter::slot(CellNo C, RecordId R, unsigned No) {
  auto It = at(C).Slots.find({R, No});
  if (It != at(C).Slots.end())
    return It->second;
  CellNo S = newCell(M.record(R).Slots[No].Type);
  at(C).Slots[{R, No}] = S;
  return S;
}

unsigned Interpreter::alive() const {
  unsigned N = 0;
  for (CellNo C = 0; C < static_cast<CellNo>(Cells.size()); ++C)
    N += Cells[C].Alive && kind(C) == TypeKind::Record &&
         Counted != RecordId::None && isA(M.type(Cells[C].T).Record, Counted);
  return N;
}

//===----------------------------------------------------------------------===//
// Ends of lives
//===----------------------------------------------------------------------===//

void Interpreter::destroy(CellNo C) {
  if (C == NoCell || !at(C).Alive)
    return;
  at(C).Alive = false;
  if (kind(C) == TypeKind::Record)
    destroyRecord(C, M.type(at(C).T).Record);
  else
    empty(C);
}

void Interpreter::destroyRecord(CellNo C, RecordId R) {
  const Record &Rec = M.record(R);
  if (Rec.Dtor != FuncId::None)
    call(Rec.Dtor, {{Value::Address, C}});
  for (unsigned I = Rec.Slots.size(); I-- > 0;)
    destroy(slot(C, R, I));
  for (RecordId Base : reverse(Rec.Bases))
    destroyRecord(C, Base);
}

/// What the cell holds goes; it holds nothing afterwards.
void Interpreter::empty(CellNo C) {
  Cell Old = at(C);
  at(C).V = {Value::Null, 0};
  at(C).Block = -1;
  at(C).Inner = NoCell;
  at(C).Elements.clear();
  switch (kind(C)) {
  case TypeKind::Strong:
    releaseStrong(Old.Block);
    break;
  case TypeKind::Unique:
    destroyObject(Old.V, Old.Inner);
    break;
  case TypeKind::Callable:
    destroy(Old.Inner);
    break;
  case TypeKind::Collection:
    for (CellNo E : Old.Elements)
      destroy(E);
    break;
  default:
    break;
  }
}

void Interpreter::releaseStrong(int Block) {
  if (Block < 0 || --Blocks[Block].Strong > 0)
    return;
  ControlBlock Old = Blocks[Block];
  destroyObject(Old.Object, Old.Deleter);
}

void Interpreter::destroyObject(Value Object, CellNo Deleter) {
  if (Object.Kind != Value::Address)
    return;
  if (Deleter == NoCell)
    return destroy(Object.N);
  invoke({Value::Address, Deleter}, {Object});
  destroy(Deleter);
}

//===----------------------------------------------------------------------===//
// Copies
//===----------------------------------------------------------------------===//

void Interpreter::share(CellNo Dst, int Block, Value Pointee) {
  int Old = at(Dst).Block;
  if (kind(Dst) == TypeKind::Strong && Block >= 0)
    ++Blocks[Block].Strong;
  at(Dst).Block = Block;
  at(Dst).V = Pointee;
  if (kind(Dst) == TypeKind::Strong)
    releaseStrong(Old);
}

Interpreter::CellNo Interpreter::clone(CellNo Src, bool Move, TypeId T) {
  CellNo C = newCell(T);
  copy(C, Src, Move);
  return C;
}

void Interpreter::copy(CellNo Dst, CellNo Src, bool Move) {
  if (Dst == Src)
    return;
  switch (kind(Dst)) {
  case TypeKind::Opaque:
    return;
  case TypeKind::Scalar:
  case TypeKind::Borrow:
    at(Dst).V = at(Src).V;
    return;
  case TypeKind::Record: {
    auto Slots = at(Dst).Slots;
    for (auto [Place, S] : Slots)
      if (at(Src).Slots.contains(Place))
        copy(S, at(Src).Slots[Place], Move);
    return;
  }
  case TypeKind::Weak:
    share(Dst, at(Src).Block, at(Src).V);
    if (Move && kind(Src) == TypeKind::Weak)
      empty(Src);
    return;
  case TypeKind::Strong:
    if (kind(Src) == TypeKind::Unique) {
      Cell From = at(Src);
      at(Src).V = {Value::Null, 0};
      at(Src).Inner = NoCell;
      int Block = -1;
      if (From.V.Kind == Value::Address) {
        Block = static_cast<int>(Blocks.size());
        Blocks.push_back({0, From.V, From.Inner});
        at(From.V.N).Block = Block;
      }
      return share(Dst, Block, From.V);
    }
    share(Dst, at(Src).Block, at(Src).V);
    if (Move && kind(Src) == TypeKind::Strong)
      empty(Src);
    return;
  case TypeKind::Unique: {
    Cell From = at(Src);
    at(Src).V = {Value::Null, 0};
    at(Src).Inner = NoCell;
    empty(Dst);
    at(Dst).V = From.V;
    at(Dst).Inner = From.Inner;
    return;
  }
  case TypeKind::Callable: {
    CellNo New = NoCell;
    if (kind(Src) != TypeKind::Callable) {
      New = clone(Src, Move, at(Src).T);
    } else if (Move) {
      New = std::exchange(at(Src).Inner, NoCell);
    } else if (at(Src).Inner != NoCell) {
      New = clone(at(Src).Inner, false, at(at(Src).Inner).T);
    }
    empty(Dst);
    at(Dst).Inner = New;
    return;
  }
  case TypeKind::Collection: {
    std::vector<CellNo> New;
    if (Move) {
      New = std::exchange(at(Src).Elements, {});
    } else {
      std::vector<CellNo> Old = at(Src).Elements;
      for (CellNo E : Old) {
        New.push_back(clone(E, false, M.type(at(Dst).T).Arg));
        at(New.back()).Key = at(E).Key;
      }
    }
    empty(Dst);
    for (CellNo E : New)
      at(E).Collection = Dst;
    at(Dst).Elements = New;
    return;
  }
  }
}

//===----------------------------------------------------------------------===//
// Collections
//===----------------------------------------------------------------------===//

Interpreter::CellNo Interpreter::addElement(CellNo Coll, CellNo Element,
                                            Position P, Value Key) {
  at(Element).Collection = Coll;
  at(Element).Key = Key;
  auto &Elements = at(Coll).Elements;
  Elements.insert(P == Position::Front ? Elements.begin() : Elements.end(),
                  Element);
  return Element;
}

bool Interpreter::sameKey(Value A, Value B) {
  if (A.Kind == Value::Unknown || B.Kind == Value::Unknown)
    return choose(2) == 1;
  // A key that is an owner is the object that it owns.
  auto Resolve = [&](Value V) {
    while (V.Kind == Value::Address && kind(V.N) != TypeKind::Record)
      V = at(V.N).V;
    return V;
  };
  return Resolve(A) == Resolve(B);
}

Interpreter::Value Interpreter::findElement(CellNo Coll, Position P,
                                            Value Key) {
  std::vector<CellNo> Elements = at(Coll).Elements;
  if (P == Position::Key) {
    // An index, where the elements have no keys.
    if (Key.Kind == Value::Int &&
        static_cast<size_t>(Key.N) < Elements.size() &&
        at(Elements[Key.N]).Key.Kind == Value::Unknown)
      return {Value::Address, Elements[Key.N]};
    for (CellNo E : Elements)
      if (sameKey(at(E).Key, Key))
        return {Value::Address, E};
    return {Value::Null, 0};
  }
  if (Elements.empty())
    return {Value::Null, 0};
  return {Value::Address,
          P == Position::Back ? Elements.back() : Elements.front()};
}

Interpreter::Value Interpreter::next(CellNo Element) const {
  CellNo Coll = Cells[Element].Collection;
  if (Coll == NoCell)
    return {Value::Null, 0};
  const auto &Elements = Cells[Coll].Elements;
  auto It = find(Elements, Element);
  if (It == Elements.end() || ++It == Elements.end())
    return {Value::Null, 0};
  return {Value::Address, *It};
}

void Interpreter::erase(CellNo Coll, CellNo Element) {
  auto &Elements = at(Coll).Elements;
  auto It = find(Elements, Element);
  if (It == Elements.end())
    return;
  Elements.erase(It);
  destroy(Element);
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

FuncId Interpreter::overrider(FuncId F, Value Object) const {
  if (Object.Kind != Value::Address || kind(Object.N) != TypeKind::Record)
    return F;
  auto Overrides = [&](auto &Self, FuncId G) -> bool {
    return G == F || any_of(M.function(G).Overrides,
                            [&](FuncId O) { return Self(Self, O); });
  };
  auto In = [&](auto &Self, RecordId R) -> FuncId {
    for (size_t I = 0; I < M.Functions.size(); ++I)
      if (FuncId G = static_cast<FuncId>(I);
          M.Functions[I].Parent == R && Overrides(Overrides, G))
        return G;
    for (RecordId Base : M.record(R).Bases)
      if (FuncId G = Self(Self, Base); G != FuncId::None)
        return G;
    return FuncId::None;
  };
  FuncId G = In(In, M.type(Cells[Object.N].T).Record);
  return G == FuncId::None ? F : G;
}

Interpreter::Value Interpreter::invoke(Value Callee, std::vector<Value> Args) {
  if (Callee.Kind == Value::Function)
    return call(static_cast<FuncId>(Callee.N), std::move(Args));
  if (Callee.Kind != Value::Address)
    return {};
  CellNo C = Callee.N;
  if (kind(C) == TypeKind::Callable)
    return at(C).Inner == NoCell
               ? Value()
               : invoke({Value::Address, at(C).Inner}, std::move(Args));
  if (kind(C) == TypeKind::Borrow)
    return invoke(at(C).V, std::move(Args));
  if (kind(C) != TypeKind::Record)
    return {};
  FuncId Op = M.record(M.type(at(C).T).Record).CallOp;
  if (Op == FuncId::None)
    return {};
  Args.insert(Args.begin(), {Value::Address, C});
  return call(Op, std::move(Args));
}

Interpreter::Value Interpreter::call(FuncId Id, std::vector<Value> Args) {
  const Function &F = M.function(Id);
  if (F.Name.starts_with(Probe)) {
    Lines.push_back(alive());
    return {};
  }
  if (F.Blocks.empty() || stop())
    return {};
  ++Depth;
  Frame Fr{&F, std::vector<Value>(F.NumRegs)};
  for (size_t I = 0; I < std::min(Args.size(), F.Params.size()); ++I)
    Fr.Regs[I] = Args[I];
  Value Result;
  for (const Block *B = &F.Blocks.front(); B && !stop();) {
    const Block *To = nullptr;
    for (const Instr &I : B->Instrs) {
      if (stop())
        break;
      switch (I.Op) {
      case Opcode::Jump:
        To = &F.Blocks[index(
            I.Targets[I.Targets.size() == 1 ? 0 : choose(I.Targets.size())])];
        continue;
      case Opcode::Branch:
        To = &F.Blocks[index(
            I.Targets[truth(Fr.Regs[index(I.Args[0].R)]) ? 0 : 1])];
        continue;
      case Opcode::Return:
        if (!I.Args.empty())
          Result = Fr.Regs[index(I.Args[0].R)];
        continue;
      case Opcode::Throw:
      case Opcode::Unreachable:
        Stopped = true;
        continue;
      default: {
        Value V = execute(Fr, I);
        if (I.Result != Reg::None)
          Fr.Regs[index(I.Result)] = V;
      }
      }
    }
    B = To;
  }
  --Depth;
  return Result;
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

Interpreter::Value Interpreter::execute(Frame &Fr, const Instr &I) {
  auto Arg = [&](unsigned N) {
    return N < I.Args.size() ? Fr.Regs[index(I.Args[N].R)] : Value();
  };
  // An operand that must be a cell; a run that loses one ends.
  auto CellAt = [&](unsigned N) -> CellNo {
    Value V = Arg(N);
    if (V.Kind == Value::Address)
      return V.N;
    Stopped = true;
    return newCell(TypeId::None);
  };
  auto Address = [](CellNo C) { return Value{Value::Address, C}; };
  auto Bool = [](bool B) { return Value{Value::Int, B}; };
  auto Null = Value{Value::Null, 0};
  auto Where = static_cast<Position>(I.Sub);

  switch (I.Op) {
  case Opcode::Local:
  case Opcode::Temp:
  case Opcode::Alloc:
    return Address(newCell(I.Ty));
  case Opcode::Drop:
  case Opcode::Delete:
    if (Arg(0).Kind == Value::Address)
      destroy(Arg(0).N);
    return {};
  case Opcode::Global: {
    auto [It, New] = Globals.try_emplace(I.Glob, NoCell);
    if (New)
      It->second = newCell(M.global(I.Glob).Type);
    return Address(It->second);
  }
  case Opcode::Const:
    switch (static_cast<ConstKind>(I.Sub)) {
    case ConstKind::Null:
      return Null;
    case ConstKind::True:
      return Bool(true);
    case ConstKind::False:
      return Bool(false);
    case ConstKind::Int:
      return {Value::Int, I.Int};
    }
    return {};
  case Opcode::FuncRef:
    return {Value::Function, index(I.Callee)};
  case Opcode::Field:
    return Address(slot(CellAt(0), I.Rec, I.SlotNo));
  case Opcode::Load:
  case Opcode::Deref: {
    CellNo C = CellAt(0);
    if (kind(C) == TypeKind::Callable)
      return at(C).Inner == NoCell ? Null : Address(at(C).Inner);
    if (I.Op == Opcode::Deref && at(C).V.Kind == Value::Null)
      Stopped = true;
    return at(C).V;
  }
  case Opcode::Store: {
    CellNo C = CellAt(0);
    at(C).V = Arg(1);
    return {};
  }
  case Opcode::Elem:
    return findElement(CellAt(0), Where, Arg(1));
  case Opcode::Access: {
    CellNo Coll = CellAt(0);
    Value Found = findElement(Coll, Where, Arg(1));
    if (Found.Kind == Value::Address)
      return Found;
    return Address(addElement(Coll, newCell(M.type(at(Coll).T).Arg),
                              Position::Back, Arg(1)));
  }
  case Opcode::Next:
    return Arg(0).Kind == Value::Address ? next(Arg(0).N) : Arg(0);
  case Opcode::Copy:
  case Opcode::Move: {
    if (Arg(1).Kind == Value::Unknown)
      return {};
    CellNo Dst = CellAt(0);
    copy(Dst, CellAt(1), I.Op == Opcode::Move);
    return {};
  }
  case Opcode::DynCast: {
    CellNo Dst = CellAt(0), Src = CellAt(1);
    Value P = at(Src).V;
    TypeId To = M.type(at(Dst).T).Arg;
    bool Fits = P.Kind == Value::Address && To != TypeId::None &&
                kind(P.N) == TypeKind::Record &&
                isA(M.type(at(P.N).T).Record, M.type(To).Record);
    share(Dst, Fits ? at(Src).Block : -1, Fits ? P : Null);
    return {};
  }
  case Opcode::Swap: {
    CellNo A = CellAt(0), B = CellAt(1);
    if (kind(A) == TypeKind::Record) {
      CellNo Mid = clone(A, true, at(A).T);
      copy(A, B, true);
      copy(B, Mid, true);
      at(Mid).Alive = false;
      for (auto [Place, S] : at(Mid).Slots)
        at(S).Alive = false;
      return {};
    }
    std::swap(at(A).V, at(B).V);
    std::swap(at(A).Block, at(B).Block);
    std::swap(at(A).Inner, at(B).Inner);
    std::swap(at(A).Elements, at(B).Elements);
    for (CellNo C : {A, B})
      for (CellNo E : at(C).Elements)
        at(E).Collection = C;
    return {};
  }
  case Opcode::Reset:
    empty(CellAt(0));
    return {};
  case Opcode::Adopt: {
    CellNo Owner = CellAt(0);
    Value Object = Arg(1);
    CellNo Deleter = NoCell;
    if (I.Args.size() > 2)
      Deleter = clone(CellAt(2), true, at(CellAt(2)).T);
    empty(Owner);
    at(Owner).V = Object;
    if (kind(Owner) == TypeKind::Unique) {
      at(Owner).Inner = Deleter;
      return {};
    }
    int Block = static_cast<int>(Blocks.size());
    Blocks.push_back({1, Object, Deleter});
    at(Owner).Block = Block;
    if (Object.Kind == Value::Address)
      at(Object.N).Block = Block;
    return {};
  }
  case Opcode::Alias:
    share(CellAt(0), at(CellAt(1)).Block, Arg(2));
    return {};
  case Opcode::Release: {
    CellNo C = CellAt(0);
    at(C).Inner = NoCell;
    return std::exchange(at(C).V, Null);
  }
  case Opcode::Weaken:
    share(CellAt(0), at(CellAt(1)).Block, at(CellAt(1)).V);
    return {};
  case Opcode::Lock:
  case Opcode::SharedFromThis: {
    CellNo Dst = CellAt(0), Src = CellAt(1);
    int Block = at(Src).Block;
    bool Lives = Block >= 0 && Blocks[Block].Strong > 0;
    Value P = I.Op == Opcode::Lock ? at(Src).V : Address(Src);
    share(Dst, Lives ? Block : -1, Lives ? P : Null);
    return {};
  }
  case Opcode::Expired: {
    int Block = at(CellAt(0)).Block;
    return Bool(Block < 0 || Blocks[Block].Strong == 0);
  }
  case Opcode::UseCount: {
    int Block = at(CellAt(0)).Block;
    return {Value::Int, Block < 0 ? 0 : Blocks[Block].Strong};
  }
  case Opcode::Insert: {
    CellNo Coll = CellAt(0);
    TypeId T = M.type(at(Coll).T).Arg;
    CellNo E = NoCell;
    if (I.Args[1].How == Transfer::Ref) {
      E = newCell(T);
      at(E).V = Arg(1);
    } else {
      E = clone(CellAt(1), I.Args[1].How == Transfer::Move, T);
    }
    // A key is what the element itself holds, not where it came from.
    bool KeyIsValue = I.Args.size() > 2 && I.Args[2].R == I.Args[1].R;
    return Address(
        addElement(Coll, E, Where, KeyIsValue ? Address(E) : Arg(2)));
  }
  case Opcode::Emplace: {
    CellNo Coll = CellAt(0);
    CellNo E = newCell(M.type(at(Coll).T).Arg);
    return Address(addElement(Coll, E, Where, Arg(1)));
  }
  case Opcode::Erase: {
    CellNo Coll = CellAt(0);
    if (I.Args.size() > 1) {
      if (Arg(1).Kind == Value::Address)
        erase(Coll, Arg(1).N);
      return {};
    }
    auto Elements = at(Coll).Elements;
    if (!Elements.empty())
      erase(Coll, Elements[choose(Elements.size())]);
    return {};
  }
  case Opcode::Splice: {
    CellNo Dst = CellAt(0), Src = CellAt(1);
    for (CellNo E : std::exchange(at(Src).Elements, {})) {
      at(E).Collection = Dst;
      at(Dst).Elements.push_back(E);
    }
    return {};
  }
  case Opcode::Closure: {
    Type T;
    T.Kind = TypeKind::Record;
    T.Record = I.Rec;
    auto Id = find(M.Types, T);
    CellNo C = newCell(Id == M.Types.end()
                           ? TypeId::None
                           : static_cast<TypeId>(Id - M.Types.begin()));
    for (unsigned N = 0; N < I.Args.size(); ++N) {
      const auto &Slots = M.record(I.Rec).Slots;
      auto S = find_if(Slots, [&](const Slot &Candidate) {
        return Candidate.Name == I.Args[N].SlotName;
      });
      CellNo To = slot(C, I.Rec, S - Slots.begin());
      if (I.Args[N].How == Transfer::Ref)
        at(To).V = Arg(N);
      else
        copy(To, CellAt(N), I.Args[N].How == Transfer::Move);
    }
    return Address(C);
  }
  case Opcode::Invoke: {
    std::vector<Value> Args;
    for (unsigned N = 1; N < I.Args.size(); ++N)
      Args.push_back(Arg(N));
    return invoke(Arg(0), std::move(Args));
  }
  case Opcode::Call:
  case Opcode::VCall: {
    std::vector<Value> Args;
    for (unsigned N = 0; N < I.Args.size(); ++N)
      Args.push_back(Arg(N));
    FuncId F = I.Callee;
    if (I.Op == Opcode::VCall)
      F = overrider(F, Arg(0));
    return call(F, std::move(Args));
  }
  case Opcode::Retain: {
    CellNo What = CellAt(I.HasFirst ? 1 : 0);
    CellNo Kept = clone(What, true, at(What).T);
    if (static_cast<Lifetime>(I.Sub) == Lifetime::Once) {
      invoke(Address(Kept), {});
      destroy(Kept);
    }
    return {};
  }
  case Opcode::IsNull:
    return Arg(0).Kind == Value::Unknown ? Value()
                                         : Bool(Arg(0).Kind == Value::Null);
  case Opcode::Not:
    return Bool(!truth(Arg(0)));
  case Opcode::Cmp: {
    Value A = Arg(0), B = Arg(1);
    if (A.Kind == Value::Unknown || B.Kind == Value::Unknown)
      return {};
    switch (static_cast<Predicate>(I.Sub)) {
    case Predicate::Eq:
      return Bool(A == B);
    case Predicate::Ne:
      return Bool(A != B);
    case Predicate::Lt:
      return Bool(A.N < B.N);
    case Predicate::Le:
      return Bool(A.N <= B.N);
    case Predicate::Gt:
      return Bool(A.N > B.N);
    case Predicate::Ge:
      return Bool(A.N >= B.N);
    }
    return {};
  }
  case Opcode::Add:
  case Opcode::Sub:
  case Opcode::Mul:
  case Opcode::Rem: {
    Value A = Arg(0), B = Arg(1);
    if (A.Kind != Value::Int || B.Kind != Value::Int ||
        (I.Op == Opcode::Rem && B.N == 0))
      return {};
    uint64_t X = A.N, Y = B.N;
    int64_t N = I.Op == Opcode::Add   ? X + Y
                : I.Op == Opcode::Sub ? X - Y
                : I.Op == Opcode::Mul ? X * Y
                                      : A.N % B.N;
    return {Value::Int, N};
  }
  case Opcode::Assume:
    if (!truth(Arg(0)))
      Stopped = true;
    return {};
  default:
    // Unknown, escape, opaque, unretain: nothing happens that is known here.
    return {};
  }
}

} // namespace weakspot::conformance

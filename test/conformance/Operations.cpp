//===- Operations.cpp - What each operation does --------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Interpreter.h"
#include "llvm/ADT/APInt.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace weakspot::ir;

namespace weakspot::conformance {

std::optional<Interpreter::Value> Interpreter::executeStorage(Operands &O,
                                                              const Instr &I) {
  switch (I.Op) {
  case Opcode::Local:
  case Opcode::Temp:
  case Opcode::Alloc:
    return address(newCell(I.Ty));
  case Opcode::Drop:
  case Opcode::Delete:
    if (O.arg(0).Kind == Value::Address)
      destroy(O.arg(0).N);
    return Value();
  case Opcode::Global: {
    auto [It, New] = Globals.try_emplace(I.Glob, NoCell);
    if (New)
      It->second = newCell(M.global(I.Glob).Type);
    return address(It->second);
  }
  case Opcode::Const:
    switch (static_cast<ConstKind>(I.Sub)) {
    case ConstKind::Null:
      return null();
    case ConstKind::True:
      return boolean(true);
    case ConstKind::False:
      return boolean(false);
    case ConstKind::Int:
      return Value{Value::Int, I.Int};
    }
    return Value();
  case Opcode::FuncRef:
    return Value{Value::Function, index(I.Callee)};
  case Opcode::Field:
    return address(slot(O.cell(0), I.Rec, I.SlotNo));
  case Opcode::Load:
  case Opcode::Deref: {
    CellNo C = O.cell(0);
    if (kind(C) == TypeKind::Callable)
      return at(C).Inner == NoCell ? null() : address(at(C).Inner);
    if (I.Op == Opcode::Deref && at(C).V.Kind == Value::Null)
      Stopped = true;
    return at(C).V;
  }
  case Opcode::Store: {
    CellNo C = O.cell(0);
    at(C).V = O.arg(1);
    return Value();
  }
  default:
    return std::nullopt;
  }
}

std::optional<Interpreter::Value>
Interpreter::executeCollection(Operands &O, const Instr &I) {
  auto Where = static_cast<Position>(I.Sub);
  switch (I.Op) {
  case Opcode::Elem:
    return findElement(O.cell(0), Where, O.arg(1));
  case Opcode::Access: {
    CellNo Coll = O.cell(0);
    Value Found = findElement(Coll, Where, O.arg(1));
    if (Found.Kind == Value::Address)
      return Found;
    return address(addElement(Coll, newCell(M.type(at(Coll).T).Arg),
                              Position::Back, O.arg(1)));
  }
  case Opcode::Next:
    return O.arg(0).Kind == Value::Address ? next(O.arg(0).N) : O.arg(0);
  case Opcode::Insert: {
    CellNo Coll = O.cell(0);
    TypeId T = M.type(at(Coll).T).Arg;
    CellNo E = NoCell;
    if (I.Args[1].How == Transfer::Ref) {
      E = newCell(T);
      at(E).V = O.arg(1);
    } else {
      E = clone(O.cell(1), I.Args[1].How == Transfer::Move, T);
    }
    // A key is what the element itself holds, not where it came from.
    bool KeyIsValue = I.Args.size() > 2 && I.Args[2].R == I.Args[1].R;
    return address(
        addElement(Coll, E, Where, KeyIsValue ? address(E) : O.arg(2)));
  }
  case Opcode::Emplace: {
    CellNo Coll = O.cell(0);
    CellNo E = newCell(M.type(at(Coll).T).Arg);
    return address(addElement(Coll, E, Where, O.arg(1)));
  }
  case Opcode::Erase: {
    CellNo Coll = O.cell(0);
    if (I.Args.size() > 1) {
      if (O.arg(1).Kind == Value::Address)
        erase(Coll, O.arg(1).N);
      return Value();
    }
    auto Elements = at(Coll).Elements;
    if (!Elements.empty())
      erase(Coll, Elements[choose(Elements.size())]);
    return Value();
  }
  case Opcode::Splice: {
    CellNo Dst = O.cell(0), Src = O.cell(1);
    for (CellNo E : std::exchange(at(Src).Elements, {})) {
      at(E).Collection = Dst;
      at(Dst).Elements.push_back(E);
    }
    return Value();
  }
  default:
    return std::nullopt;
  }
}

std::optional<Interpreter::Value> Interpreter::executeOwner(Operands &O,
                                                            const Instr &I) {
  switch (I.Op) {
  case Opcode::Copy:
  case Opcode::Move: {
    if (O.arg(1).Kind == Value::Unknown)
      return Value();
    CellNo Dst = O.cell(0);
    copy(Dst, O.cell(1), I.Op == Opcode::Move);
    return Value();
  }
  case Opcode::DynCast: {
    CellNo Dst = O.cell(0), Src = O.cell(1);
    Value P = at(Src).V;
    TypeId To = M.type(at(Dst).T).Arg;
    bool Fits = P.Kind == Value::Address && To != TypeId::None &&
                kind(P.N) == TypeKind::Record &&
                isA(M.type(at(P.N).T).Record, M.type(To).Record);
    share(Dst, Fits ? at(Src).Block : -1, Fits ? P : null());
    return Value();
  }
  case Opcode::Swap: {
    CellNo A = O.cell(0), B = O.cell(1);
    if (kind(A) == TypeKind::Record) {
      CellNo Mid = clone(A, true, at(A).T);
      copy(A, B, true);
      copy(B, Mid, true);
      at(Mid).Alive = false;
      for (auto [Place, S] : at(Mid).Slots)
        at(S).Alive = false;
      return Value();
    }
    std::swap(at(A).V, at(B).V);
    std::swap(at(A).Block, at(B).Block);
    std::swap(at(A).Inner, at(B).Inner);
    std::swap(at(A).Elements, at(B).Elements);
    for (CellNo C : {A, B})
      for (CellNo E : at(C).Elements)
        at(E).Collection = C;
    return Value();
  }
  case Opcode::Reset:
    empty(O.cell(0));
    return Value();
  case Opcode::Adopt: {
    CellNo Owner = O.cell(0);
    Value Object = O.arg(1);
    CellNo Deleter = NoCell;
    if (I.Args.size() > 2)
      Deleter = clone(O.cell(2), true, at(O.cell(2)).T);
    empty(Owner);
    at(Owner).V = Object;
    if (kind(Owner) == TypeKind::Unique) {
      at(Owner).Inner = Deleter;
      return Value();
    }
    int Block = static_cast<int>(Blocks.size());
    Blocks.push_back({1, Object, Deleter});
    at(Owner).Block = Block;
    if (Object.Kind == Value::Address)
      at(Object.N).Block = Block;
    return Value();
  }
  case Opcode::Share: {
    CellNo Owner = O.cell(0);
    Value Object = O.arg(1);
    if (Object.Kind == Value::Address && at(Object.N).Block < 0) {
      at(Object.N).Block = static_cast<int>(Blocks.size());
      Blocks.push_back({0, Object, NoCell});
    }
    share(Owner, Object.Kind == Value::Address ? at(Object.N).Block : -1,
          Object);
    return Value();
  }
  case Opcode::Alias:
    share(O.cell(0), at(O.cell(1)).Block, O.arg(2));
    return Value();
  case Opcode::Release: {
    CellNo C = O.cell(0);
    at(C).Inner = NoCell;
    return std::exchange(at(C).V, null());
  }
  case Opcode::Weaken:
    share(O.cell(0), at(O.cell(1)).Block, at(O.cell(1)).V);
    return Value();
  case Opcode::Lock:
  case Opcode::SharedFromThis: {
    CellNo Dst = O.cell(0), Src = O.cell(1);
    int Block = at(Src).Block;
    bool Lives = Block >= 0 && Blocks[Block].Strong > 0;
    Value P = I.Op == Opcode::Lock ? at(Src).V : address(Src);
    share(Dst, Lives ? Block : -1, Lives ? P : null());
    return Value();
  }
  case Opcode::Expired: {
    int Block = at(O.cell(0)).Block;
    return boolean(Block < 0 || Blocks[Block].Strong == 0);
  }
  case Opcode::UseCount: {
    int Block = at(O.cell(0)).Block;
    return Value{Value::Int, Block < 0 ? 0 : Blocks[Block].Strong};
  }
  default:
    return std::nullopt;
  }
}

std::optional<Interpreter::Value> Interpreter::executeCall(Operands &O,
                                                           const Instr &I) {
  switch (I.Op) {
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
        return Candidate.Name == M.name(I.Args[N].Slot);
      });
      CellNo To = slot(C, I.Rec, S - Slots.begin());
      if (I.Args[N].How == Transfer::Ref)
        at(To).V = O.arg(N);
      else
        copy(To, O.cell(N), I.Args[N].How == Transfer::Move);
    }
    return address(C);
  }
  case Opcode::Invoke: {
    std::vector<Value> Args;
    Args.reserve(I.Args.size());
    for (unsigned N = 1; N < I.Args.size(); ++N)
      Args.push_back(O.arg(N));
    return invoke(O.arg(0), std::move(Args));
  }
  case Opcode::Call:
  case Opcode::VCall: {
    std::vector<Value> Args;
    Args.reserve(I.Args.size());
    for (unsigned N = 0; N < I.Args.size(); ++N)
      Args.push_back(O.arg(N));
    FuncId F = I.Callee;
    if (I.Op == Opcode::VCall)
      F = overrider(F, O.arg(0));
    return call(F, std::move(Args));
  }
  case Opcode::Retain: {
    CellNo What = O.cell(I.HasFirst ? 1 : 0);
    CellNo Kept = clone(What, true, at(What).T);
    auto Until = static_cast<Lifetime>(I.Sub);
    if (Until == Lifetime::Once) {
      invoke(address(Kept), {});
      destroy(Kept);
    } else if (I.HasFirst) {
      at(O.cell(0)).Kept.push_back({Kept, Until == Lifetime::Holder});
    }
    return Value();
  }
  case Opcode::Unretain: {
    for (auto [Kept, IsCalled] : std::exchange(at(O.cell(0)).Kept, {}))
      destroy(Kept);
    return Value();
  }
  default:
    return std::nullopt;
  }
}

std::optional<Interpreter::Value> Interpreter::executeValue(Operands &O,
                                                            const Instr &I) {
  switch (I.Op) {
  case Opcode::IsNull:
    return O.arg(0).Kind == Value::Unknown
               ? Value()
               : boolean(O.arg(0).Kind == Value::Null);
  case Opcode::Not:
    return boolean(!truth(O.arg(0)));
  case Opcode::Cmp: {
    Value A = O.arg(0), B = O.arg(1);
    if (A.Kind == Value::Unknown || B.Kind == Value::Unknown)
      return Value();
    switch (static_cast<Predicate>(I.Sub)) {
    case Predicate::Eq:
      return boolean(A == B);
    case Predicate::Ne:
      return boolean(A != B);
    case Predicate::Lt:
      return boolean(A.N < B.N);
    case Predicate::Le:
      return boolean(A.N <= B.N);
    case Predicate::Gt:
      return boolean(A.N > B.N);
    case Predicate::Ge:
      return boolean(A.N >= B.N);
    }
    return Value();
  }
  case Opcode::Add:
  case Opcode::Sub:
  case Opcode::Mul:
  case Opcode::Rem: {
    Value A = O.arg(0), B = O.arg(1);
    if (A.Kind != Value::Int || B.Kind != Value::Int ||
        (I.Op == Opcode::Rem && B.N == 0))
      return Value();
    APInt X(64, A.N, /*isSigned=*/true), Y(64, B.N, /*isSigned=*/true);
    if (I.Op == Opcode::Add)
      X += Y;
    else if (I.Op == Opcode::Sub)
      X -= Y;
    else
      X = I.Op == Opcode::Mul ? X * Y : X.srem(Y);
    return Value{Value::Int, X.getSExtValue()};
  }
  case Opcode::Assume:
    if (!truth(O.arg(0)))
      Stopped = true;
    return Value();
  default:
    return std::nullopt;
  }
}

Interpreter::Value Interpreter::execute(Frame &Fr, const Instr &I) {
  Operands O{*this, Fr, I};
  for (auto Part : {&Interpreter::executeStorage,
                    &Interpreter::executeCollection, &Interpreter::executeOwner,
                    &Interpreter::executeCall, &Interpreter::executeValue})
    if (std::optional<Value> V = (this->*Part)(O, I))
      return *V;
  // Unknown, escape, opaque: nothing happens that is known here.
  return {};
}

} // namespace weakspot::conformance

//===- Cells.cpp - Cells, their contents and their ends -------------------===//
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
  releaseKept(C);
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
    // The deleter of a unique owner of nothing is not called.
    if (Old.V.Kind == Value::Null)
      destroy(Old.Inner);
    else
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
  forgetEntries(Block);
}

void Interpreter::releaseKept(CellNo C) {
  for (auto [Kept, IsCalled] : std::exchange(at(C).Kept, {})) {
    if (IsCalled)
      invoke(address(Kept), {});
    destroy(Kept);
  }
}

/// The control block that an element of a weak-keyed table goes with.
int Interpreter::weakBlock(CellNo Element) const {
  if (kind(Element) == TypeKind::Weak)
    return Cells[Element].Block;
  for (auto [Place, S] : Cells[Element].Slots)
    if (kind(S) == TypeKind::Weak)
      return Cells[S].Block;
  return -1;
}

/// The object of that block has died: so do the entries that wait for it.
void Interpreter::forgetEntries(int Block) {
  for (CellNo C = 0; C < static_cast<CellNo>(Cells.size()); ++C) {
    if (!at(C).Alive || kind(C) != TypeKind::Collection ||
        !M.type(at(C).T).WeakKeyed)
      continue;
    auto Elements = at(C).Elements;
    for (CellNo E : Elements)
      if (weakBlock(E) == Block)
        erase(C, E);
  }
}

void Interpreter::destroyObject(Value Object, CellNo Deleter) {
  if (Deleter == NoCell) {
    if (Object.Kind == Value::Address)
      destroy(Object.N);
    return;
  }
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
  // A callable gives the owner that it holds.
  bool ToOwner = kind(Dst) == TypeKind::Strong || kind(Dst) == TypeKind::Weak;
  if (ToOwner && kind(Src) == TypeKind::Callable && at(Src).Inner != NoCell)
    Src = at(Src).Inner;
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
  // What a key owns is the key: where it was passed may be gone tomorrow.
  at(Element).Key = keyOf(Key);
  auto &Elements = at(Coll).Elements;
  Elements.insert(P == Position::Front ? Elements.begin() : Elements.end(),
                  Element);
  return Element;
}

/// A key that is an owner is the object that it owns.
Interpreter::Value Interpreter::keyOf(Value V) {
  while (V.Kind == Value::Address && kind(V.N) != TypeKind::Record)
    V = at(V.N).V;
  return V;
}

bool Interpreter::sameKey(Value A, Value B) {
  if (A.Kind == Value::Unknown || B.Kind == Value::Unknown)
    return choose(2) == 1;
  return keyOf(A) == keyOf(B);
}

Interpreter::Value Interpreter::findElement(CellNo Coll, Position P,
                                            Value Key) {
  // A pointer to an element stands for those from there on, as in an array.
  std::vector<CellNo> Elements = at(Coll).Elements;
  if (CellNo All = at(Coll).Collection;
      All != NoCell && kind(Coll) != TypeKind::Collection)
    Elements.assign(find(at(All).Elements, Coll), at(All).Elements.end());
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
  if (It == Elements.end() || std::next(It) == Elements.end())
    return null();
  return address(*std::next(It));
}

void Interpreter::erase(CellNo Coll, CellNo Element) {
  auto &Elements = at(Coll).Elements;
  auto It = find(Elements, Element);
  if (It == Elements.end())
    return;
  Elements.erase(It);
  destroy(Element);
}

} // namespace weakspot::conformance

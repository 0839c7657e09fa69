//===- Interpreter.h - Runs the ownership IR concretely ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A reference interpreter: cells hold values, owners count, destructors run. It
// is slow and plain on purpose, as the definition of what the operations of
// docs/ir.md mean on one path.
//
// Where the IR leaves open what happens, the interpreter chooses; run() tries
// all choices up to a limit and gives every log that some choice leads to.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_CONFORMANCE_INTERPRETER_H
#define WEAKSPOT_CONFORMANCE_INTERPRETER_H

#include "IR/Module.h"
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace weakspot::conformance {

/// How many objects were alive at each probe() and at the end.
using Log = std::vector<unsigned>;

class Interpreter {
public:
  /// Objects of the record of that name and of those derived from it are
  /// counted where a function of the name Probe is called.
  Interpreter(const ir::Module &M, llvm::StringRef Counted,
              llvm::StringRef Probe);

  std::set<Log> run(ir::FuncId F);

private:
  using CellNo = int64_t;
  static constexpr CellNo NoCell = -1;

  struct Value {
    enum ValueKind { Unknown, Null, Address, Int, Function } Kind = Unknown;
    int64_t N = 0; ///< A cell, a number or a function.

    friend auto operator<=>(const Value &, const Value &) = default;
  };
  static Value address(CellNo C) { return {Value::Address, C}; }
  static Value boolean(bool B) { return {Value::Int, B}; }
  static Value null() { return {Value::Null, 0}; }

  struct Cell {
    ir::TypeId T = ir::TypeId::None;
    bool Alive = true;
    Value V{Value::Null, 0}; ///< What a pointer-like or scalar cell holds.
    int Block = -1;          ///< Of an owner or weak; of an object: its own.
    /// What a library keeps with it, and whether it is called at its end.
    std::vector<std::pair<CellNo, bool>> Kept;
    CellNo Inner = NoCell; ///< Of a callable; the deleter of a unique.
    std::vector<CellNo> Elements;
    Value Key; ///< Of an element.
    CellNo Collection = NoCell;
    std::map<std::pair<ir::RecordId, unsigned>, CellNo> Slots;
  };
  struct ControlBlock {
    unsigned Strong = 0;
    Value Object;
    CellNo Deleter = NoCell;
  };
  struct Frame {
    const ir::Function *F = nullptr;
    std::vector<Value> Regs;
  };

  struct Operands {
    Interpreter &In;
    Frame &Fr;
    const ir::Instr &I;

    Value arg(unsigned N) const {
      return N < I.Args.size() ? Fr.Regs[ir::index(I.Args[N].R)] : Value();
    }
    /// An operand that must be a cell; a run that has lost it ends.
    CellNo cell(unsigned N) const {
      if (Value V = arg(N); V.Kind == Value::Address)
        return V.N;
      In.Stopped = true;
      return In.newCell(ir::TypeId::None);
    }
  };

  // Cells and types (Cells.cpp).
  CellNo newCell(ir::TypeId T);
  void addSlots(CellNo C, ir::RecordId R);
  ir::TypeKind kind(CellNo C) const;
  bool isA(ir::RecordId R, ir::RecordId Base) const;
  CellNo slot(CellNo C, ir::RecordId R, unsigned No);
  Cell &at(CellNo C) { return Cells[C]; }
  unsigned alive() const;

  // Meaning.
  void destroy(CellNo C);
  void empty(CellNo C);
  void destroyRecord(CellNo C, ir::RecordId R);
  void releaseStrong(int Block);
  void releaseKept(CellNo C);
  void forgetEntries(int Block);
  int weakBlock(CellNo Element) const;
  void destroyObject(Value Object, CellNo Deleter);
  void copy(CellNo Dst, CellNo Src, bool Move);
  CellNo clone(CellNo Src, bool Move, ir::TypeId T);
  void share(CellNo Dst, int Block, Value Pointee);
  CellNo addElement(CellNo Coll, CellNo Element, ir::Position P, Value Key);
  Value findElement(CellNo Coll, ir::Position P, Value Key);
  Value next(CellNo Element) const;
  void erase(CellNo Coll, CellNo Element);
  Value keyOf(Value V);
  bool sameKey(Value A, Value B);

  // Control.
  Value call(ir::FuncId Id, std::vector<Value> Args);
  Value invoke(Value Callee, std::vector<Value> Args);
  ir::FuncId overrider(ir::FuncId F, Value Object) const;

  // Operations (Operations.cpp); no value where it is none of the part's.
  Value execute(Frame &Fr, const ir::Instr &I);
  std::optional<Value> executeStorage(Operands &O, const ir::Instr &I);
  std::optional<Value> executeCollection(Operands &O, const ir::Instr &I);
  std::optional<Value> executeOwner(Operands &O, const ir::Instr &I);
  std::optional<Value> executeCall(Operands &O, const ir::Instr &I);
  std::optional<Value> executeValue(Operands &O, const ir::Instr &I);

  unsigned choose(unsigned N);
  bool truth(Value V);
  bool stop() { return Stopped || ++Steps > 200000 || Depth > 200; }

  const ir::Module &M;
  ir::RecordId Counted = ir::RecordId::None;
  llvm::StringRef Probe;

  std::vector<Cell> Cells;
  std::vector<ControlBlock> Blocks;
  std::map<ir::GlobalId, CellNo> Globals;
  Log Lines;
  std::vector<unsigned> Choices, Limits; ///< Of this run, in order.
  size_t NextChoice = 0;
  unsigned Steps = 0, Depth = 0;
  bool Stopped = false; ///< This run went where nothing is known or may go.
};

} // namespace weakspot::conformance

#endif // WEAKSPOT_CONFORMANCE_INTERPRETER_H

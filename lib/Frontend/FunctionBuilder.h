//===- FunctionBuilder.h - Writes the IR of one function --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Emits blocks and operations. Knows nothing of Clang: what an expression
// becomes is FunctionLowering's business.
//
// Emission never fails. Code after a terminator goes to a block that nothing
// reaches, and finish() removes such blocks; so callers need not ask whether a
// point can be reached.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_FUNCTIONBUILDER_H
#define WEAKSPOT_FRONTEND_FUNCTIONBUILDER_H

#include "IR/Module.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseSet.h"

namespace weakspot::frontend {

/// A place between two operations, to which operations can be added later.
struct InsertPoint {
  ir::BlockId Block = ir::BlockId::None;
  size_t Index = 0;
};

class FunctionBuilder {
public:
  /// Registers 0..NumParams-1 are the parameters.
  explicit FunctionBuilder(ir::Module &M, unsigned NumParams);

  ir::Module &module() { return M; }

  /// Where the operations emitted from now on come from.
  void setLoc(ir::Loc L) { Where = L; }
  ir::Loc loc() const { return Where; }

  // Blocks.
  ir::BlockId createBlock();
  void setBlock(ir::BlockId B);
  ir::BlockId currentBlock() const { return Current; }
  /// Whether the current block still lacks its terminator.
  bool isOpen() const { return Current != ir::BlockId::None; }
  InsertPoint here();

  /// Adds I at the current place and gives it a result register when its
  /// operation defines one (where that is optional: when I.Ty is set).
  ir::Reg emit(ir::Instr I);
  /// The same for the common shape: operands without transfer, a type, a Sub.
  ir::Reg op(ir::Opcode Op, llvm::ArrayRef<ir::Reg> Args = {},
             ir::TypeId Ty = ir::TypeId::None, uint8_t Sub = 0);
  /// Emits at an earlier place, which moves to after the new operation.
  ir::Reg opAt(InsertPoint &At, ir::Opcode Op,
               llvm::ArrayRef<ir::Reg> Args = {},
               ir::TypeId Ty = ir::TypeId::None, uint8_t Sub = 0);

  // Storage.
  ir::Reg local(ir::TypeId Ty, llvm::StringRef Name);
  ir::Reg temp(ir::TypeId Ty) { return op(ir::Opcode::Temp, {}, Ty); }
  ir::Reg alloc(ir::TypeId Ty) { return op(ir::Opcode::Alloc, {}, Ty); }
  ir::Reg global(ir::GlobalId G);

  // Values.
  ir::Reg constNull();
  ir::Reg constBool(bool Value);
  ir::Reg constInt(int64_t Value);
  ir::Reg unknown(ir::TypeId Ty);
  /// The one register that stands for all values that cannot matter.
  ir::Reg opaqueValue();
  /// The register of a number that is another one each time the function runs.
  ir::Reg thisRun();
  ir::Reg funcRef(ir::FuncId F);
  ir::Reg field(ir::Reg Object, ir::RecordId Rec, unsigned SlotNo);
  ir::Reg load(ir::Reg Cell) { return op(ir::Opcode::Load, {Cell}); }
  ir::Reg deref(ir::Reg Cell) { return op(ir::Opcode::Deref, {Cell}); }
  void store(ir::Reg Cell, ir::Reg Value);

  // Calls. Ret None: nothing is returned, and the result is Reg::None.
  ir::Reg call(ir::Opcode Op, ir::FuncId Callee, llvm::ArrayRef<ir::Reg> Args,
               ir::TypeId Ret);
  ir::Reg invoke(ir::Reg Callable, llvm::ArrayRef<ir::Reg> Args,
                 ir::TypeId Ret);
  /// An `opaque` operation, counted under Kind.
  ir::Reg opaque(llvm::StringRef Kind, llvm::ArrayRef<ir::Reg> Args,
                 ir::TypeId Ret);

  // Terminators. The current block is closed afterwards.
  void jump(ir::BlockId To);
  void jumpAny(llvm::ArrayRef<ir::BlockId> To);
  /// Landing None: what is thrown from here on leaves the function.
  void tryOn(ir::BlockId On, ir::BlockId Landing = ir::BlockId::None);
  void branch(ir::Reg Cond, ir::BlockId True, ir::BlockId False);
  void ret(ir::Reg Value = ir::Reg::None);
  void throwOut(ir::Reg Value = ir::Reg::None);
  void unreachable();

  unsigned numInstrs() const { return InstrCount; }
  /// After finish(): the number that R has in the function; None if it has no
  /// definition there.
  ir::Reg renumbered(ir::Reg R) const {
    return ir::index(R) < NewRegs.size() ? NewRegs[ir::index(R)]
                                         : ir::Reg::None;
  }
  /// The body has labels or cases inside nested scopes: a cell may be used
  /// where its definition was jumped over.
  void setJumpsIntoScopes() { JumpsIntoScopes = true; }

  /// Closes open blocks, drops what is unreachable, numbers blocks and
  /// registers in order, and puts the body into F.
  void finish(ir::Function &F);

private:
  ir::Block &block(ir::BlockId B) { return Blocks[ir::index(B)]; }
  ir::Reg newReg() { return static_cast<ir::Reg>(NextReg++); }
  void terminate(ir::Instr I);
  void threadJumps();
  void dropUnusedValues(llvm::ArrayRef<ir::BlockId> Order);
  std::vector<ir::BlockId> reversePostOrder();
  std::vector<llvm::BitVector>
  availableAtStart(llvm::ArrayRef<ir::BlockId> Order);
  bool definitionsDominateUses(llvm::ArrayRef<ir::BlockId> Order);
  bool hoistCells(llvm::ArrayRef<ir::BlockId> Order);
  void giveUp(ir::Function &F);

  ir::Module &M;
  std::vector<ir::Block> Blocks;
  ir::BlockId Current = ir::BlockId::None;
  ir::Loc Where;
  uint32_t NumParams;
  uint32_t NextReg;
  unsigned InstrCount = 0;
  unsigned OpaqueCount = 0;
  ir::Reg OpaqueReg = ir::Reg::None, RunReg = ir::Reg::None;
  bool JumpsIntoScopes = false;
  llvm::DenseSet<ir::Reg> NotDominating;
  std::vector<ir::Reg> NewRegs;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_FUNCTIONBUILDER_H

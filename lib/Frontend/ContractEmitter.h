//===- ContractEmitter.h - Writes a contract's steps as IR ------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One emitter writes the steps of one contract for one call. What a step names
// (`this`, an argument, a temp) is a Thing: a register with what is known of
// it. A step whose operands can't matter to owners writes nothing.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_CONTRACTEMITTER_H
#define WEAKSPOT_FRONTEND_CONTRACTEMITTER_H

#include "Contracts/Contracts.h"
#include "Frontend/ContractCalls.h"
#include "Frontend/FunctionLowering.h"
#include "Frontend/Resolve.h"
#include "clang/AST/DeclTemplate.h"

namespace weakspot::frontend {

/// The template arguments of a specialisation, packs spread out.
llvm::SmallVector<clang::TemplateArgument, 4>
templateArguments(const clang::CXXRecordDecl *D);

struct Thing {
  enum ThingForm : uint8_t {
    Nothing, ///< Cannot matter: no register.
    Cell,    ///< R is the address of a cell of type T.
    Fresh,   ///< The same, of a fresh cell that nobody drops yet.
    Value,   ///< R is a value that a cell of type T would hold.
  };
  ThingForm Form = Nothing;
  ir::Reg R = ir::Reg::None;
  ir::TypeId T = ir::TypeId::None;
  clang::QualType Type; ///< The C++ type, where it is known.
  bool IsRvalue = false;
  bool IsNull = false;
  /// R was made by a step: as a value it is an address, not what it holds.
  bool IsStep = false;
  const clang::Expr *E = nullptr; ///< The argument as written.

  bool isCell() const { return Form == Cell || Form == Fresh; }
};

class ContractEmitter {
public:
  ContractEmitter(FunctionLowering &F, const LibraryCall &Call,
                  const contracts::Method &M);

  ir::Reg emit();

  static Thing argument(FunctionLowering &F, const LibraryArg &A);

private:
  // Control (ContractEmitter.cpp).
  void emitStep(const contracts::Step &S);
  void beginEach(const contracts::Step &S);
  bool ownsThroughElements(const Thing &Object);
  void beginRepeat(ir::Reg Times);
  void beginMaybe(ir::Reg Condition = ir::Reg::None);
  void beginWhole(bool Happens);
  void endGroup();

  // Operands (ContractOperands.cpp).
  Thing thing(const contracts::Place &P);
  ir::TypeId pointeeWithoutClass(const contracts::TypeRef &T);
  uint32_t argNumber(const contracts::Place &P) const;
  llvm::SmallVector<Thing, 4> things(llvm::ArrayRef<contracts::Place> Places);
  void unpack(const Thing &Record, llvm::SmallVectorImpl<Thing> &Into);
  ir::Reg cell(const Thing &X);
  ir::Reg value(const Thing &X);
  Thing pointeeOf(const Thing &Pointer);
  Thing elementOf(const Thing &Collection, ir::Reg R);
  clang::QualType resolve(const contracts::TypeRef &T);
  clang::TemplateArgument templateArg(const contracts::TypeRef &T);

  // The result.
  enum class ResultForm : uint8_t { None, Address, Value, Cell };
  void setUpResult();
  Thing resultPlace();
  Thing unboxed(Thing X);
  void setResult(const Thing &Given);
  ir::Reg finishResult();
  void define(const contracts::Step &S, Thing X);
  void defineTemp(const contracts::Step &S, Thing X);

  // Operations (ContractOps.cpp).
  void emitOp(const contracts::Step &S);
  void transfer(ir::Opcode Op, const contracts::Place &To, Thing Src);
  void emitCopy(ir::Opcode Op, const Thing &Dst, const Thing &Src);
  void copySlots(ir::Opcode Op, const Thing &Dst, const Thing &Src);
  void emitReset(const Thing &X);
  void emitWeakTo(const Thing &Weak, const Thing &Object);
  void emitSharedFromThis(ir::Reg Owner, ir::Reg Object, ir::TypeId T);
  void emptySlots(ir::Reg Record, ir::RecordId Id);
  void emitAdopt(const Thing &Owner, const Thing &Object, const Thing *Deleter);
  void emitRetain(const contracts::Step &S);
  Thing emitCell(const contracts::Step &S);
  Thing emitConstant(const contracts::Step &S);
  Thing emitArithmetic(const contracts::Step &S);
  Thing emitUnary(const contracts::Step &S);
  static ir::Opcode transferOp(contracts::Pass How, const Thing &Src);

  // Collections and records (ContractElements.cpp).
  Thing emitElement(const contracts::Step &S);
  Thing emitInsert(const contracts::Step &S);
  void emitErase(const contracts::Step &S);
  Thing emitField(const contracts::Step &S);
  std::string slotName(const contracts::Step &S, const Thing &Object);
  Thing slot(const Thing &Object, llvm::StringRef Name);
  ir::Reg key(const Thing &X);

  // Unions, which hold one of their slots (ContractUnions.cpp).
  ir::Reg alternative(const Thing &Union);
  std::optional<unsigned> alternativeNo(const contracts::Step &S,
                                        const Thing &Union);
  ir::Reg isAlternative(ir::Reg Number, unsigned No);
  Thing enter(const contracts::Step &S);
  Thing holds(const contracts::Step &S);
  Thing visit(const Thing &Callable, const Thing &Union);

  // Calls (ContractInvoke.cpp).
  void construct(const Thing &Object, llvm::ArrayRef<Thing> Args);
  void constructByShape(const Thing &Object, llvm::ArrayRef<Thing> Args);
  void fill(const Thing &Record, llvm::ArrayRef<Thing> Args);
  /// Result is the type to be had where the callable does not tell.
  Thing invoke(const Thing &Callable, llvm::ArrayRef<Thing> Args,
               clang::QualType Result = {});
  Thing invokeFunction(const clang::FunctionDecl *Callee,
                       llvm::ArrayRef<Thing> Args);
  Thing callByShape(const clang::FunctionDecl *Callee, const Thing *Object,
                    llvm::ArrayRef<Thing> Args);
  Thing invokeMember(const clang::ValueDecl *Member,
                     llvm::ArrayRef<Thing> Args);
  Thing invokeRegister(ir::Reg Callable, clang::QualType Signature,
                       clang::QualType Result, llvm::ArrayRef<Thing> Args);
  Thing objectOf(const Thing &X, const clang::CXXRecordDecl *Class);
  ir::Reg condition(const Thing &X);
  Thing lowerBuilt(const clang::Expr *E);
  Thing returned(ir::Reg R, clang::QualType T);
  ir::Reg adapt(const Thing &X, clang::QualType Param);
  void escape(llvm::ArrayRef<Thing> Args);
  void escapeUnmentioned();

  // Closures (ContractBind.cpp).
  void bind(const Thing &Dst, llvm::ArrayRef<Thing> Parts,
            contracts::StepKind Order);

  FunctionLowering &F;
  const LibraryCall &Call;
  const contracts::Method &M;
  Resolver Resolve;
  clang::QualType ResultType; ///< Null for constructors and void.
  ResultForm ResForm = ResultForm::None;
  ir::TypeId ResT = ir::TypeId::None; ///< Of the cell or the value; of an
                                      ///< address: of what it points to.
  ir::Reg ResReg = ir::Reg::None;
  bool ResInCell = false; ///< ResReg is a cell that holds the value.
  bool ResSet = false;

  struct Group {
    /// What the steps make on the way is gone at their end.
    std::unique_ptr<FunctionLowering::FullExpression> Scope;
    ir::BlockId Head = ir::BlockId::None; ///< None for `maybe`.
    ir::BlockId Exit = ir::BlockId::None; ///< None where steps just happen.
  };
  llvm::SmallVector<Group, 2> Groups;
  unsigned Skipped = 0; ///< How many `done` end the steps that don't happen.
  std::vector<Thing> Temps;
};

/// The function or member that an expression is the address of, if it is known.
const clang::ValueDecl *constantTarget(const clang::Expr *E);
/// What a callable is called with, if its type tells: a function type, or one
/// of a pointer to member; null otherwise.
clang::QualType signatureOf(FunctionLowering &F, clang::QualType T);
/// The C++ type of what a pointer, iterator, owner or collection leads to, as
/// its contract or itself says; null if unknown.
clang::QualType pointeeType(FunctionLowering &F, clang::QualType T);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_CONTRACTEMITTER_H

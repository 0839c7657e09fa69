//===- ModuleBuilder.h - One TU's way into the IR ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the lowering of all functions of a TU shares: the module, the symbols,
// the types, the contracts, and the list of functions still to be lowered. A
// function of user code is queued when it is met in the source or first
// referred to, so that what Sema instantiates on the way is lowered too.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_MODULEBUILDER_H
#define WEAKSPOT_FRONTEND_MODULEBUILDER_H

#include "Contracts/Contracts.h"
#include "Frontend/Assertions.h"
#include "Frontend/BodyObserver.h"
#include "Frontend/Extract.h"
#include "Frontend/SourceContracts.h"
#include "Frontend/Symbols.h"
#include "Frontend/TypeLowering.h"
#include "IR/Module.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"

namespace weakspot::frontend {

class FunctionLowering;

class ModuleBuilder {
public:
  ModuleBuilder(clang::Sema &S, const ExtractOptions &Options,
                llvm::StringRef Directory, ExtractStats &Stats,
                BodyObserver *Observer);

  /// Lowers everything of user code in the TU.
  void lowerTranslationUnit();
  ir::Module take() { return std::move(M); }

  ir::Module &module() { return M; }
  clang::ASTContext &context() { return Context; }
  clang::Sema &sema() { return S; }
  Symbols &symbols() { return Syms; }
  TypeLowering &types() { return Types; }
  const contracts::Table &contracts() const { return Contracts; }
  ExtractStats &stats() { return Stats; }
  Assertions &assertions() { return Asserted; }
  BodyObserver *observer() { return Observer; }

  /// The function's entry in the module; a body in user code is queued.
  ir::FuncId function(const clang::FunctionDecl *D);
  ir::GlobalId global(const clang::VarDecl *D);
  /// The truth of whether a static local has been initialised.
  ir::GlobalId guardOf(const clang::VarDecl *D);
  ir::Loc place(clang::SourceLocation L) { return Syms.place(L); }

  /// A class or function declared inside a body.
  void collectLocal(clang::Decl *D);

  /// Instantiates the definition of a template's member or specialisation that
  /// nothing in the source made Sema instantiate. True if D has a body now.
  bool ensureDefinition(clang::FunctionDecl *D);

  /// The same for what a class's objects are called through. Where a library's
  /// function makes the objects (make_unique), its body is not there to ask for
  /// the class's table of virtual functions.
  void instantiateVirtuals(const clang::CXXRecordDecl *Class);

  /// Whether a function that is not there may change numbers, or what numbers
  /// a collection holds, that it is given the address of.
  bool mayChangeNumbers(const clang::FunctionDecl *D, unsigned No);
  /// Of a function without a body, makes the parameters opaque through which
  /// it is given numbers only to read.
  void hideReadOnly(const clang::FunctionDecl *D, ir::Function &F);

  /// A function without a declaration in the source, whose body Write emits.
  /// Key must be unique in the TU; it is marked internal to the TU.
  ir::FuncId makeFunction(llvm::StringRef Key, llvm::StringRef Name,
                          ir::Loc Where, std::vector<ir::Param> Params,
                          ir::TypeId Ret, uint16_t Flags,
                          llvm::function_ref<void(FunctionLowering &)> Write);
  /// A record without a declaration in the source: a bind's closure.
  ir::RecordId makeRecord(llvm::StringRef Key, llvm::StringRef Name,
                          ir::Loc Where, uint16_t Flags,
                          std::vector<ir::Slot> Slots);

  /// The contract of a class or class template specialisation, by its name
  /// without inline namespaces, else by what its source says; null if it has
  /// none.
  const contracts::Class *contractOf(const clang::CXXRecordDecl *D);
  /// A base by which an object finds its own owner; no part of the object.
  bool isSharedFromThisBase(const clang::CXXRecordDecl *D) {
    const contracts::Class *C = contractOf(D);
    return C && C->SharedFromThis;
  }
  /// What an annotation says of one function; null if there is none.
  const contracts::Method *annotationOf(const clang::FunctionDecl *D) {
    return FromSource.findFunction(D);
  }
  llvm::ArrayRef<contracts::Function> contractsOf(const clang::FunctionDecl *D);
  /// Whether D's meaning is a contract's: then its body is not looked at.
  bool hasContract(const clang::FunctionDecl *D);
  /// Whether a construction writes nothing that is kept, as a fresh cell is
  /// empty anyway.
  bool initialisesNothing(const clang::CXXConstructorDecl *Ctor);

private:
  void collectIn(const clang::DeclContext *DC);
  void collect(clang::Decl *D);
  void lowerQueued();
  void lowerInitialisers();
  void setCallOperators();
  bool wantsBody(const clang::FunctionDecl *Def);
  void enqueue(const clang::FunctionDecl *Canonical, ir::FuncId Id);
  void noteLowered(ir::FuncId Id);

  clang::Sema &S;
  clang::ASTContext &Context;
  const contracts::Table &Contracts;
  SourceContracts FromSource;
  BodyObserver *Observer;
  ExtractStats &Stats;
  ir::Module M;
  Symbols Syms;
  TypeLowering Types;
  Assertions Asserted;

  llvm::DenseMap<const clang::FunctionDecl *, ir::FuncId> Functions;
  llvm::StringSet<> FunctionKeys, GlobalKeys;
  llvm::DenseMap<const clang::VarDecl *, ir::GlobalId> Globals, Guards;
  llvm::DenseMap<const clang::CXXRecordDecl *, const contracts::Class *>
      ClassContracts;
  llvm::SetVector<clang::FunctionDecl *> Queue;
  size_t NextQueued = 0;
  llvm::SetVector<const clang::VarDecl *> Initialised;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_MODULEBUILDER_H

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
#include "Frontend/Extract.h"
#include "Frontend/Symbols.h"
#include "Frontend/TypeLowering.h"
#include "IR/Module.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/SetVector.h"
#include <functional>

namespace weakspot::frontend {

class FunctionBuilder;

class ModuleBuilder {
public:
  ModuleBuilder(clang::Sema &S, const ExtractOptions &Options,
                llvm::StringRef Directory, ExtractStats &Stats);

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

  /// The function's entry in the module; a body in user code is queued.
  ir::FuncId function(const clang::FunctionDecl *D);
  ir::GlobalId global(const clang::VarDecl *D);
  ir::Loc place(clang::SourceLocation L) { return Syms.place(L); }

  /// Instantiates the definition of a template's member or specialisation that
  /// nothing in the source made Sema instantiate. True if D has a body now.
  bool ensureDefinition(clang::FunctionDecl *D);

  /// A function without a declaration in the source, whose body Write emits.
  /// Key must be unique in the TU; it is marked internal to the TU.
  ir::FuncId makeFunction(llvm::StringRef Key, llvm::StringRef Name,
                          ir::Loc Where, std::vector<ir::Param> Params,
                          ir::TypeId Ret, uint16_t Flags,
                          llvm::function_ref<void(FunctionBuilder &)> Write);
  /// A record without a declaration in the source: a bind's closure.
  ir::RecordId makeRecord(llvm::StringRef Key, llvm::StringRef Name,
                          ir::Loc Where, uint16_t Flags,
                          std::vector<ir::Slot> Slots);

  /// The contract of a class or of one of its bases' templates; null if it has
  /// none. Typedefs and inline namespaces have been seen through.
  const contracts::Class *contractOf(const clang::CXXRecordDecl *D);
  llvm::ArrayRef<contracts::Function> contractsOf(const clang::FunctionDecl *D);
  /// Whether D's meaning is a contract's: then its body is not looked at.
  bool hasContract(const clang::FunctionDecl *D);

private:
  void collect(const clang::DeclContext *DC);
  void collect(clang::Decl *D);
  void lowerQueued();
  void lowerInitialisers();
  void setDestructors();

  clang::Sema &S;
  clang::ASTContext &Context;
  const contracts::Table &Contracts;
  ExtractStats &Stats;
  ir::Module M;
  Symbols Syms;
  TypeLowering Types;

  llvm::DenseMap<const clang::FunctionDecl *, ir::FuncId> Functions;
  llvm::StringMap<ir::FuncId> FunctionKeys;
  llvm::DenseMap<const clang::VarDecl *, ir::GlobalId> Globals;
  llvm::StringMap<ir::GlobalId> GlobalKeys;
  llvm::DenseMap<const clang::CXXRecordDecl *, const contracts::Class *>
      ClassContracts;
  llvm::SetVector<clang::FunctionDecl *> Queue;
  size_t NextQueued = 0;
  std::vector<const clang::VarDecl *> Initialised;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_MODULEBUILDER_H

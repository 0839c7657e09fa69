//===- Symbols.h - Keys, names and places of declarations -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A *key* says which entity of the program a declaration is: equal keys in two
// TUs are one entity, and different entities have different keys. It is Clang's
// USR, made unique where that falls short (lambdas, local classes, internal
// linkage). A *name* is for people. A *place* is where user code stands: of a
// macro, where it is expanded.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_SYMBOLS_H
#define WEAKSPOT_FRONTEND_SYMBOLS_H

#include "Contracts/Contracts.h"
#include "IR/Module.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/FileEntry.h"
#include "llvm/ADT/DenseMap.h"
#include <string>

namespace weakspot::frontend {

class Symbols {
public:
  Symbols(const clang::ASTContext &Context, const contracts::Table &Contracts,
          ir::Module &M, llvm::StringRef ProjectRoot,
          llvm::StringRef Directory);

  struct Key {
    std::string Text;
    bool Internal = false; ///< Means something in this TU only.
  };
  Key key(const clang::NamedDecl *D);

  /// `ns::Class<int>::method(int, const Foo &)`; `f()::lambda#2` for closures.
  std::string displayName(const clang::NamedDecl *D);

  /// `std::vector`: no template arguments, no inline namespaces. How contracts
  /// are found. Cached; empty for what has no name.
  llvm::StringRef contractName(const clang::NamedDecl *D);

  ir::Loc place(clang::SourceLocation L);
  bool inSystemHeader(const clang::Decl *D);
  /// Has a declaration in user code, which is all but system headers and what
  /// models call a library's namespace.
  bool isUserCode(const clang::Decl *D) { return !inSystemHeader(D); }

  /// As place() writes a file's name.
  std::string relative(llvm::StringRef Path) const;
  llvm::StringRef mainFile() const { return MainFile; }

private:
  uint32_t file(clang::FileID Id);
  std::string placeInKey(const clang::TagDecl *D);
  /// How many names there are in the written-out form; counted no further than
  /// just past MaxNamesInKey.
  unsigned writtenSize(clang::QualType T);
  unsigned writtenSize(llvm::ArrayRef<clang::TemplateArgument> Args);
  unsigned writtenSize(const clang::Decl *D);
  static constexpr unsigned MaxNamesShown = 200, MaxNamesInKey = 2000;
  unsigned lambdaNumber(const clang::CXXRecordDecl *Closure);

  bool inLibraryNamespace(const clang::Decl *D);

  const clang::ASTContext &Context;
  const contracts::Table &Contracts;
  const clang::SourceManager &SM;
  ir::Module &M;
  std::string Root, Directory, MainFile;
  llvm::DenseMap<clang::FileID, uint32_t> Files;
  llvm::DenseMap<clang::FileID, bool> SystemFiles;
  llvm::DenseMap<const clang::NamespaceDecl *, bool> LibraryNamespaces;
  llvm::DenseMap<const clang::NamedDecl *, llvm::StringRef> ContractNames;
  llvm::DenseMap<const clang::CXXRecordDecl *, unsigned> LambdaNumbers;
  llvm::DenseMap<const clang::DeclContext *, unsigned> LambdasIn;
  llvm::DenseMap<const clang::Decl *, unsigned> WrittenSizes;
  llvm::DenseMap<const clang::NamedDecl *, unsigned> Oversized;
  unsigned KeyDepth = 0;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_SYMBOLS_H

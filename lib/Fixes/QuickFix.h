//===- QuickFix.h - A misuse is mended where it is --------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The changes that are right wherever they are possible: what the code does
// while the object is there stays the same, and what it does when the object is
// gone was undefined before. All edits lie in one function.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_QUICKFIX_H
#define WEAKSPOT_FIXES_QUICKFIX_H

#include "Fixes/SlotUses.h"
#include "Fixes/WeakenTU.h"

namespace weakspot::fixes {

class QuickFix {
public:
  using PlaceTest = llvm::function_ref<bool(clang::SourceLocation)>;

  QuickFix(clang::ASTContext &Context, const contracts::Table &Table,
           frontend::Symbols &Names, NullPolicy Policy, TextEdits &Out)
      : Context(Context), Table(Table), Names(Names), Policy(Policy), Out(Out) {
  }

  /// IsHere holds for the places of the finding and its notes, IsFirst for its
  /// own. What was done, in words; empty where this TU does not have it.
  std::string run(llvm::StringRef Check, PlaceTest IsHere, PlaceTest IsFirst);
  /// Names that earlier fixes took, each with its function; and those taken.
  std::vector<std::string> Given, Taken;
  /// What could be written by hand, where there is no edit.
  std::string Sketch;

private:
  struct Found;

  // LockFix.cpp
  std::string keepLock(const Found &F, PlaceTest IsHere);
  std::string useKeptLock(const clang::CallExpr *Lock);
  std::string checkAssigned(const Found &F,
                            const clang::CXXOperatorCallExpr *Assignment);
  std::string keepGiven(const Found &F, PlaceTest IsHere);
  bool isAccessed(const clang::Expr *E) const;
  const clang::DeclRefExpr *firstUse(const Found &F, const clang::VarDecl *Var,
                                     PlaceTest IsHere) const;
  bool isPassed(const clang::DeclRefExpr *Ref, PlaceTest IsHere) const;
  const clang::IfStmt *guardedBy(const clang::Stmt *First,
                                 const clang::VarDecl *Var) const;
  std::string checkVariable(const Found &F, const clang::VarDecl *Var,
                            PlaceTest IsHere);
  std::string lockInCondition(const Found &F,
                              const clang::CXXMemberCallExpr *Lock);
  bool mayHoldLock(const clang::IfStmt *If) const;
  const clang::Stmt *nextStatement(const clang::Stmt *S) const;
  std::string throwingLock(const clang::CXXMemberCallExpr *Lock);
  std::string throwOr(const char *Why, const clang::CallExpr *Lock);
  bool mayStandInFront(const clang::CallExpr &Lock) const;
  std::optional<std::string> leave(const Surroundings &S);
  std::string lockedName(const clang::CallExpr *Lock,
                         const clang::FunctionDecl *F);
  // QuickFix.cpp
  std::string freshIn(const clang::FunctionDecl *F, llvm::StringRef Wanted);
  std::string shareOwner(const Found &F);
  std::string ownerOfThis(clang::QualType Wanted, const clang::Expr *This);
  std::string orderByOwner(const Found &F);
  std::string iterateCopy(const Found &F);
  std::string lockInClosure(const Found &F);
  // OwnerFix.cpp
  std::string findOwner(const Found &F, PlaceTest IsFirst);
  std::string publishBase(const clang::CXXRecordDecl &R);
  std::string sketchFactory(const clang::CXXConstructorDecl &Made);

  bool isLock(const clang::CXXMemberCallExpr *Call) const;
  ir::TypeKind kind(clang::QualType T) const { return kindOf(T, Table, Names); }
  std::string refuse(clang::SourceLocation Where, const llvm::Twine &Why) {
    Out.refuse(Where, Why);
    return "";
  }

  clang::ASTContext &Context;
  const contracts::Table &Table;
  frontend::Symbols &Names;
  NullPolicy Policy;
  TextEdits &Out;
};

/// The same in a TU that is parsed already, as in a plugin. Nothing is tried.
/// Uncalled: instances that were made for the rewriting, see Instances.h.
WeakenedTU mendIn(clang::ASTContext &Context,
                  const frontend::ExtractOptions &Options,
                  llvm::StringRef Directory, const WeakenRequest &Request,
                  llvm::ArrayRef<const clang::FunctionDecl *> Uncalled = {});

/// What a finding's places are of.
struct QuickFix::Found {
  /// At a place; the likeliest first.
  llvm::SmallVector<const clang::CXXMemberCallExpr *, 2> Locks;
  llvm::SmallVector<const clang::Expr *, 8> Here; ///< Expressions at a place.
  std::vector<const clang::CXXMemberCallExpr *> AllLocks;
  std::vector<const clang::DeclRefExpr *> Uses; ///< Of local variables.
};

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_QUICKFIX_H

//===- SlotWeakener.h - A member becomes weak -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Rewrites the declaration and the uses of one member in one TU. A lock is a
// local variable of the statement that needs it: nothing is assumed of what the
// calls between two statements do to the member. Only under a test,
// `if (parent_) ...`, one lock serves all that it guards.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_SLOTWEAKENER_H
#define WEAKSPOT_FIXES_SLOTWEAKENER_H

#include "Fixes/Changers.h"
#include "Fixes/SlotUses.h"
#include "Fixes/WeakenTU.h"
#include <set>

namespace weakspot::fixes {

class SlotWeakener {
public:
  /// Changers are the functions that may give the member another value.
  SlotWeakener(clang::ASTContext &Context, const contracts::Table &Table,
               frontend::Symbols &Names, SlotUses Slot,
               const llvm::StringSet<> &Changers, NullPolicy Policy,
               TextEdits &Out)
      : Context(Context), Table(Table), Names(Names), Slot(std::move(Slot)),
        Changers(Changers), Policy(Policy), Out(Out) {}

  void run();

private:
  // SlotDeclaration.cpp
  void weakenDeclaration();
  std::string weakTypeText(const clang::FieldDecl *F,
                           llvm::StringRef StrongText);

  // SlotWeakener.cpp
  /// A lock that serves all uses of a path in a part of the source.
  struct Guard {
    std::string Path;
    std::string Name;
    llvm::SmallVector<const clang::Stmt *, 2> Regions;
    const SlotUse *Test = nullptr;
    const clang::FunctionDecl *Function = nullptr;
  };
  /// A lock in front of a statement.
  struct Lock {
    const clang::Stmt *Anchor = nullptr;
    std::string Path;
    std::string Name;
    bool IsChecked = false;
  };

  void findGuards();
  void guardRegion(const SlotUse &Test);
  void guardStatement(const SlotUse &Guarded);
  bool serves(const Guard &G, const SlotUse &Use) const;
  bool isStable(const SlotUse &Use,
                llvm::ArrayRef<const clang::Stmt *> Regions) const;
  const Guard *guardOf(const SlotUse &Use) const;
  /// Whether the member may have another value at the use than when control
  /// came to the regions.
  bool mayChangeBefore(llvm::ArrayRef<const clang::Stmt *> Regions,
                       const SlotUse &Use) const;
  const ChangesIn &changes(const clang::Stmt *S) const;
  bool isWithin(const clang::Expr *E, const clang::Stmt *S) const;

  void rewrite(const SlotUse &Use);
  void rewriteTest(const SlotUse &Use);
  void rewriteDeref(const SlotUse &Use);
  void rewriteRaw(const SlotUse &Use);
  void giveValue(const SlotUse &Use);
  /// The name of a lock in front of the statement.
  std::optional<std::string> lockBefore(const SlotUse &Use, bool Checked);
  std::string lockOf(const SlotUse &Use);
  std::string newName(const SlotUse &Use, const clang::FunctionDecl *F);
  std::string pathOf(const SlotUse &Use) const;
  const Surroundings &around(const clang::Expr *E);

  clang::ASTContext &Context;
  const contracts::Table &Table;
  frontend::Symbols &Names;
  SlotUses Slot;
  const llvm::StringSet<> &Changers;
  NullPolicy Policy;
  TextEdits &Out;
  std::vector<Guard> Guards;
  std::vector<Lock> Locks;
  std::vector<const clang::Stmt *> Braced, Skipped;
  std::set<std::pair<const clang::Expr *, std::string>> Tested;
  llvm::DenseMap<const clang::FunctionDecl *, std::vector<std::string>> Taken;
  llvm::DenseMap<const clang::Expr *, Surroundings> Known;
  mutable llvm::DenseMap<const clang::Stmt *, ChangesIn> Changing;
};

/// What a strong pointer points to, as it can be written at Inside.
std::string pointeeText(const clang::ASTContext &Context,
                        clang::QualType Strong, const clang::Decl *Inside);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_SLOTWEAKENER_H

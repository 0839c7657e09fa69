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
  /// Whether an access throws where the policy has no answer.
  bool isThrowing() const { return Throws; }

private:
  // SlotDeclaration.cpp
  void weakenDeclaration();
  std::string weakTypeText(const clang::FieldDecl *F,
                           llvm::StringRef StrongText);
  std::string weakAliasText(const clang::FieldDecl *F, clang::QualType Strong);
  std::string weakElementText(const clang::FieldDecl *F,
                              llvm::StringRef CollectionText);
  std::string weakOwnerText(llvm::StringRef StrongText);

  // SlotCopies.cpp
  void copyElements(const WholeCopy &Copy);
  void checkView(const clang::DeclStmt *View);
  std::string typeOfCopy(const WholeCopy &Copy);

  // SlotElements.cpp
  void lockBound(const BoundElement &Bound);
  bool weakenType(const clang::VarDecl &Var);
  void weakenIterator(const clang::VarDecl &Var);
  void rewriteSearch(const ElementSearch &Search);
  std::string elementName() const;
  /// Where an element that is gone is passed over in a loop: `continue;`
  std::optional<std::string> nextElement(const SlotUse &Use);

  /// A lock that serves all uses of a path in a part of the source.
  struct Guard {
    std::string Path;
    std::string Name;
    llvm::SmallVector<const clang::Stmt *, 2> Regions;
    const SlotUse *Test = nullptr;
    const clang::FunctionDecl *Function = nullptr;
    bool IsMadeByTest = false; ///< `if (auto p = weak.lock())`
  };
  /// A lock in front of a statement, or of the body of a loop.
  struct Lock {
    llvm::SmallVector<const clang::Stmt *, 2> Regions; ///< Where it is known.
    const clang::FunctionDecl *Function = nullptr;
    std::string Path;
    std::string Name;
    bool IsChecked = false;
  };
  /// A loop whose condition is to be the first statement of its body: there,
  /// locks can be taken each turn.
  struct Head {
    const clang::Stmt *Loop = nullptr;
    const clang::Expr *Condition = nullptr;
    std::vector<std::string> Lines; ///< In front of it.
  };

  // SlotGuards.cpp
  void findGuards();
  void guardRegion(const SlotUse &Test);
  void guardStatement(const SlotUse &Guarded);
  void guardElse(const SlotUse &Test);
  void guardThen(const SlotUse &Test);
  void guardRest(const SlotUse &Test);
  bool guardBy(const SlotUse &Test,
               llvm::ArrayRef<const clang::Stmt *> Guarded);
  bool isPlainIf(const clang::IfStmt *If, const SlotUse &Test) const;
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
  /// The same of the path to the member.
  bool mayMoveBefore(llvm::ArrayRef<const clang::Stmt *> Regions,
                     const SlotUse &Use) const;
  bool isSame(llvm::ArrayRef<const clang::Stmt *> Regions,
              const SlotUse &Use) const;
  bool isBefore(const clang::Expr *Change, const SlotUse &Use,
                llvm::ArrayRef<const clang::Stmt *> Loops) const;
  bool areApart(const clang::Expr *A, const clang::Expr *B) const;

  // SlotHeads.cpp
  /// The condition of a loop, where the use is in it and no lock in front of
  /// the loop can serve; null where the condition has to stay.
  const clang::Expr *headToMove(const SlotUse &Use);
  static const clang::Stmt *bodyOf(const clang::Stmt *Loop);
  Head &headOf(const clang::Stmt *Loop, const clang::Expr *Condition);
  void moveHead(const Head &H);

  // SlotRaw.cpp
  /// Locked is a strong pointer to its object.
  void rewriteRaw(const SlotUse &Use, llvm::StringRef Locked);
  /// The local raw pointer that is set to its object, if one is.
  const clang::VarDecl *keptIn(const SlotUse &Use) const;
  std::optional<std::string> holderOf(const SlotUse &Use,
                                      const clang::VarDecl &Var);

  // SlotWeakener.cpp
  void rewrite(const SlotUse &Use);
  void rewriteTest(const SlotUse &Use);
  void rewriteDeref(const SlotUse &Use);
  void rewriteThrowing(const SlotUse &Use);
  void rewriteExchange(const SlotUse &Use);
  bool giveValue(const clang::FunctionDecl *F);
  /// The name of a lock in front of the statement; where there can be none,
  /// Obstacle says why.
  std::optional<std::string> lockBefore(const SlotUse &Use, bool Checked);
  std::string objectText(const SlotUse &Use) const;
  std::string lockOf(const SlotUse &Use) const;
  /// In the same block.
  llvm::ArrayRef<const clang::Stmt *> statementsBehind(const clang::Stmt *S);
  std::optional<std::string> lockInFront(const SlotUse &Use);
  bool isFollowedAnyway(const clang::Expr &Member, const clang::Expr *Pointer,
                        const Surroundings &S);
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
  std::vector<Head> Heads;
  /// What keeps alive what a raw pointer is set to, by that pointer.
  llvm::DenseMap<const clang::VarDecl *, std::string> Holders;
  std::string Obstacle;
  bool Throws = false;
  /// With the line breaks in their new blocks.
  llvm::DenseMap<const clang::Stmt *, std::string> Braced;
  std::vector<const clang::Stmt *> Skipped;
  llvm::DenseSet<clang::SourceLocation> Iterators; ///< Types that are edited.
  std::set<std::pair<const clang::Expr *, std::string>> Tested;
  llvm::DenseMap<const clang::FunctionDecl *, std::vector<std::string>> Taken;
  llvm::DenseMap<const clang::Expr *, Surroundings> Known;
  mutable llvm::DenseMap<const clang::Stmt *, ChangesIn> Changing;
};

/// The strong pointer to it, in the same way.
std::string strongText(const clang::ASTContext &Context, const Family &Pointer,
                       clang::QualType Strong, const clang::Decl *Inside);

/// What a strong pointer points to, as it can be written at Inside.
std::string pointeeText(const clang::ASTContext &Context,
                        clang::QualType Strong, const clang::Decl *Inside);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_SLOTWEAKENER_H

//===- InnerObject.h - A ring becomes a handle ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For two objects that own each other, where whoever holds either must have
// both. Say a Foo keeps its Bar, and the Bar needs its Foo. The class Bar is
// renamed to BarInner and loses the member that owns the Foo; what it did with
// that member, it now does with a parameter. A new class Bar is a handle by
// value of both, with the old members, and takes the place of each strong
// pointer to Bar but for the one in Foo, which keeps the BarInner. Nothing
// refers in a circle, and who holds a Foo or a handle keeps both alive.
//
// Where a precondition fails that is a refusal, and the sketch says what could
// be written by hand.
//
// What only some TUs know, as that a function needs the Foo, is a *fact*. All
// TUs are asked until there are no new ones; only then the edits agree.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_INNEROBJECT_H
#define WEAKSPOT_FIXES_INNEROBJECT_H

#include "Fixes/InnerParts.h"
#include "Fixes/SlotUses.h"
#include "Fixes/WeakenTU.h"
#include <functional>
#include <set>

namespace weakspot::fixes {

class InnerObject {
public:
  InnerObject(clang::ASTContext &Context, const contracts::Table &Table,
              frontend::Symbols &Names, const WeakenRequest &Request,
              TextEdits &Out)
      : Context(Context), Table(Table), Names(Names), Keeper(Request.Keeper),
        KeptAs(Request.Name), BackAs(Request.BackName), Out(Out),
        Facts(Request.Facts.begin(), Request.Facts.end()) {}

  /// IsKept is the member of the outer class, IsBack that of the inner one.
  void run(SlotTest IsKept, SlotTest IsBack, WeakenedTU &Result);

private:
  struct Action {
    clang::SourceRange Range;
    std::function<void()> Run;
  };

  // InnerObject.cpp: what must hold.
  bool understand(const SlotUses &Kept, const SlotUses &Back);
  void checkClass();
  void checkBack(const SlotUses &Back);
  void checkConstructor(const clang::CXXConstructorDecl *C);
  void findNeeds(const InnerParts &P);
  void addFact(const std::string &Fact);
  bool has(const std::string &Fact) const { return Facts.contains(Fact); }
  std::string needs(const clang::CXXMethodDecl *M);
  std::string stores(const clang::FunctionDecl *F, unsigned No);
  const clang::CXXMethodDecl *innerMethodAround(const clang::Stmt *S);

  // InnerClass.cpp: the class and its members.
  void rewriteClass(const InnerParts &P);
  void letOuterFindItself(const clang::CXXRecordDecl &Def);
  void rewriteMethods(const InnerParts &P);
  bool takeOutBack(const clang::CXXRecordDecl &Def);
  void takeOut(clang::SourceLocation From, clang::SourceLocation Last);
  bool staysInHandle(const clang::CXXMethodDecl *M) const;
  std::string takeOutStatics(const InnerParts &P);
  std::string handleText(const std::string &Statics);
  void nameInner(const clang::CXXRecordDecl &Def, const InnerParts &P);
  void rewriteConstructor(const clang::CXXConstructorDecl *C);
  void rename(const clang::CXXMethodDecl *M);
  void giveOuter(const clang::CXXMethodDecl *M);
  void forwardDeclare();
  void relocate();

  // InnerTable.cpp: a table keeps it instead of a member.
  bool isInTable() const { return Keeper == InnerKeeper::PerInstance; }
  void declareTable();
  void defineTable();
  std::string tableType() const;
  std::string tableCall() const;
  void rewriteInTable(const SlotUse &Use);
  void rewriteWriteToTable(const SlotUse &Use, const std::string &Owner);

  // InnerUses.cpp: what the program does with it.
  void rewritePointers(const InnerParts &P);
  void rewriteKept(const SlotUse &Use);
  /// Whether what is accessed through the member has to have the outer object.
  bool accessNeedsOuter(const SlotUse &Use);
  void rewriteWrite(const SlotUse &Use, const std::string &Owner);
  bool checkOwner(const clang::Expr *Stored, const std::string &Owner);
  bool isForKept(const clang::CXXNewExpr *New);
  void rewriteGetter(const SlotUse &Use, const std::string &Made);
  void rewriteCall(const clang::CallExpr *Call);
  void rewriteNew(const clang::CXXNewExpr *New);
  void rewriteField(const clang::MemberExpr *M);
  void checkStoredArguments(const clang::CXXMemberCallExpr *Call);
  /// An expression for the owner of the object that a use of the kept member
  /// is of; empty where none is at hand.
  std::string outerOf(const clang::MemberExpr *M);
  /// The outer object's owner in a handle's value; empty where it is not known.
  std::string outerIn(const clang::Expr *E);
  /// The owner among the arguments that make an inner object.
  std::optional<unsigned>
  outerArgument(llvm::ArrayRef<const clang::Expr *> Args) const;
  std::string textOf(const clang::Expr *E) const;
  bool isMaker(const clang::CallExpr *Call) const;
  bool isStrongOf(clang::QualType T, const clang::CXXRecordDecl *R) const;
  bool isOfThis(const clang::MemberExpr *M) const;
  std::string strong(llvm::StringRef Of) const;
  void handled(const clang::Stmt *S);
  void later(clang::SourceRange Range, std::function<void()> Run) {
    Actions.push_back({Range, std::move(Run)});
  }

  clang::ASTContext &Context;
  const contracts::Table &Table;
  frontend::Symbols &Names;
  InnerKeeper Keeper;
  llvm::StringRef KeptAs, BackAs; ///< The members' names.
  TextEdits &Out;
  std::set<std::string> Facts;
  const clang::FieldDecl *KeptField = nullptr; ///< Of the outer class.
  const clang::FieldDecl *BackField = nullptr; ///< Of the inner one.
  const clang::CXXRecordDecl *Outer = nullptr;
  const clang::CXXRecordDecl *Inner = nullptr;
  Family Pointer;
  std::string OuterName, OldName, InnerName, BackName;
  std::string TableName; ///< Of the function that gives the table.
  std::vector<Action> Actions;
  /// What makes an object that goes straight into the kept member.
  llvm::DenseSet<const clang::Expr *> Direct;
  llvm::DenseSet<const clang::VarDecl *> Assigned;
  /// Functions of the outer class whose bodies need the whole handle.
  llvm::SetVector<const clang::CXXMethodDecl *> Handling;
  std::string Handle; ///< The new class, and what must stand behind it.
};

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_INNEROBJECT_H

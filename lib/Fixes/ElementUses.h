//===- ElementUses.h - How a member's elements are used ---------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A member that is a collection of owners, `std::vector<std::shared_ptr<T>>` or
// `std::map<K, std::shared_ptr<T>>`, whose elements become weak. What the
// source does with the collection leads to its elements: by index, iterators,
// loops, closures that algorithms call. Each expression that names an element
// is used as a member of that type would be. What leads elsewhere, as a getter
// that gives the whole collection out, is refused.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_ELEMENTUSES_H
#define WEAKSPOT_FIXES_ELEMENTUSES_H

#include "Fixes/SlotUses.h"

namespace weakspot::fixes {

/// The places where a variable is named.
struct Namings {
  std::vector<const clang::DeclRefExpr *> All;
  bool IsCapturedByReference = false;
};
Namings namingsOf(const clang::ValueDecl *Var, const clang::Stmt *In);

class ElementUses {
public:
  ElementUses(clang::ASTContext &Context, const contracts::Table &Table,
              frontend::Symbols &Names, TextEdits &Out, SlotUses &Found)
      : Context(Context), Table(Table), Names(Names), Out(Out), Found(Found) {}

  /// The collection is named.
  void follow(const clang::Expr *Collection);

  /// A getter of the collection is called, which gives a value from now on.
  void followGiven(const clang::CallExpr *Call);

  /// Expressions that name an element; inner ones come behind those around.
  llvm::ArrayRef<const clang::Expr *> elements() const { return Elements; }

private:
  void followCall(const clang::Expr *Collection, const clang::CallExpr *Call,
                  const clang::FunctionDecl *F);
  void followResult(const clang::CallExpr *Call, bool Changes);
  void followIterator(const clang::Expr *E);
  void followIteratorVar(const clang::VarDecl *Var);
  void followAccess(const clang::Expr *Iterator, const clang::Expr *Access);
  void followAlgorithm(const clang::CallExpr *Call);
  bool isOfSlot(const clang::CallExpr *Call) const;
  bool addCopy(const clang::Expr *Collection, const clang::Expr *Copied);
  bool addGetter(const clang::Expr *Collection,
                 const clang::ReturnStmt *Return);
  bool endsWithStatement(const clang::CallExpr *Access);
  void followClosure(const clang::LambdaExpr *Closure);
  void followLoop(const clang::CXXForRangeStmt *Loop);
  void followPair(const clang::VarDecl *Pair);
  void addBound(const clang::ValueDecl *Var, const clang::Stmt *Body,
                bool IsClosure);
  std::string whyNotLocked(const clang::DeclRefExpr *E, bool IsAlias,
                           bool &IsTested);
  bool addSearch(const clang::CallExpr *Call, const clang::FunctionDecl *F);
  void addElement(const clang::Expr *E);
  void addChange(const clang::Expr *Collection, const clang::Expr *Whole);
  bool isIterator(clang::QualType T);
  bool isOwner(clang::QualType T) const;
  bool isPairOfOwner(clang::QualType T) const;
  bool isPlain(const clang::Expr *E);
  void refuse(const clang::Expr *E, const llvm::Twine &Why) {
    Out.refuse(E->getExprLoc(), Why);
  }

  clang::ASTContext &Context;
  const contracts::Table &Table;
  frontend::Symbols &Names;
  TextEdits &Out;
  SlotUses &Found;
  std::vector<const clang::Expr *> Elements;
  llvm::DenseSet<const clang::VarDecl *> Followed;
  llvm::DenseSet<const clang::CallExpr *> Algorithms;
  const clang::Expr *Origin = nullptr; ///< The collection that is followed.
};

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_ELEMENTUSES_H

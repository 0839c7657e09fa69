//===- HandleClass.cpp - The text of a handle of two objects --------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/HandleClass.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

SmallVector<const CXXMethodDecl *, 8>
membersToPassOn(const CXXRecordDecl *Class) {
  SmallVector<const CXXMethodDecl *, 8> All;
  for (const CXXMethodDecl *M : Class->methods())
    if (!M->isImplicit() && !M->isStatic() && M->getAccess() == AS_public &&
        !isa<CXXConstructorDecl, CXXDestructorDecl>(M) &&
        !M->isCopyAssignmentOperator() && !M->isMoveAssignmentOperator())
      All.push_back(M);
  return All;
}

/// `std::string text, int n`, each with a name, and `std::move(text), n`.
static std::pair<std::string, std::string>
parametersOf(const CXXMethodDecl *M, const ASTContext &Context,
             const TextEdits &Source) {
  std::string Declared, Passed;
  unsigned No = 0;
  for (const ParmVarDecl *P : M->parameters()) {
    if (No++) {
      Declared += ", ";
      Passed += ", ";
    }
    std::string Name = P->getName().str();
    Declared += Source.rendered(P->getSourceRange());
    if (Name.empty()) {
      Name = "arg" + std::to_string(No);
      Declared += " " + Name;
    }
    QualType T = P->getType();
    bool Moves = T->isRValueReferenceType() ||
                 (!T->isReferenceType() && !T.isTrivialType(Context));
    Passed += Moves ? "std::move(" + Name + ")" : Name;
  }
  return {Declared, Passed};
}

/// The text in front of a function's name, but for what concerns its
/// definition.
static std::string resultOf(const CXXMethodDecl *M, const TextEdits &Source) {
  std::string Text = Source.rendered(
      CharSourceRange::getCharRange(M->getBeginLoc(), M->getLocation()));
  StringRef Rest = StringRef(Text).trim();
  for (bool IsMore = true; IsMore;) {
    IsMore = false;
    for (StringRef Word : {"inline ", "constexpr ", "explicit "})
      if (Rest.consume_front(Word)) {
        Rest = Rest.ltrim();
        IsMore = true;
      }
  }
  return Rest.str();
}

static std::string passOn(const CXXMethodDecl *M, bool WithOuter,
                          StringRef Back, const ASTContext &Context,
                          const TextEdits &Source) {
  auto [Declared, Passed] = parametersOf(M, Context, Source);
  std::string Result = resultOf(M, Source);
  std::string Name = M->getNameAsString();
  std::string Text = "  " + Result;
  bool IsApart =
      !Result.empty() && Result.back() != '&' && Result.back() != '*';
  Text += (IsApart ? " " : "") + Name + "(" + Declared + ") const";
  if (Result == "auto" && !M->getReturnType()->isVoidType()) {
    // `auto f() -> T`, or a deduced type, which may be a reference.
    StringRef Trailing = Source.text(M->getReturnTypeSourceRange());
    Text += " -> " + (Trailing.empty() || Trailing == "auto"
                          ? std::string("decltype(auto)")
                          : Trailing.str());
  }
  if (WithOuter)
    Passed = Back.str() + (Passed.empty() ? "" : ", ") + Passed;
  Text += " { ";
  if (!M->getReturnType()->isVoidType())
    Text += "return ";
  return Text + "inner_->" + Name + "(" + Passed + "); }\n";
}

std::string HandleClass::text(const ASTContext &Context,
                              const TextEdits &Source) const {
  std::string Name = Class->getNameAsString();
  std::string BackName = Back->getNameAsString();
  std::string ToOuter = Strong + "<" + Outer + ">";
  std::string ToInner = Strong + "<" + InnerName + ">";
  std::string Members;
  for (const CXXMethodDecl *M : membersToPassOn(Class))
    Members += passOn(M, NeedsOuter(M), BackName, Context, Source);
  Members = Statics + Members;
  bool IsPublic = Back->getAccess() == AS_public;
  std::string BackMember = "  " + ToOuter + " " + BackName + ";\n";
  std::string Keyword = Class->isStruct() ? "struct " : "class ";
  return "\n\n/// Holds a " + InnerName + " and its " + Outer +
         ": each lives as long as one of their handles does.\n" + Keyword +
         Name + " {\n" + "public:\n" + "  " + Name + "() = default;\n" + "  " +
         Name + "(std::nullptr_t) {}\n" + "  " + Name + "(" + ToOuter +
         " outer, " + ToInner + " inner)\n      : " + BackName +
         "(inner ? std::move(outer) : nullptr), inner_(std::move(inner)) {}\n" +
         (Members.empty() ? "" : "\n") + Members + "\n  const " + ToInner +
         " &inner() const { return inner_; }\n" +
         "  void reset() { *this = " + Name + "(); }\n" +
         "  explicit operator bool() const { return inner_ != nullptr; }\n" +
         "  const " + Name + " *operator->() const { return this; }\n" +
         "  const " + Name + " &operator*() const { return *this; }\n" +
         "  friend bool operator==(const " + Name + " &a, const " + Name +
         " &b) { return a.inner_ == b.inner_; }\n" +
         "  friend bool operator!=(const " + Name + " &a, const " + Name +
         " &b) { return !(a == b); }\n" +
         (IsPublic ? "\n" + BackMember : std::string()) + "\nprivate:\n" +
         (IsPublic ? std::string() : BackMember) + "  " + ToInner +
         " inner_;\n};";
}

} // namespace weakspot::fixes

//===- OwnerFix.cpp - An object that cannot find its owner ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/QuickFix.h"
#include "Fixes/Surroundings.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

namespace {
// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
/// The class that is declared at a place.
class ClassFinder : public RecursiveASTVisitor<ClassFinder> {
public:
  ClassFinder(const SourceManager &SM, QuickFix::PlaceTest IsIt)
      : SM(SM), IsIt(IsIt) {}
  bool TraverseDecl(Decl *D) {
    return isLibrarys(SM, D) || RecursiveASTVisitor::TraverseDecl(D);
  }
  bool VisitCXXRecordDecl(CXXRecordDecl *R) {
    if (R->isThisDeclarationADefinition() && IsIt(R->getLocation()))
      Found = R;
    return !Found;
  }
  const CXXRecordDecl *Found = nullptr;

private:
  const SourceManager &SM;
  QuickFix::PlaceTest IsIt;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)
} // namespace

/// `class A : std::enable_shared_from_this<A>` is private: nobody can tell the
/// base who the owner is.
std::string QuickFix::publishBase(const CXXRecordDecl &R) {
  for (const CXXBaseSpecifier &Base : R.bases()) {
    const CXXRecordDecl *Of = Base.getType()->getAsCXXRecordDecl();
    const contracts::Class *C =
        Of ? Table.findClass(Names.contractName(Of)) : nullptr;
    if (!C || !C->SharedFromThis || Base.getAccessSpecifier() == AS_public)
      continue;
    SourceLocation Begin = Base.getBaseTypeLoc(), First = Base.getBeginLoc();
    StringRef Written = Out.text({First, Base.getEndLoc()});
    StringRef Access = getAccessSpelling(Base.getAccessSpecifierAsWritten());
    if (Base.getAccessSpecifierAsWritten() == AS_none) {
      Out.insertBefore(First, "public ");
    } else {
      size_t At = Written.find(Access);
      if (At == StringRef::npos || Begin == First)
        return refuse(First, "how the base is written is not understood");
      SourceLocation Word = First.getLocWithOffset(static_cast<int>(At));
      Out.replaceChars(Word,
                       Word.getLocWithOffset(static_cast<int>(Access.size())),
                       "public");
    }
    return "the base by which it finds its owner becomes public";
  }
  return "";
}

/// A static function that makes the object first: what needs its owner can come
/// after that.
std::string QuickFix::sketchFactory(const CXXConstructorDecl &Made) {
  std::string Class = Made.getParent()->getNameAsString();
  std::string Parameters, Arguments;
  for (const ParmVarDecl *P : Made.parameters()) {
    StringRef Text = Out.text(P->getSourceRange());
    if (P->getName().empty() || Text.empty())
      return "";
    bool IsMoved = !P->getType()->isReferenceType() &&
                   P->getType()->getAsCXXRecordDecl() != nullptr;
    Parameters += (Parameters.empty() ? "" : ", ") + Text.str();
    Arguments += (Arguments.empty() ? "" : ", ") +
                 (IsMoved ? "std::move(" + P->getName().str() + ")"
                          : P->getName().str());
  }
  return "static std::shared_ptr<" + Class + "> create(" + Parameters +
         ") {\n  std::shared_ptr<" + Class + "> made(new " + Class + "(" +
         Arguments +
         "));\n  made->start(); // What the constructor wants its "
         "owner for.\n  return made;\n}";
}

std::string QuickFix::findOwner(const Found &F, PlaceTest IsFirst) {
  ClassFinder Visitor(Context.getSourceManager(), IsFirst);
  Visitor.TraverseDecl(Context.getTranslationUnitDecl());
  if (Visitor.Found)
    if (std::string Done = publishBase(*Visitor.Found); !Done.empty())
      return Done;
  for (const Expr *E : F.Here) {
    const auto *Made =
        dyn_cast_or_null<CXXConstructorDecl>(enclosingFunction(Context, E));
    if (!Made || Made->isDependentContext())
      continue;
    Sketch = sketchFactory(*Made);
    return refuse(E->getExprLoc(),
                  "a constructor has no owner yet; a function that makes the "
                  "object first can go on with it");
  }
  return "";
}

} // namespace weakspot::fixes

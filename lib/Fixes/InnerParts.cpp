//===- InnerParts.cpp - Where a program names an inner class --------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/InnerParts.h"
#include "Fixes/Surroundings.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

namespace {

// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class Collector : public RecursiveASTVisitor<Collector> {
public:
  Collector(ASTContext &Context, const CXXRecordDecl *Inner,
            function_ref<bool(QualType)> IsPointer)
      : Context(Context), SM(Context.getSourceManager()),
        Inner(Inner->getCanonicalDecl()), IsPointer(IsPointer) {}

  bool TraverseDecl(Decl *D) {
    if (D && !isa<TranslationUnitDecl, NamespaceDecl, LinkageSpecDecl>(D) &&
        SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation())))
      return true;
    return Base::TraverseDecl(D);
  }

  bool VisitTemplateSpecializationTypeLoc(TemplateSpecializationTypeLoc L);
  bool VisitPointerTypeLoc(PointerTypeLoc L) {
    if (isInner(L.getPointeeLoc().getType()))
      hinder(L.getBeginLoc(), "its address is used");
    return true;
  }
  bool VisitVarDecl(VarDecl *V) {
    if (isInner(V->getType()) && !isa<ParmVarDecl>(V))
      hinder(V->getLocation(), "an object of it is a variable");
    return true;
  }
  bool VisitFieldDecl(FieldDecl *F) {
    if (isInner(F->getType()))
      hinder(F->getLocation(), "an object of it is a member");
    return true;
  }
  bool VisitCXXRecordDecl(CXXRecordDecl *R);
  bool VisitCXXMethodDecl(CXXMethodDecl *M) {
    if (M->getParent()->getCanonicalDecl() == Inner && !M->isImplicit())
      Found.Methods.push_back(M);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call);
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    if (Call->getMethodDecl())
      Found.MemberCalls.push_back(Call);
    return true;
  }
  bool VisitCXXNewExpr(CXXNewExpr *New) {
    if (isInner(New->getAllocatedType()))
      Found.News.push_back(New);
    return true;
  }
  bool VisitMemberExpr(MemberExpr *M) {
    const auto *F = dyn_cast<FieldDecl>(M->getMemberDecl());
    if (F && F->getParent()->getCanonicalDecl() == Inner)
      Found.Fields.push_back(M);
    return true;
  }
  bool VisitCXXThisExpr(CXXThisExpr *E);

  InnerParts Found;

private:
  using Base = RecursiveASTVisitor<Collector>;

  bool isInner(QualType T) const {
    const CXXRecordDecl *R = T->getAsCXXRecordDecl();
    return R && R->getCanonicalDecl() == Inner;
  }
  void hinder(SourceLocation Where, std::string Why) {
    Found.Obstacles.emplace_back(Where, std::move(Why));
  }
  bool isInBaseClause(SourceLocation L) const;

  ASTContext &Context;
  const SourceManager &SM;
  const CXXRecordDecl *Inner;
  function_ref<bool(QualType)> IsPointer;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)

/// Where the qualifiers in front of a name begin.
SourceLocation withQualifiers(const SourceManager &SM, SourceLocation Name) {
  if (Name.isMacroID())
    return Name;
  StringRef Text = SM.getBufferData(SM.getFileID(Name));
  unsigned At = SM.getFileOffset(Name), Begin = At;
  while (Begin >= 2 && Text[Begin - 1] == ':' && Text[Begin - 2] == ':') {
    Begin -= 2;
    while (Begin > 0 && isAsciiIdentifierContinue(Text[Begin - 1]))
      --Begin;
  }
  return Name.getLocWithOffset(static_cast<int>(Begin) - static_cast<int>(At));
}

} // namespace

bool Collector::isInBaseClause(SourceLocation L) const {
  const CXXRecordDecl *Def = Inner->getDefinition();
  if (!Def)
    return false;
  return any_of(Def->bases(), [&](const CXXBaseSpecifier &B) {
    return !SM.isBeforeInTranslationUnit(L, B.getBeginLoc()) &&
           !SM.isBeforeInTranslationUnit(B.getEndLoc(), L);
  });
}

bool Collector::VisitTemplateSpecializationTypeLoc(
    TemplateSpecializationTypeLoc L) {
  SourceLocation Name = L.getTemplateNameLoc();
  if (IsPointer(L.getType())) {
    const TypeSourceInfo *Argument =
        L.getNumArgs() == 1 ? L.getArgLoc(0).getTypeSourceInfo() : nullptr;
    if (Argument)
      Found.Pointers.push_back({{withQualifiers(SM, Name), L.getRAngleLoc()},
                                Argument->getTypeLoc().getSourceRange()});
    return true;
  }
  for (unsigned I = 0; I < L.getNumArgs(); ++I) {
    const TemplateArgument &A = L.getArgLoc(I).getArgument();
    if (A.getKind() == TemplateArgument::Type && isInner(A.getAsType()) &&
        !isInBaseClause(Name))
      hinder(Name, "its type is an argument of another template");
  }
  return true;
}

bool Collector::VisitCXXRecordDecl(CXXRecordDecl *R) {
  if (!R->isThisDeclarationADefinition())
    return true;
  for (const CXXBaseSpecifier &B : R->bases())
    if (isInner(B.getType()))
      hinder(R->getLocation(), "another class derives from it");
  return true;
}

bool Collector::VisitCallExpr(CallExpr *Call) {
  if (IsPointer(Call->getType().getNonReferenceType()))
    Found.Calls.push_back(Call);
  const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call);
  if (Op && Op->getOperator() == OO_Equal)
    if (const auto *Ref =
            dyn_cast<DeclRefExpr>(Op->getArg(0)->IgnoreParenImpCasts()))
      if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl()))
        Found.Assigned.insert(Var);
  return true;
}

bool Collector::VisitCXXThisExpr(CXXThisExpr *E) {
  if (!isInner(E->getType()->getPointeeType()))
    return true;
  const Expr *Child = nullptr;
  DynTypedNode P = meaningfulParent(Context, E, Child);
  if (const auto *Whole = P.get<UnaryOperator>();
      Whole && Whole->getOpcode() == UO_Deref)
    hinder(E->getLocation(), "it gives itself out");
  else if (!P.get<MemberExpr>() && !P.get<LambdaExpr>())
    hinder(E->getLocation(), "its address is used");
  return true;
}

InnerParts collectInnerParts(ASTContext &Context, const CXXRecordDecl *Inner,
                             function_ref<bool(QualType)> IsPointer) {
  Collector C(Context, Inner, IsPointer);
  C.TraverseDecl(Context.getTranslationUnitDecl());
  return std::move(C.Found);
}

} // namespace weakspot::fixes

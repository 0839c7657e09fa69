//===- PointerShape.cpp - Classes that look like owning pointers ----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/PointerShape.h"
#include "Frontend/Compat.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

/// The definition that has bodies: a specialisation's members may not have been
/// instantiated, so the template's are looked at.
static const CXXRecordDecl *pattern(const CXXRecordDecl *D) {
  if (const CXXRecordDecl *P = D->getTemplateInstantiationPattern())
    if (const CXXRecordDecl *Def = P->getDefinition())
      return Def;
  return D->getDefinition();
}

static bool gives(const CXXRecordDecl *D, OverloadedOperatorKind Operator,
                  QualType Pointee) {
  ASTContext &Context = D->getASTContext();
  auto Lookup =
      D->lookup(Context.DeclarationNames.getCXXOperatorName(Operator));
  return any_of(Lookup, [&](const NamedDecl *Found) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Found);
    if (!Method || Method->getNumParams() != 0)
      return false;
    QualType Result = Method->getReturnType();
    bool Fits = Operator == OO_Star ? Result->isLValueReferenceType()
                                    : Result->isPointerType();
    return Fits && compat::sameUnqualified(Result->getPointeeType(), Pointee);
  });
}

namespace {

/// Whether a body deletes, or passes a pointer that the object holds to
/// something, or calls something on it: what releasing looks like.
class ReleaseFinder {
public:
  explicit ReleaseFinder(const CXXRecordDecl *Class) : Class(Class) {}

  bool releases(const Stmt *S, unsigned Depth = 0) {
    if (!S)
      return false;
    if (isa<CXXDeleteExpr>(S))
      return true;
    if (const auto *Call = dyn_cast<CallExpr>(S)) {
      if (any_of(Call->arguments(),
                 [&](const Expr *A) { return isOwnPointer(A); }))
        return true;
      if (const Expr *Object = objectOf(Call->getCallee()))
        if (isOwnPointer(Object))
          return true;
      if (Depth < 3 && releasesByHelper(Call, Depth))
        return true;
    }
    return any_of(S->children(),
                  [&](const Stmt *Child) { return releases(Child, Depth); });
  }

private:
  static const Expr *objectOf(const Expr *Callee) {
    Callee = Callee->IgnoreParenImpCasts();
    if (const auto *M = dyn_cast<MemberExpr>(Callee))
      return M->isImplicitAccess() ? nullptr : M->getBase();
    if (const auto *M = dyn_cast<CXXDependentScopeMemberExpr>(Callee))
      return M->isImplicitAccess() ? nullptr : M->getBase();
    return nullptr;
  }

  bool isOwnPointer(const Expr *E) const {
    E = E->IgnoreParenCasts();
    const auto *M = dyn_cast<MemberExpr>(E);
    return M && isa<FieldDecl>(M->getMemberDecl()) &&
           M->getMemberDecl()->getType()->isPointerType() &&
           isa<CXXThisExpr>(M->getBase()->IgnoreParenImpCasts());
  }

  /// `~Ptr() { reset(); }`
  bool releasesByHelper(const CallExpr *Call, unsigned Depth) {
    const Expr *Callee = Call->getCallee()->IgnoreParenImpCasts();
    DeclarationName Name;
    if (const auto *M = dyn_cast<MemberExpr>(Callee)) {
      if (!isa<CXXThisExpr>(M->getBase()->IgnoreParenImpCasts()))
        return false;
      Name = M->getMemberDecl()->getDeclName();
    } else if (const auto *M = dyn_cast<CXXDependentScopeMemberExpr>(Callee)) {
      if (!M->isImplicitAccess() &&
          !isa<CXXThisExpr>(M->getBase()->IgnoreParenImpCasts()))
        return false;
      Name = M->getMember();
    } else if (const auto *M = dyn_cast<UnresolvedMemberExpr>(Callee)) {
      Name = M->getMemberName();
    } else {
      return false;
    }
    return any_of(Class->lookup(Name), [&](const NamedDecl *Found) {
      const auto *Method = dyn_cast<CXXMethodDecl>(Found);
      return Method && Method->hasBody() &&
             releases(Method->getBody(), Depth + 1);
    });
  }

  const CXXRecordDecl *Class;
};

} // namespace

static bool canRelease(const CXXRecordDecl *D) {
  const CXXDestructorDecl *Dtor = D->getDestructor();
  if (!Dtor || !Dtor->isUserProvided())
    return false;
  const CXXRecordDecl *P = pattern(D);
  const CXXDestructorDecl *PatternDtor = P ? P->getDestructor() : nullptr;
  const Stmt *Body = PatternDtor ? PatternDtor->getBody() : nullptr;
  // A body that isn't visible may do anything.
  return !Body || ReleaseFinder(P).releases(Body);
}

/// Whether lock() gives another class with `->` to T.
static bool locks(const CXXRecordDecl *D, QualType T) {
  ASTContext &Context = D->getASTContext();
  auto Lookup = D->lookup(&Context.Idents.get("lock"));
  return any_of(Lookup, [&](const NamedDecl *Found) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Found);
    if (!Method || Method->getNumParams() != 0)
      return false;
    const CXXRecordDecl *Owner = Method->getReturnType()->getAsCXXRecordDecl();
    return Owner && Owner->getCanonicalDecl() != D->getCanonicalDecl() &&
           Owner->hasDefinition() && gives(Owner, OO_Arrow, T);
  });
}

PointerShape pointerShape(const CXXRecordDecl *D) {
  const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(D);
  const CXXRecordDecl *Def = S ? S->getDefinition() : nullptr;
  if (!Def || Def->isInvalidDecl() || Def->isDependentContext())
    return PointerShape::None;
  const TemplateArgumentList &Args = S->getTemplateArgs();
  if (Args.size() == 0 || Args[0].getKind() != TemplateArgument::Type ||
      !Args[0].getAsType()->isRecordType())
    return PointerShape::None;
  QualType T = Args[0].getAsType();
  if (!gives(Def, OO_Star, T) || !gives(Def, OO_Arrow, T) || !canRelease(Def))
    return PointerShape::None;
  if (locks(Def, T))
    return PointerShape::Observer;

  for (const CXXConstructorDecl *Ctor : Def->ctors())
    if (Ctor->isCopyConstructor() && !Ctor->isDeleted())
      // A copy that only copies the pointer shares no ownership.
      return Ctor->isUserProvided() ? PointerShape::Counted
                                    : PointerShape::None;
  return PointerShape::Sole;
}

} // namespace weakspot::frontend

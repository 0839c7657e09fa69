//===- Resolve.cpp - What a skipped library body would have called --------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Resolve.h"
#include "Frontend/Compat.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Sema/EnterExpressionEvaluationContext.h"
#include "clang/Sema/Initialization.h"
#include "clang/Sema/Sema.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

namespace {

/// Asks Sema as code at namespace scope would, in silence. Access is not
/// checked: the library has it where the program compiles (friends, passkeys).
class Question {
public:
  explicit Question(Sema &S)
      : S(S), WasSilent(S.getDiagnostics().getSuppressAllDiagnostics()),
        Scope(S, S.getASTContext().getTranslationUnitDecl()),
        Evaluated(S, Sema::ExpressionEvaluationContext::PotentiallyEvaluated),
        Trap(S) {
    S.getDiagnostics().setSuppressAllDiagnostics(true);
  }
  ~Question() { S.getDiagnostics().setSuppressAllDiagnostics(WasSilent); }

  Expr *answer(ExprResult R) const {
    if (R.isInvalid() || Trap.hasErrorOccurred())
      return nullptr;
    Expr *E = R.get();
    return E && !E->containsErrors() ? E : nullptr;
  }

private:
  Sema &S;
  bool WasSilent;
  Sema::ContextRAII Scope;
  EnterExpressionEvaluationContext Evaluated;
  Sema::SFINAETrap Trap;
};

} // namespace

OpaqueValueExpr *Resolver::standIn(QualType T, ExprValueKind Category) {
  return new (S.getASTContext())
      OpaqueValueExpr(Where, T.getNonReferenceType(), Category);
}

Expr *Resolver::construct(QualType T, ArrayRef<Expr *> Args) {
  Question Q(S);
  if (!S.isCompleteType(Where, T))
    return nullptr;
  SmallVector<Expr *, 4> Copy(Args);
  InitializedEntity Entity = InitializedEntity::InitializeTemporary(T);
  InitializationKind Kind =
      Args.empty() ? InitializationKind::CreateValue(Where, Where, Where)
                   : InitializationKind::CreateDirect(Where, Where, Where);
  InitializationSequence Sequence(S, Entity, Kind, Copy);
  if (!Sequence)
    return nullptr;
  return Q.answer(Sequence.Perform(S, Entity, Kind, Copy));
}

Expr *Resolver::callObject(Expr *Object, ArrayRef<Expr *> Args) {
  Question Q(S);
  SmallVector<Expr *, 4> Copy(Args);
  return Q.answer(S.BuildCallToObjectOfClassType(/*S=*/nullptr, Object, Where,
                                                 Copy, Where));
}

Expr *Resolver::callFunction(const FunctionDecl *Function, Expr *Object,
                             ArrayRef<Expr *> Args) {
  Question Q(S);
  auto *Callee = const_cast<FunctionDecl *>(Function);
  SmallVector<Expr *, 4> Copy(Args);
  DeclarationNameInfo Name(Callee->getDeclName(), Where);
  Expr *Ref = nullptr;
  if (Object)
    Ref = S.BuildMemberExpr(
        Object, /*IsArrow=*/false, Where, NestedNameSpecifierLoc(),
        SourceLocation(), Callee, DeclAccessPair::make(Callee, AS_public),
        /*HadMultipleCandidates=*/false, Name, S.getASTContext().BoundMemberTy,
        VK_PRValue, OK_Ordinary);
  else
    Ref = S.BuildDeclRefExpr(Callee, Callee->getType(), VK_LValue, Name,
                             NestedNameSpecifierLoc());
  return Q.answer(S.BuildCallExpr(/*S=*/nullptr, Ref, Where, Copy, Where));
}

Expr *Resolver::name(const ValueDecl *Variable) {
  return DeclRefExpr::Create(
      S.getASTContext(), NestedNameSpecifierLoc(), SourceLocation(),
      const_cast<ValueDecl *>(Variable),
      /*RefersToEnclosingVariableOrCapture=*/false, Where,
      Variable->getType().getNonReferenceType(), VK_LValue);
}

Expr *Resolver::nameAround(const DeclContext *Function, StringRef Name) {
  const IdentifierInfo *Id = &S.getASTContext().Idents.get(Name);
  for (const DeclContext *DC = Function; DC; DC = DC->getParent()) {
    if (DC->isFunctionOrMethod())
      continue;
    for (const NamedDecl *Found : DC->lookup(Id))
      if (const auto *V = dyn_cast<VarDecl>(Found))
        return name(V);
  }
  return nullptr;
}

Expr *Resolver::thisObject(const CXXRecordDecl *Class) {
  ASTContext &Context = S.getASTContext();
  QualType T = compat::typeOf(Context, Class);
  Expr *This = CXXThisExpr::Create(Context, Where, Context.getPointerType(T),
                                   /*IsImplicit=*/true);
  return UnaryOperator::Create(Context, This, UO_Deref, T, VK_LValue,
                               OK_Ordinary, Where, /*CanOverflow=*/false,
                               FPOptionsOverride());
}

Expr *Resolver::bound(Expr *Object, StringRef Name) {
  if (!Object->getType()->getAsCXXRecordDecl())
    return nullptr;
  Question Q(S);
  CXXScopeSpec None;
  DeclarationNameInfo Info(&S.getASTContext().Idents.get(Name), Where);
  return Q.answer(S.BuildMemberReferenceExpr(
      Object, Object->getType(), Where, /*IsArrow=*/false, None,
      SourceLocation(), /*FirstQualifierInScope=*/nullptr, Info,
      /*TemplateArgs=*/nullptr, /*S=*/nullptr));
}

Expr *Resolver::member(Expr *Object, StringRef Name) {
  Expr *E = bound(Object, Name);
  return E && E->isLValue() && !E->getType()->isFunctionType() ? E : nullptr;
}

Expr *Resolver::ask(Expr *Object, StringRef Name) {
  Expr *E = bound(Object, Name);
  if (!E || !E->hasPlaceholderType(BuiltinType::BoundMember))
    return nullptr;
  Question Q(S);
  return Q.answer(S.BuildCallExpr(/*S=*/nullptr, E, Where, {}, Where));
}

Expr *Resolver::condition(Expr *E) {
  Question Q(S);
  return Q.answer(S.PerformContextuallyConvertToBool(E));
}

Expr *Resolver::convert(QualType T, Expr *Arg) {
  Question Q(S);
  InitializedEntity Entity = InitializedEntity::InitializeParameter(
      S.getASTContext(), T, /*Consumed=*/false);
  if (!S.CanPerformCopyInitialization(Entity, Arg))
    return nullptr;
  return Q.answer(S.PerformCopyInitialization(Entity, Where, Arg));
}

} // namespace weakspot::frontend

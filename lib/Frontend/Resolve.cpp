//===- Resolve.cpp - What a skipped library body would have called --------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Resolve.h"
#include "clang/AST/ASTContext.h"
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

Expr *Resolver::convert(QualType T, Expr *Arg) {
  Question Q(S);
  InitializedEntity Entity = InitializedEntity::InitializeParameter(
      S.getASTContext(), T, /*Consumed=*/false);
  if (!S.CanPerformCopyInitialization(Entity, Arg))
    return nullptr;
  return Q.answer(S.PerformCopyInitialization(Entity, Where, Arg));
}

} // namespace weakspot::frontend

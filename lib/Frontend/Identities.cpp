//===- Identities.cpp - What tells opaque values apart ------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Strings and their like are not followed, but what they are made of often
// tells whether two of them are the same key, or equal. A literal stands for
// itself, whatever type it is converted to, and so does the typeid of a type; a
// parameter stands for what the caller passes, a constant, or a variable that
// is never changed, for its initialiser.
//
//===----------------------------------------------------------------------===//

#include "Frontend/FunctionLowering.h"
#include "clang/Basic/Builtins.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/Support/xxhash.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

/// What a constructor or conversion makes its result from; null for other
/// expressions and for what is made from several things.
static const Expr *sourceOf(const Expr *E) {
  if (const auto *Full = dyn_cast<FullExpr>(E))
    return Full->getSubExpr();
  if (const auto *Cast = dyn_cast<CastExpr>(E))
    return Cast->getSubExpr();
  if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
    return Default->getExpr();
  if (const auto *Kept = dyn_cast<MaterializeTemporaryExpr>(E))
    return Kept->getSubExpr();
  if (const auto *Dropped = dyn_cast<CXXBindTemporaryExpr>(E))
    return Dropped->getSubExpr();
  if (const auto *Literal = dyn_cast<UserDefinedLiteral>(E))
    return Literal->getLiteralOperatorKind() == UserDefinedLiteral::LOK_String
               ? Literal->getCookedLiteral()
               : nullptr;
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E)) {
    bool IsOne = Made->getNumArgs() > 0 &&
                 all_of(drop_begin(Made->arguments()), [](const Expr *A) {
                   return isa<CXXDefaultArgExpr>(A);
                 });
    return IsOne ? Made->getArg(0) : nullptr;
  }
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
    return isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl())
               ? Call->getImplicitObjectArgument()
               : nullptr;
  if (const auto *Call = dyn_cast<CallExpr>(E))
    switch (Call->getBuiltinCallee()) {
    case Builtin::BImove:
    case Builtin::BImove_if_noexcept:
    case Builtin::BIforward:
    case Builtin::BIforward_like:
    case Builtin::BIas_const:
      return Call->getArg(0);
    default:
      return nullptr;
    }
  return nullptr;
}

/// Whether nothing that has a name for it may change the value.
static bool isConstant(const ValueDecl *D) {
  QualType T = D->getType().getNonReferenceType();
  if (T->isPointerType() && !T->getPointeeType().isConstQualified())
    return false;
  return T.isConstQualified() ||
         (T->isPointerType() && !D->getType()->isReferenceType());
}

/// Adds the variables that Root names for something else than to read them.
static void addChanged(const Stmt *Root, DenseSet<const VarDecl *> &Changed) {
  SmallVector<const Stmt *, 16> Work{Root};
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S)) {
      // An element that is read, of a container that may also be written.
      if (const auto *At =
              dyn_cast<CXXOperatorCallExpr>(Cast->getSubExpr()->IgnoreParens());
          At && Cast->getCastKind() == CK_LValueToRValue &&
          At->getOperator() == OO_Subscript && At->getNumArgs() == 2 &&
          isa<DeclRefExpr>(At->getArg(0)->IgnoreParens())) {
        Work.push_back(At->getArg(1));
        continue;
      }
      bool IsRead = Cast->getCastKind() == CK_LValueToRValue ||
                    (Cast->getCastKind() == CK_NoOp &&
                     Cast->getType().isConstQualified());
      if (IsRead && isa<DeclRefExpr>(Cast->getSubExpr()->IgnoreParens()))
        continue;
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
        Changed.insert(V);
    append_range(Work, S->children());
  }
}

bool FunctionLowering::isNeverChanged(const VarDecl *V) {
  QualType T = V->getType();
  if (T.getNonReferenceType().isConstQualified())
    return true;
  if (T->isReferenceType() || !Lowered || V->getDeclContext() != Lowered)
    return false;
  if (!Changed) {
    Changed.emplace();
    addChanged(Lowered->getBody(), *Changed);
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Lowered))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        addChanged(Init->getInit(), *Changed);
  }
  return !Changed->contains(V);
}

int64_t FunctionLowering::numberOf(StringRef Text) {
  return std::max(static_cast<int64_t>(xxh3_64bits(Text) >> 1), INT64_C(1)
                                                                    << 32);
}

/// Qualifiers do not count, [expr.typeid]. None where the object tells the
/// type.
static std::optional<int64_t> typeNumber(const CXXTypeidExpr &Id,
                                         ASTContext &Context) {
  if (!Id.isTypeOperand() && Id.isPotentiallyEvaluated())
    return std::nullopt;
  QualType T = Id.isTypeOperand() ? Id.getTypeOperand(Context)
                                  : Id.getExprOperand()->getType();
  SmallString<128> Name;
  if (clang::index::generateUSRForType(
          T.getNonReferenceType().getUnqualifiedType(), Context, Name))
    return std::nullopt;
  return FunctionLowering::numberOf(Name);
}

Reg FunctionLowering::identity(const Expr *E, bool IsExact) {
  // Of a variable that is made from what nothing is known of.
  Reg Own = Reg::None;
  bool IsMadeEarlier = false;
  while (E && !E->getType().isNull()) {
    E = E->IgnoreParens();
    if (const auto *Literal = dyn_cast<clang::StringLiteral>(E))
      return constInt(numberOf(Literal->getBytes()));
    if (const auto *Id = dyn_cast<CXXTypeidExpr>(E)) {
      std::optional<int64_t> Number = typeNumber(*Id, context());
      return Number ? constInt(*Number) : Own;
    }
    // What a member was when a variable was made from it, it may be no more.
    if (Reg Cell = textCell(E); Cell != Reg::None)
      return IsMadeEarlier ? Own : load(Cell);
    // What a library passes on.
    if (const auto *Passed = dyn_cast<OpaqueValueExpr>(E);
        Passed && !IsMadeEarlier &&
        types().travel(Passed->getType()) == Travel::Opaque)
      if (auto It = BoundValues.find(Passed); It != BoundValues.end())
        return It->second;
    const auto *Ref = dyn_cast<DeclRefExpr>(E);
    if (!Ref) {
      E = sourceOf(E);
      continue;
    }
    const ValueDecl *D = Ref->getDecl();
    if (const auto *P = dyn_cast<ParmVarDecl>(D)) {
      bool IsOwn =
          Lowered && P->getDeclContext() == Lowered &&
          (IsExact ? isNeverChanged(P)
                   : isConstant(P) || !P->getType()->isReferenceType()) &&
          types().travel(P->getType()) == Travel::Opaque;
      return IsOwn ? static_cast<Reg>(P->getFunctionScopeIndex() +
                                      (ThisReg == Reg::None ? 0 : 1))
                   : Own;
    }
    const auto *V = dyn_cast<VarDecl>(D);
    bool IsLasting =
        V && (IsExact ? isNeverChanged(V) : isConstant(V) || isNeverChanged(V));
    E = IsLasting ? V->getAnyInitializer() : nullptr;
    IsMadeEarlier = true;
    if (auto It = StandIns.find(V); IsLasting && It != StandIns.end())
      Own = It->second;
  }
  return Own;
}

} // namespace weakspot::frontend

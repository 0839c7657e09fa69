//===- Parts.cpp - Parts of an expression that need not run ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Parts.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// Promoted, it stays what it is: `0` is as good as `T()`.
static bool isPlainNumber(const ASTContext &Context, QualType T) {
  if (T->isRealFloatingType())
    return true;
  return T->isIntegerType() && !T->isEnumeralType() &&
         Context.getIntegerTypeOrder(T, Context.IntTy) >= 0 &&
         !T->isAnyCharacterType();
}

std::optional<std::string> emptyValue(const ASTContext &Context, QualType T) {
  T = T.getNonReferenceType().getUnqualifiedType();
  if (T->isDependentType() || T->isUndeducedType() || T->isArrayType() ||
      T->isFunctionType())
    return std::nullopt;
  if (T->isVoidType())
    return "void()";
  if (T->isPointerType() || T->isNullPtrType() || T->isMemberPointerType())
    return "nullptr";
  if (T->isBooleanType())
    return "false";
  if (isPlainNumber(Context, T))
    return "0";
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (R && (!R->hasDefinition() || R->isLambda() || R->isAbstract() ||
            !R->hasDefaultConstructor()))
    return std::nullopt;
  if (!R && !T->isBuiltinType() && !T->isEnumeralType())
    return std::nullopt;
  std::string Name = typeText(Context, T);
  if (StringRef(Name).contains('('))
    return std::nullopt;
  // `unsigned char()` is no expression.
  if (T->isBuiltinType() && StringRef(Name).contains(' '))
    return "static_cast<" + Name + ">(0)";
  return Name + "()";
}

/// Whether what an expression gives is copied where it stands.
static bool isRead(ASTContext &Context, const Expr *E) {
  const Expr *At = E;
  for (;;) {
    DynTypedNodeList Parents =
        Context.getParentMapContext().getParents(DynTypedNode::create(*At));
    const auto *Up = Parents.empty() ? nullptr : Parents[0].get<Expr>();
    if (const auto *Cast = dyn_cast_or_null<ImplicitCastExpr>(Up);
        Cast && Cast->getCastKind() == CK_LValueToRValue)
      return true;
    if (const auto *Made = dyn_cast_or_null<CXXConstructExpr>(Up))
      return Made->getConstructor()->isCopyOrMoveConstructor();
    if (!isa_and_nonnull<ParenExpr, ImplicitCastExpr>(Up))
      return false;
    At = Up;
  }
}

PartTest::PartTest(ASTContext &Context, const Surroundings::Condition &Decides)
    : Part(Decides.Part) {
  if (!Part)
    return;
  if (!Decides.Choice) {
    Form = Decides.MustHold ? Kind::And : Kind::AndInParens;
    return;
  }
  QualType Written = Part->IgnoreParenImpCasts()->getType();
  if (Decides.Choice->isGLValue() && !isRead(Context, Decides.Choice))
    return;
  if (Written->isBooleanType() && Part->getType()->isArithmeticType()) {
    Form = Kind::AndInParens;
    return;
  }
  QualType T = Part->getType();
  if (T->isArithmeticType() && Written->isArithmeticType())
    T = Written;
  if (std::optional<std::string> Empty = emptyValue(Context, T)) {
    Form = Kind::Choice;
    Otherwise = *Empty;
  }
}

void PartTest::apply(TextEdits &Out, StringRef Name) const {
  if (Form == Kind::Choice) {
    Out.insertBefore(Part->getBeginLoc(), "(" + Name + " ? ");
    Out.insertAfter(Part->getEndLoc(), " : " + Otherwise + ")");
    return;
  }
  bool IsInParens = Form == Kind::AndInParens;
  Out.insertBefore(Part->getBeginLoc(),
                   (IsInParens ? "(" : "") + Name + " && ");
  if (IsInParens)
    Out.insertAfter(Part->getEndLoc(), ")");
}

bool mayThrow(const ASTContext &Context, const FunctionDecl *F) {
  const auto *Type = F ? F->getType()->getAs<FunctionProtoType>() : nullptr;
  return Context.getLangOpts().CXXExceptions && Type &&
         !isa<CXXDestructorDecl>(F) &&
         (isUnresolvedExceptionSpec(Type->getExceptionSpecType()) ||
          !Type->isNothrow());
}

const Expr *pointerTo(const Expr *Member) {
  const auto *M = dyn_cast<MemberExpr>(Member->IgnoreParenImpCasts());
  if (!M)
    return nullptr;
  const Expr *Base = M->getBase()->IgnoreParenImpCasts();
  if (const auto *Arrow = dyn_cast<CXXOperatorCallExpr>(Base))
    return Arrow->getOperator() == OO_Arrow
               ? Arrow->getArg(0)->IgnoreParenImpCasts()
               : Arrow;
  return M->isArrow() && !isa<CXXThisExpr>(Base) ? Base : nullptr;
}

bool isSafeAnywhere(const Expr *E) {
  E = E->IgnoreParenImpCasts();
  if (isa<CXXThisExpr, DeclRefExpr>(E))
    return true;
  const auto *M = dyn_cast<MemberExpr>(E);
  return M && !pointerTo(M) && isSafeAnywhere(M->getBase());
}

static bool isNull(const Expr *E) {
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(
      E->IgnoreUnlessSpelledInSource());
}

/// Whether the pointer is not null if Test holds, or if it does not.
static bool saysNotNull(const Expr *Test, bool Holds, StringRef Pointer,
                        const TextEdits &Out) {
  const Expr *E = Test->IgnoreParenImpCasts();
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
      Call && isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()))
    E = Call->getImplicitObjectArgument()->IgnoreParenImpCasts();
  auto IsIt = [&](const Expr *Side) {
    StringRef Text = Out.text(Side->IgnoreParenImpCasts()->getSourceRange());
    Text.consume_front("this->");
    return Text == Pointer;
  };
  auto IsItAgainstNull = [&](const Expr *L, const Expr *R, bool IsNotEqual) {
    return IsNotEqual == Holds &&
           ((IsIt(L) && isNull(R)) || (IsIt(R) && isNull(L)));
  };
  if (const auto *Not = dyn_cast<UnaryOperator>(E))
    return Not->getOpcode() == UO_LNot &&
           saysNotNull(Not->getSubExpr(), !Holds, Pointer, Out);
  if (const auto *Op = dyn_cast<BinaryOperator>(E)) {
    if (Op->isEqualityOp())
      return IsItAgainstNull(Op->getLHS(), Op->getRHS(),
                             Op->getOpcode() == BO_NE);
    return Op->getOpcode() == (Holds ? BO_LAnd : BO_LOr) &&
           (saysNotNull(Op->getLHS(), Holds, Pointer, Out) ||
            saysNotNull(Op->getRHS(), Holds, Pointer, Out));
  }
  if (const auto *Op = dyn_cast<CXXRewrittenBinaryOperator>(E))
    return Op->isComparisonOp() && Op->getOperator() == BO_NE &&
           IsItAgainstNull(Op->getLHS(), Op->getRHS(), true);
  if (const auto *Op = dyn_cast<CXXOperatorCallExpr>(E))
    return (Op->getOperator() == OO_ExclaimEqual ||
            Op->getOperator() == OO_EqualEqual) &&
           IsItAgainstNull(Op->getArg(0), Op->getArg(1),
                           Op->getOperator() == OO_ExclaimEqual);
  return Holds && IsIt(E);
}

bool saysNotNull(const Surroundings::Condition &C, StringRef Pointer,
                 const TextEdits &Out) {
  return saysNotNull(C.Test, C.MustHold, Pointer, Out);
}

bool bindsLessThanAnd(const Expr *E) {
  const auto *Binary = dyn_cast<BinaryOperator>(E);
  return isa<AbstractConditionalOperator>(E) ||
         (Binary && (Binary->getOpcode() == BO_LOr ||
                     Binary->isAssignmentOp() || Binary->isCommaOp()));
}

} // namespace weakspot::fixes

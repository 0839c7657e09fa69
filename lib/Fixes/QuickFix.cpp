//===- QuickFix.cpp - A misuse is mended where it is ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/QuickFix.h"
#include "Fixes/CaptureWeakener.h"
#include "Frontend/Compat.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

namespace {

enum class Remedy : uint8_t {
  None,
  KeepLock,
  ShareOwner,
  OrderByOwner,
  IterateCopy,
  LockInClosure,
  FindOwner
};

// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class UseFinder : public RecursiveASTVisitor<UseFinder> {
public:
  UseFinder(const SourceManager &SM, function_ref<bool(SourceLocation)> IsHere)
      : SM(SM), IsHere(IsHere) {}

  static bool shouldVisitTemplateInstantiations() { return true; }
  bool TraverseDecl(Decl *D) {
    return isLibrarys(SM, D) || RecursiveASTVisitor::TraverseDecl(D);
  }

  bool VisitExpr(Expr *E) {
    if (IsHere(E->getExprLoc()) || IsHere(E->getBeginLoc()))
      Here.push_back(E);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
      if (const auto *Var = dyn_cast<VarDecl>(Ref->getDecl());
          Var && Var->hasLocalStorage())
        Uses.push_back(Ref);
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
      MemberCalls.push_back(Call);
    return true;
  }

  SmallVector<const Expr *, 8> Here;
  std::vector<const DeclRefExpr *> Uses;
  std::vector<const CXXMemberCallExpr *> MemberCalls;

private:
  const SourceManager &SM;
  function_ref<bool(SourceLocation)> IsHere;
};

/// Whether all uses of a variable are calls and accesses through it.
class OnlyAccessed : public RecursiveASTVisitor<OnlyAccessed> {
public:
  OnlyAccessed(ASTContext &Context, const VarDecl *Var)
      : Context(Context), Var(Var) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    if (E->getDecl() != Var)
      return true;
    const Expr *Child = nullptr;
    DynTypedNode P = meaningfulParent(Context, E, Child);
    const auto *Op = P.get<CXXOperatorCallExpr>();
    const auto *Member = P.get<MemberExpr>();
    const auto *Method =
        Member ? dyn_cast<CXXMethodDecl>(Member->getMemberDecl()) : nullptr;
    Holds &= (Op && Op->getArg(0) == Child &&
              (Op->getOperator() == OO_Call || Op->getOperator() == OO_Arrow ||
               Op->getOperator() == OO_Star)) ||
             (Method && Method->isConst());
    return true;
  }
  bool Holds = true;

private:
  ASTContext &Context;
  const VarDecl *Var;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)

} // namespace

static Remedy remedyFor(StringRef Check) {
  return StringSwitch<Remedy>(Check)
      .Case("unchecked-lock", Remedy::KeepLock)
      .Case("expired-then-use", Remedy::KeepLock)
      .Case("dangling-lock", Remedy::KeepLock)
      .Case("double-ownership", Remedy::ShareOwner)
      .Case("unstable-weak-key", Remedy::OrderByOwner)
      .Case("mutated-while-iterated", Remedy::IterateCopy)
      .Case("weak-self-bypassed", Remedy::LockInClosure)
      .Case("shared-from-this-misuse", Remedy::FindOwner)
      .Default(Remedy::None);
}

bool hasQuickFix(StringRef Check) { return remedyFor(Check) != Remedy::None; }

/// What surrounds an expression, the nearest first.
template <typename T>
static const T *around(ASTContext &Context, const Expr *E,
                       function_ref<bool(const T *)> IsIt) {
  DynTypedNode N = DynTypedNode::create(*E);
  for (;;) {
    DynTypedNodeList Parents = Context.getParentMapContext().getParents(N);
    if (Parents.empty())
      return nullptr;
    N = Parents[0];
    if (const auto *Found = N.get<T>(); Found && IsIt(Found))
      return Found;
  }
}

/// `shared_from_this()`, where the class has it for the wanted pointer.
std::string QuickFix::ownerOfThis(QualType Wanted, const Expr *This) {
  const CXXRecordDecl *R = This->getType()->getPointeeCXXRecordDecl();
  const CXXRecordDecl *Pointer = Wanted->getAsCXXRecordDecl();
  if (!R || !R->hasDefinition() || !Pointer)
    return "";
  const CXXMethodDecl *Finds = nullptr;
  R->forallBases([&](const CXXRecordDecl *Base) {
    for (const CXXMethodDecl *M : Base->methods()) {
      const CXXRecordDecl *Given = M->getReturnType()->getAsCXXRecordDecl();
      if (!Finds && M->getNumParams() == 0 && !M->isStatic() && Given &&
          M->isConst() ==
              This->getType()->getPointeeType().isConstQualified() &&
          kind(M->getReturnType()) == ir::TypeKind::Strong &&
          Names.contractName(Given) == Names.contractName(Pointer))
        Finds = M;
    }
    return true;
  });
  if (!Finds)
    return "";
  std::string Call = Finds->getNameAsString() + "()";
  if (frontend::compat::sameUnqualified(Finds->getReturnType(), Wanted))
    return Call;
  const auto *Class = dyn_cast<ClassTemplateSpecializationDecl>(Pointer);
  if (!Class || Class->getTemplateArgs().size() == 0 ||
      Class->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return "";
  const CXXRecordDecl *Pointee =
      Class->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
  // A base converts by itself; anything else is cast back.
  if (!Pointee || Pointee->getCanonicalDecl() != R->getCanonicalDecl())
    return "";
  StringRef Scope = Names.contractName(Pointer);
  Scope = Scope.take_front(Scope.rfind("::") + 2);
  return (Scope + "static_pointer_cast<" + R->getName() + ">(" + Call + ")")
      .str();
}

/// `P(this)` and `P(other.get())` share the owner that there is.
std::string QuickFix::shareOwner(const Found &F) {
  for (const Expr *E : F.Here) {
    const auto *Made = dyn_cast<CXXConstructExpr>(E);
    const auto *Reset = dyn_cast<CXXMemberCallExpr>(E);
    const Expr *Given = nullptr;
    QualType Wanted;
    if (Made && Made->getNumArgs() >= 1 &&
        kind(Made->getType()) == ir::TypeKind::Strong) {
      Given = Made->getArg(0);
      Wanted = Made->getType();
      if (Made->getNumArgs() > 1 && !Made->getArg(1)->isDefaultArgument())
        continue;
    } else if (Reset && Reset->getNumArgs() == 1 &&
               kind(Reset->getObjectType()) == ir::TypeKind::Strong) {
      Given = Reset->getArg(0);
      Wanted = Reset->getObjectType();
    } else {
      continue;
    }
    const Expr *Raw = Given->IgnoreUnlessSpelledInSource();
    std::string Owner;
    if (isa<CXXThisExpr>(Raw)) {
      Owner = ownerOfThis(Wanted, Raw);
      if (Owner.empty())
        return refuse(Raw->getExprLoc(),
                      "its class has no base by which it finds its owner");
    } else if (const auto *Get = dyn_cast<CXXMemberCallExpr>(Raw);
               Get && Get->getNumArgs() == 0 &&
               kind(Get->getObjectType()) == ir::TypeKind::Strong &&
               Get->getType()->isPointerType()) {
      Owner =
          Out.text(Get->getImplicitObjectArgument()->getSourceRange()).str();
    } else {
      return refuse(Raw->getExprLoc(), "which owner to share is not known");
    }
    const Expr *Child = nullptr;
    DynTypedNode P =
        Made ? meaningfulParent(Context, Made, Child) : DynTypedNode();
    if (Reset) {
      StringRef Object =
          Out.text(Reset->getImplicitObjectArgument()->getSourceRange());
      Out.replace(Reset->getSourceRange(), Object + " = " + Owner);
    } else if (const auto *Cast = P.get<CXXFunctionalCastExpr>()) {
      Out.replace(Cast->getSourceRange(), Owner);
    } else if (isa<CXXTemporaryObjectExpr>(Made)) {
      Out.replace(Made->getSourceRange(), Owner);
    } else {
      Out.replace(Raw->getSourceRange(), Owner);
    }
    return "the owner that there is, is shared";
  }
  return "";
}

/// `a.lock() < b.lock()` is `a.owner_before(b)`, which does not change.
std::string QuickFix::orderByOwner(const Found &F) {
  auto Locked = [&](const Expr *E) -> const CXXMemberCallExpr * {
    E = E->IgnoreUnlessSpelledInSource();
    const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
    if (Call && Call->getNumArgs() == 0 && !isLock(Call) &&
        kind(Call->getObjectType()) == ir::TypeKind::Strong &&
        Call->getType()->isPointerType())
      Call = dyn_cast<CXXMemberCallExpr>(
          Call->getImplicitObjectArgument()->IgnoreUnlessSpelledInSource());
    return Call && isLock(Call) ? Call : nullptr;
  };
  for (const CXXMemberCallExpr *Lock : F.Locks) {
    const CXXMemberCallExpr *Left = nullptr, *Right = nullptr;
    const Expr *Whole = around<Expr>(Context, Lock, [&](const Expr *E) {
      const Expr *L = nullptr, *R = nullptr;
      if (const auto *Op = dyn_cast<BinaryOperator>(E);
          Op && Op->getOpcode() == BO_LT) {
        L = Op->getLHS();
        R = Op->getRHS();
      } else if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(E);
                 Call && Call->getOperator() == OO_Less) {
        L = Call->getArg(0);
        R = Call->getArg(1);
      } else if (const auto *Rewritten =
                     dyn_cast<CXXRewrittenBinaryOperator>(E);
                 Rewritten && Rewritten->getOperator() == BO_LT) {
        L = Rewritten->getLHS();
        R = Rewritten->getRHS();
      }
      if (!L)
        return false;
      Left = Locked(L);
      Right = Locked(R);
      return Left && Right;
    });
    if (!Whole)
      return refuse(Lock->getExprLoc(),
                    "it does not order by the address alone");
    const Expr *A = Left->getImplicitObjectArgument(),
               *B = Right->getImplicitObjectArgument();
    const CXXRecordDecl *R = A->getType()->getAsCXXRecordDecl();
    auto Knows = [&](const CXXRecordDecl *Class) {
      return !Class->lookup(&Context.Idents.get("owner_before")).empty();
    };
    if (!R || (!Knows(R) && R->forallBases([&](const CXXRecordDecl *Base) {
          return !Knows(Base);
        })))
      return refuse(Lock->getExprLoc(),
                    "the pointer has no order by its owner");
    Out.replace(Whole->getSourceRange(),
                Out.text(A->getSourceRange()) + ".owner_before(" +
                    Out.text(B->getSourceRange()) + ")");
    return "the order is that of the owners, which does not change";
  }
  return "";
}

/// A class's type argument, or what it is if it has none.
static QualType lastArgument(QualType T, unsigned No) {
  const auto *R = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T.getNonReferenceType()->getAsCXXRecordDecl());
  if (!R || R->getTemplateArgs().size() <= No ||
      R->getTemplateArgs()[No].getKind() != TemplateArgument::Type)
    return {};
  return R->getTemplateArgs()[No].getAsType();
}

std::string QuickFix::iterateCopy(const Found &F) {
  for (const Expr *E : F.Here) {
    const MemberExpr *Member = nullptr;
    const auto *Loop =
        around<CXXForRangeStmt>(Context, E, [&](const CXXForRangeStmt *S) {
          Member = S->getRangeInit()
                       ? dyn_cast<MemberExpr>(
                             S->getRangeInit()->IgnoreParenImpCasts())
                       : nullptr;
          return Member && isa<FieldDecl>(Member->getMemberDecl());
        });
    if (!Loop)
      continue;
    const VarDecl *Var = Loop->getLoopVariable();
    QualType Element = Var->getType().getNonReferenceType();
    auto Keeps = [&](QualType T) {
      if (T.isNull())
        return false;
      ir::TypeKind K = kind(T);
      return K == ir::TypeKind::Strong || K == ir::TypeKind::Weak ||
             K == ir::TypeKind::Callable;
    };
    if (!Keeps(Element) && !Keeps(lastArgument(Element, 1)))
      return refuse(Member->getExprLoc(),
                    "its elements do not keep alive what they refer to: a "
                    "copy would outlive them");
    bool MayChange =
        Var->getType()->isReferenceType() && !Element.isConstQualified();
    if (MayChange) {
      OnlyAccessed Uses(Context, Var);
      Uses.TraverseStmt(const_cast<Stmt *>(Loop->getBody()));
      if (!Uses.Holds)
        return refuse(Member->getExprLoc(), "the loop changes its elements");
    }
    const FunctionDecl *Function = enclosingFunction(Context, Loop);
    if (!Function)
      return "";
    StringRef Original = Member->getMemberDecl()->getName().trim('_');
    Original.consume_front("m_");
    std::string Name = freshIn(
        Function,
        (Original + (Original.contains('_') ? "_copy_" : "Copy_")).str());
    std::string Made =
        "auto " + Name + " = " + Out.text(Member->getSourceRange()).str() + ";";
    if (Context.getLangOpts().CPlusPlus20) {
      if (Loop->getInit())
        return refuse(Loop->getForLoc(), "the loop has a variable already");
      Out.replace(Member->getSourceRange(), Name);
      Out.insertBefore(Loop->getLoopVariable()->getBeginLoc(), Made + " ");
    } else {
      Surroundings S = surroundings(Context, Member);
      if (S.Anchor != Loop || S.NeedsBraces)
        return refuse(Loop->getForLoc(), "no statement can be put in front");
      Out.replace(Member->getSourceRange(), Name);
      Out.insertBefore(Loop->getBeginLoc(),
                       Made + "\n" +
                           Out.indentation(Loop->getBeginLoc()).str());
    }
    return "the loop goes over a copy";
  }
  return "";
}

/// New in the function; there, no later fix may use it.
std::string QuickFix::freshIn(const FunctionDecl *F, StringRef Wanted) {
  const SourceManager &SM = Context.getSourceManager();
  std::string Prefix = SM.getFileLoc(F->getBeginLoc()).printToString(SM) + " ";
  std::vector<std::string> Here;
  for (StringRef Name : Given)
    if (Name.consume_front(Prefix))
      Here.push_back(Name.str());
  std::string Fresh = freshName(Context, F, Wanted, Here);
  Taken = {Prefix + Fresh};
  return Fresh;
}

std::string QuickFix::lockInClosure(const Found &F) {
  for (const Expr *E : F.Here) {
    const VarDecl *Weak = nullptr;
    auto HasWeak = [&](const LambdaExpr *L) {
      for (const LambdaCapture &C : L->captures())
        if (C.capturesVariable() && C.getCaptureKind() == LCK_ByCopy &&
            kind(C.getCapturedVar()->getType()) == ir::TypeKind::Weak)
          Weak = dyn_cast<VarDecl>(C.getCapturedVar());
      return Weak != nullptr;
    };
    const auto *L = dyn_cast<LambdaExpr>(E);
    if (!L || !HasWeak(L))
      L = around<LambdaExpr>(Context, E, HasWeak);
    if (!L)
      continue;
    CaptureWeakener(Context, Table, Names, Policy, Out).lock(L, Weak);
    return Out.isRefused() ? "" : "the weak capture is locked for the body";
  }
  return "";
}

std::string QuickFix::run(StringRef Check, PlaceTest IsHere,
                          PlaceTest IsFirst) {
  UseFinder Visitor(Context.getSourceManager(), IsHere);
  Visitor.TraverseDecl(Context.getTranslationUnitDecl());
  Found F;
  F.Here = std::move(Visitor.Here);
  F.Uses = std::move(Visitor.Uses);
  DenseSet<SourceLocation> Seen;
  for (const CXXMemberCallExpr *Call : Visitor.MemberCalls) {
    if (!isLock(Call) || !Seen.insert(Call->getExprLoc()).second)
      continue;
    F.AllLocks.push_back(Call);
    if (IsHere(Call->getExprLoc()) || IsHere(Call->getBeginLoc()))
      F.Locks.push_back(Call);
  }
  // An earlier one may have been the question only.
  SmallVector<const CXXMemberCallExpr *, 2> Sorted;
  for (bool First : {true, false})
    for (const CXXMemberCallExpr *Lock : reverse(F.Locks))
      if (First ==
          (IsFirst(Lock->getExprLoc()) || IsFirst(Lock->getBeginLoc())))
        Sorted.push_back(Lock);
  F.Locks = std::move(Sorted);
  switch (remedyFor(Check)) {
  case Remedy::KeepLock:
    return keepLock(F, IsHere);
  case Remedy::ShareOwner:
    return shareOwner(F);
  case Remedy::OrderByOwner:
    return orderByOwner(F);
  case Remedy::IterateCopy:
    return iterateCopy(F);
  case Remedy::LockInClosure:
    return lockInClosure(F);
  case Remedy::FindOwner:
    return findOwner(F, IsFirst);
  case Remedy::None:
    break;
  }
  return "";
}

} // namespace weakspot::fixes

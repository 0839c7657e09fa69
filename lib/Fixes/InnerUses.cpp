//===- InnerUses.cpp - What a program does with an inner object -----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/InnerObject.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// The value that is copied, moved or converted.
static const Expr *value(const Expr *E) {
  for (;;) {
    E = E->IgnoreUnlessSpelledInSource()->IgnoreParens();
    const auto *Call = dyn_cast<CallExpr>(E);
    const auto *Made = dyn_cast<CXXConstructExpr>(E);
    if (const auto *Cast = dyn_cast<CXXFunctionalCastExpr>(E))
      E = Cast->getSubExpr();
    else if (Call && Call->isCallToStdMove() && Call->getNumArgs() == 1)
      E = Call->getArg(0);
    else if (Made && Made->getNumArgs() == 1 &&
             Made->getConstructor()->isCopyOrMoveConstructor())
      E = Made->getArg(0);
    else
      return E;
  }
}

std::string InnerObject::textOf(const Expr *E) const {
  StringRef Text = Out.text(value(E)->getSourceRange());
  Text.consume_front("this->");
  return Text.str();
}

/// A function template that hands all its arguments to a constructor of its
/// first type argument.
bool InnerObject::isMaker(const CallExpr *Call) const {
  const FunctionDecl *F = Call->getDirectCallee();
  const FunctionTemplateDecl *Template = F ? F->getPrimaryTemplate() : nullptr;
  const TemplateArgumentList *Args =
      F ? F->getTemplateSpecializationArgs() : nullptr;
  if (!Template || !Args || Args->size() == 0 ||
      !isStrongOf(F->getReturnType(), Inner) ||
      !Context.getSourceManager().isInSystemHeader(F->getLocation()))
    return false;
  const TemplateArgument &Made = Args->get(0);
  if (Made.getKind() != TemplateArgument::Type ||
      Made.getAsType()->getAsCXXRecordDecl() == nullptr ||
      Made.getAsType()->getAsCXXRecordDecl()->getCanonicalDecl() !=
          Inner->getCanonicalDecl())
    return false;
  const FunctionDecl *Pattern = Template->getTemplatedDecl();
  return Pattern->getNumParams() == 1 &&
         Pattern->getParamDecl(0)->isParameterPack() &&
         Pattern->getParamDecl(0)
             ->getType()
             .getNonPackExpansionType()
             ->isRValueReferenceType();
}

std::optional<unsigned>
InnerObject::outerArgument(ArrayRef<const Expr *> Args) const {
  std::optional<unsigned> Found;
  for (unsigned No = 0; No < Args.size(); ++No)
    if (isStrongOf(value(Args[No])->getType(), Outer)) {
      if (Found)
        return std::nullopt;
      Found = No;
    }
  return Found;
}

std::string InnerObject::outerIn(const Expr *E) {
  E = value(E);
  if (const auto *Call = dyn_cast<CallExpr>(E); Call && isMaker(Call)) {
    SmallVector<const Expr *, 4> Args(Call->arguments());
    std::optional<unsigned> No = outerArgument(Args);
    return No ? textOf(Args[*No]) : "";
  }
  if (const auto *New = dyn_cast<CXXNewExpr>(E)) {
    const CXXConstructExpr *Made = New->getConstructExpr();
    if (!Made)
      return "";
    SmallVector<const Expr *, 4> Args(Made->arguments());
    std::optional<unsigned> No = outerArgument(Args);
    return No ? textOf(Args[*No]) : "";
  }
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E);
      Made && Made->getNumArgs() == 1 && isStrongOf(Made->getType(), Inner))
    return outerIn(Made->getArg(0));
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!Var || !Var->hasLocalStorage() || !Var->getInit() ||
      Assigned.contains(Var))
    return "";
  return outerIn(Var->getInit());
}

std::string InnerObject::outerOf(const MemberExpr *M) {
  auto Refuse = [&](const Twine &Why) {
    Out.refuse(M->getExprLoc(), Why);
    return "";
  };
  if (!isOfThis(M)) {
    const auto *Arrow =
        dyn_cast<CXXOperatorCallExpr>(M->getBase()->IgnoreParenImpCasts());
    const Expr *Owner =
        Arrow && Arrow->getOperator() == OO_Arrow ? Arrow->getArg(0) : nullptr;
    if (!Owner || !isStrongOf(value(Owner)->getType(), Outer))
      return Refuse("no owner of the '" + Twine(OuterName) + "' is at hand");
    std::string Text = textOf(Owner);
    if (StringRef(Text).contains('('))
      return Refuse("the owner of the '" + Twine(OuterName) +
                    "' is the result of a call");
    return Text;
  }
  const auto *F =
      dyn_cast_or_null<CXXMethodDecl>(enclosingFunction(Context, M));
  if (!F || F->getParent()->isLambda() ||
      isa<CXXConstructorDecl, CXXDestructorDecl>(F))
    return Refuse("no owner of the '" + Twine(OuterName) + "' is at hand");
  bool FindsItself = false;
  for (const CXXBaseSpecifier &B : Outer->bases())
    if (const CXXRecordDecl *R = B.getType()->getAsCXXRecordDecl())
      FindsItself |= any_of(R->methods(), [&](const CXXMethodDecl *Method) {
        return Method->getNumParams() == 0 &&
               isStrongOf(Method->getReturnType(), Outer);
      });
  if (!FindsItself)
    addFact("finds itself");
  if (!F->isConst())
    return "shared_from_this()";
  StringRef Scope = Pointer.Strong->Name;
  Scope = Scope.take_front(Scope.rfind("::") + 2);
  return (Scope + "const_pointer_cast<" + OuterName + ">(shared_from_this())")
      .str();
}

/// A function of the outer class that handles the inner one by value.
void InnerObject::handled(const Stmt *S) {
  const auto *F =
      dyn_cast_or_null<CXXMethodDecl>(enclosingFunction(Context, S));
  if (F && F->getParent()->getCanonicalDecl() == Outer->getCanonicalDecl())
    Handling.insert(F);
}

bool InnerObject::accessNeedsOuter(const SlotUse &Use) {
  const Expr *Child = nullptr;
  const auto *Arrow =
      meaningfulParent(Context, Use.Member, Child).get<CXXOperatorCallExpr>();
  const auto *Accessed =
      Arrow && Arrow->getOperator() == OO_Arrow
          ? meaningfulParent(Context, Arrow, Child).get<MemberExpr>()
          : nullptr;
  if (!Accessed)
    return true;
  const auto *F = dyn_cast<CXXMethodDecl>(Accessed->getMemberDecl());
  return F ? has(needs(F)) : Accessed->getMemberDecl() == BackField;
}

void InnerObject::rewriteKept(const SlotUse &Use) {
  const auto *M = cast<MemberExpr>(Use.Member);
  std::string Text = Out.rendered(M->getSourceRange());
  switch (Use.Kind) {
  case UseKind::WriteNull:
  case UseKind::Test:
  case UseKind::EraseNull:
    return;
  case UseKind::Keep:
    if (const auto *Op = dyn_cast_or_null<CXXOperatorCallExpr>(Use.Whole);
        Use.IsWrite && Op && Op->getOperator() == OO_Equal) {
      std::string Owner = outerOf(M);
      if (!Owner.empty())
        rewriteWrite(Use, Owner);
    } else if (!Use.IsWrite) {
      Out.refuse(M->getExprLoc(), "it is observed by a weak pointer, or given "
                                  "to another");
    }
    return;
  case UseKind::Exchange:
    return Out.refuse(M->getExprLoc(), "it is handed out by reference");
  case UseKind::Refill:
    if (std::string Owner = outerOf(M); !Owner.empty())
      checkOwner(cast<CXXMemberCallExpr>(Use.Whole)->getArg(0), Owner);
    return;
  case UseKind::Raw:
    return Out.refuse(M->getExprLoc(), "its address is used");
  case UseKind::Deref:
    if (!accessNeedsOuter(Use))
      return;
    break;
  case UseKind::GiveOut:
  case UseKind::Read:
    break;
  }
  std::string Owner = outerOf(M);
  if (Owner.empty())
    return;
  handled(M);
  std::string Made = OldName + "(" + Owner + ", " + Text + ")";
  if (Use.Kind == UseKind::GiveOut)
    return rewriteGetter(Use, Made);
  Out.replace(M->getSourceRange(), Made);
}

/// `const P &f() const` becomes `Bar f() const`.
void InnerObject::rewriteGetter(const SlotUse &Use, const std::string &Made) {
  const FunctionDecl *F = enclosingFunction(Context, Use.Member);
  std::string Prefix = Out.rendered(
      CharSourceRange::getCharRange(F->getBeginLoc(), F->getLocation()));
  size_t Const = Prefix.find("const ");
  StringRef Front = StringRef(Prefix).rtrim();
  if (Const == std::string::npos || !Front.consume_back("&"))
    return Out.refuse(F->getLocation(), "it is given out by reference");
  std::string Text = (Front.take_front(Const) +
                      Front.drop_front(Const + strlen("const ")).rtrim() + " ")
                         .str();
  Out.replaceChars(F->getBeginLoc(), F->getLocation(), Text);
  Out.replace(Use.Member->getSourceRange(), Made);
}

/// What is stored must have the same outer object as the member it goes to.
bool InnerObject::checkOwner(const Expr *Stored, const std::string &Owner) {
  if (!Owner.empty() && outerIn(Stored) == Owner)
    return true;
  Out.refuse(Stored->getExprLoc(), "that what is stored here belongs to the "
                                   "same '" +
                                       OuterName + "' is not certain");
  return false;
}

void InnerObject::rewriteWrite(const SlotUse &Use, const std::string &Owner) {
  const auto *Op = cast<CXXOperatorCallExpr>(Use.Whole);
  const Expr *Written = Op->getArg(1);
  const Expr *E = value(Written);
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *Parameter = Ref ? dyn_cast<ParmVarDecl>(Ref->getDecl()) : nullptr;
  if (Parameter) {
    // Callers must give what belongs to the object that they call it on.
    const auto *F = dyn_cast<CXXMethodDecl>(Parameter->getDeclContext());
    if (!F || !isOfThis(cast<MemberExpr>(Use.Member)) ||
        Assigned.contains(Parameter) || F->isVirtual()) {
      checkOwner(E, "");
      return;
    }
    addFact(stores(F, Parameter->getFunctionScopeIndex()));
  } else if (!checkOwner(E, Owner)) {
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E); Call && isMaker(Call)) {
    Direct.insert(Call);
    return;
  }
  handled(Use.Member);
  if (!Ref) // `P(new Bar(foo))`
    return Out.insertAfter(Written->getEndLoc(), ".inner()");
  Out.replace(Written->getSourceRange(),
              Out.text(Ref->getSourceRange()) + ".inner()");
}

/// A function that keeps its argument must be given what is of its object.
void InnerObject::checkStoredArguments(const CXXMemberCallExpr *Call) {
  const CXXMethodDecl *F = Call->getMethodDecl();
  for (unsigned No = 0; No < Call->getNumArgs(); ++No) {
    if (!has(stores(F, No)))
      continue;
    const Expr *Object =
        Call->getImplicitObjectArgument()->IgnoreParenImpCasts();
    const auto *Arrow = dyn_cast<CXXOperatorCallExpr>(Object);
    std::string Owner;
    if (Arrow && Arrow->getOperator() == OO_Arrow)
      Owner = textOf(Arrow->getArg(0));
    else if (isa<CXXThisExpr>(Object))
      Owner = "shared_from_this()";
    if (Owner.empty() || outerIn(Call->getArg(No)) != Owner)
      Out.refuse(Call->getArg(No)->getExprLoc(),
                 "that what is given here belongs to the same '" + OuterName +
                     "' is not certain");
  }
}

void InnerObject::rewriteCall(const CallExpr *Call) {
  if (!isMaker(Call))
    return;
  auto Refuse = [&](const Twine &Why) { Out.refuse(Call->getExprLoc(), Why); };
  SmallVector<const Expr *, 4> Args(Call->arguments());
  std::optional<unsigned> No = outerArgument(Args);
  if (!No)
    return Refuse("which '" + Twine(OuterName) +
                  "' this one belongs to is not known");
  const auto *Callee =
      dyn_cast<DeclRefExpr>(Call->getCallee()->IgnoreParenImpCasts());
  if (!Callee || Callee->getNumTemplateArgs() == 0)
    return Refuse("how it is made is not understood");
  const TypeSourceInfo *Named =
      Callee->getTemplateArgs()[0].getTypeSourceInfo();
  SourceLocation Name = Named->getTypeLoc().getEndLoc();
  if (Out.text({Name, Name}) != OldName)
    return Refuse("it is made under another name");
  std::string Owner = Out.rendered(Args[*No]->getSourceRange());
  Out.replace({Name, Name}, InnerName);
  Out.removeItem(Args[*No]->getSourceRange());
  if (Direct.contains(Call))
    return;
  handled(Call);
  Out.replace(Call->getSourceRange(), OldName + "(" + Owner + ", " +
                                          Out.rendered(Call->getSourceRange()) +
                                          ")");
}

/// Whether the member's own object is made: `bar_.reset(new Bar(foo))`.
bool InnerObject::isForKept(const CXXNewExpr *New) {
  const Expr *Child = nullptr;
  const auto *Call =
      meaningfulParent(Context, New, Child).get<CXXMemberCallExpr>();
  const auto *Object =
      Call && KeptField
          ? dyn_cast<MemberExpr>(
                Call->getImplicitObjectArgument()->IgnoreParenImpCasts())
          : nullptr;
  return Object && Object->getMemberDecl() == KeptField;
}

/// `P bar(new Bar(foo))`
void InnerObject::rewriteNew(const CXXNewExpr *New) {
  const CXXConstructExpr *Made = New->getConstructExpr();
  const Expr *Child = nullptr;
  const auto *Owned =
      meaningfulParent(Context, New, Child).get<CXXConstructExpr>();
  SmallVector<const Expr *, 4> Args;
  if (Made)
    Args.assign(Made->arg_begin(), Made->arg_end());
  std::optional<unsigned> No = outerArgument(Args);
  bool IsOwned =
      Owned && isStrongOf(Owned->getType(), Inner) && Owned->getNumArgs() == 1;
  bool IsKept = isForKept(New);
  if ((!IsOwned && !IsKept) || !No || New->isArray() ||
      New->getNumPlacementArgs() != 0)
    return Out.refuse(New->getExprLoc(), "it is made by new, and which owner "
                                         "gets it is not understood");
  std::string Owner = Out.rendered(Args[*No]->getSourceRange()), Rest;
  for (unsigned I = 0; I < Args.size(); ++I)
    if (I != *No && !Args[I]->isDefaultArgument())
      Rest +=
          (Rest.empty() ? "" : ", ") + Out.rendered(Args[I]->getSourceRange());
  std::string Text = "new " + InnerName + "(" + Rest + ")";
  if (IsKept)
    return Out.replace(New->getSourceRange(), Text);
  handled(New);
  Out.replace(New->getSourceRange(),
              Owner + ", " + strong(InnerName) + "(" + Text + ")");
}

/// A handle has no data of its own but the pointer to the outer object.
void InnerObject::rewriteField(const MemberExpr *M) {
  bool IsBack = M->getMemberDecl() == BackField;
  if (isOfThis(M)) {
    if (IsBack && !M->isImplicitAccess())
      Out.replace(M->getSourceRange(), BackName);
    return;
  }
  if (IsBack)
    return;
  const Expr *Base = M->getBase()->IgnoreParenImpCasts();
  if (const auto *Arrow = dyn_cast<CXXOperatorCallExpr>(Base))
    if (const auto *Kept =
            dyn_cast<MemberExpr>(Arrow->getArg(0)->IgnoreParenImpCasts());
        Kept && KeptField && Kept->getMemberDecl() == KeptField)
      return;
  Out.insertBefore(M->getMemberLoc(), "inner()->");
}

void InnerObject::rewritePointers(const InnerParts &P) {
  const SourceManager &SM = Context.getSourceManager();
  for (const WrittenPointer &W : P.Pointers) {
    bool OfKept = KeptField &&
                  !SM.isBeforeInTranslationUnit(W.Range.getBegin(),
                                                KeptField->getBeginLoc()) &&
                  !SM.isBeforeInTranslationUnit(KeptField->getLocation(),
                                                W.Range.getBegin());
    if (OfKept)
      continue;
    Out.replace(W.Range, Out.text(W.Argument));
  }
  if (!KeptField)
    return;
  if (isInTable())
    return declareTable();
  SourceRange Type(KeptField->getTypeSpecStartLoc(),
                   KeptField->getTypeSpecEndLoc());
  Out.replace(Type, strong(InnerName));
}

} // namespace weakspot::fixes

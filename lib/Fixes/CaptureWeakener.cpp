//===- CaptureWeakener.cpp - A capture becomes weak -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/CaptureWeakener.h"
#include "Fixes/Parts.h"
#include "Fixes/SlotWeakener.h"
#include "Fixes/Surroundings.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

namespace {

// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class CaptureFinder : public RecursiveASTVisitor<CaptureFinder> {
public:
  CaptureFinder(StringRef Name, function_ref<bool(SourceLocation)> IsHere)
      : Name(Name), IsHere(IsHere) {}

  static bool shouldVisitTemplateInstantiations() { return true; }

  bool VisitLambdaExpr(LambdaExpr *L) {
    for (const LambdaCapture &C : L->captures())
      if (!Lambda && C.capturesVariable() &&
          C.getCapturedVar()->getName() == Name && IsHere(C.getLocation()) &&
          !C.getCapturedVar()->getType()->isDependentType()) {
        Lambda = L;
        Capture = &C;
      }
    return true;
  }

  const LambdaExpr *Lambda = nullptr;
  const LambdaCapture *Capture = nullptr;

private:
  StringRef Name;
  function_ref<bool(SourceLocation)> IsHere;
};

/// Whether a body waits, so that a lock in it would live on meanwhile.
class Awaits : public RecursiveASTVisitor<Awaits> {
public:
  static bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitCoroutineSuspendExpr(CoroutineSuspendExpr *) {
    Found = true;
    return false;
  }
  bool VisitCoreturnStmt(CoreturnStmt *) {
    Found = true;
    return false;
  }
  bool Found = false;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)

} // namespace

bool CaptureWeakener::run(StringRef Name,
                          function_ref<bool(SourceLocation)> IsHere) {
  CaptureFinder F(Name, IsHere);
  F.TraverseDecl(Context.getTranslationUnitDecl());
  if (!F.Lambda)
    return false;
  weaken(F.Lambda, *F.Capture);
  return true;
}

void CaptureWeakener::weaken(const LambdaExpr *L, const LambdaCapture &C) {
  const auto *Var = dyn_cast<VarDecl>(C.getCapturedVar());
  auto Refuse = [&](StringRef Why) { Out.refuse(C.getLocation(), Why); };
  if (!Var || C.isPackExpansion())
    return Refuse("a pack is captured");
  if (C.getCaptureKind() != LCK_ByCopy)
    return Refuse("it is captured by reference");
  if (!Context.getLangOpts().CPlusPlus14)
    return Refuse("C++11 has no captures with an initialiser");
  const CXXRecordDecl *R =
      Var->getType().getNonReferenceType()->getAsCXXRecordDecl();
  std::optional<Family> Pointer =
      R ? familyOf(Table, Names.contractName(R)) : std::nullopt;
  if (!Pointer)
    return Refuse("no weak pointer is known that goes with its type");
  WeakType = Pointer->Weak->Name;
  Awaits Waits;
  Waits.TraverseStmt(L->getBody());
  if (Waits.Found)
    return Refuse("its closure is a coroutine");
  const FunctionDecl *Around = enclosingFunction(Context, L);
  std::string Weak =
      freshName(Context, Around ? Around : L->getCallOperator(),
                "weak" + std::string(1, toUpper(Var->getName()[0])) +
                    Var->getName().drop_front().rtrim('_').str() + "_",
                localNames(Around), L->getSourceRange());
  std::string Value = weakValue(L, C, Var, *Pointer);
  if (Value.empty())
    return Refuse("the type of what it points to cannot be written here");
  replaceCapture(L, C, Weak + " = " + Value);
  lockInBody(L, Var->getName(), Weak, *Pointer);
}

void CaptureWeakener::lock(const LambdaExpr *L, const VarDecl *Weak) {
  const CXXRecordDecl *R = Weak->getType()->getAsCXXRecordDecl();
  const contracts::Class *Class =
      R ? Table.findClass(Names.contractName(R)) : nullptr;
  Family Pointer;
  Pointer.Weak = Class;
  Pointer.Lock = Class ? lockOf(*Class) : "";
  if (Pointer.Lock.empty())
    return Out.refuse(L->getBeginLoc(), "how it is locked is not known");
  lockInBody(L, freshName(Context, L->getCallOperator(), "self_", {}),
             Weak->getName(), Pointer);
}

/// `shared_from_this()`: the same class gives a weak pointer as well.
std::string weakFromThis(const Expr *Init, StringRef Text) {
  const auto *Call =
      dyn_cast<CXXMemberCallExpr>(Init->IgnoreUnlessSpelledInSource());
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (!Method || Call->getNumArgs() != 0)
    return "";
  std::string Name = Method->getNameAsString();
  size_t At = Name.find("shared");
  if (At == std::string::npos)
    return "";
  std::string WeakName = Name;
  WeakName.replace(At, 6, "weak");
  for (const CXXMethodDecl *Other : Method->getParent()->methods())
    if (Other->getNameAsString() == WeakName && Other->getNumParams() == 0) {
      std::string Result = Text.str();
      size_t Here = Result.rfind(Name);
      if (Here == std::string::npos)
        return "";
      return Result.replace(Here, Name.size(), WeakName);
    }
  return "";
}

std::string CaptureWeakener::weakValue(const LambdaExpr *L,
                                       const LambdaCapture &C,
                                       const VarDecl *Var,
                                       const Family &Pointer) {
  std::string Strong = Var->getName().str();
  if (L->isInitCapture(&C)) {
    const Expr *Init = Var->getInit()->IgnoreUnlessSpelledInSource();
    if (const auto *List = dyn_cast<InitListExpr>(Init);
        List && List->getNumInits() == 1)
      Init = List->getInit(0)->IgnoreUnlessSpelledInSource();
    StringRef Text = Out.text(Init->getSourceRange());
    if (std::string FromThis = weakFromThis(Init, Text); !FromThis.empty())
      return FromThis;
    Strong = Text.str();
  }
  const FunctionDecl *Around = enclosingFunction(Context, L);
  std::string Pointee =
      pointeeText(Context, Var->getType().getNonReferenceType(),
                  Around ? Around : L->getCallOperator());
  // What a template's text says of one instance it says of all.
  bool IsOfInstance = Around && Around->isTemplateInstantiation();
  if (Pointee.empty() || IsOfInstance ||
      StringRef(Pointee).contains("(lambda") ||
      StringRef(Pointee).contains("(anonymous") ||
      StringRef(Pointee).contains("(unnamed"))
    return Context.getLangOpts().CPlusPlus17
               ? Pointer.Weak->Name + "(" + Strong + ")"
               : "";
  return Pointer.Weak->Name + "<" + Pointee + ">(" + Strong + ")";
}

void CaptureWeakener::replaceCapture(const LambdaExpr *L,
                                     const LambdaCapture &C,
                                     const std::string &Text) {
  if (C.isImplicit()) {
    // Behind `=`, or behind the last one that is written.
    SourceLocation Last = L->getCaptureDefaultLoc();
    for (const LambdaCapture &Other : L->explicit_captures())
      Last = L->isInitCapture(&Other)
                 ? cast<VarDecl>(Other.getCapturedVar())->getInit()->getEndLoc()
                 : Other.getLocation();
    return Out.insertAfter(Last, ", " + Text);
  }
  if (!L->isInitCapture(&C))
    return Out.replace({C.getLocation(), C.getLocation()}, Text);
  const auto *Var = cast<VarDecl>(C.getCapturedVar());
  SourceLocation End = Var->getInit()->getEndLoc();
  // `[self(p)]` and `[self{p}]` end behind the value.
  if (Var->getInitStyle() != VarDecl::CInit)
    if (std::optional<Token> Next = Lexer::findNextToken(
            End, Context.getSourceManager(), Context.getLangOpts());
        Next && Next->isOneOf(tok::r_paren, tok::r_brace) &&
        !isa<InitListExpr, ParenListExpr>(Var->getInit()))
      End = Next->getLocation();
  Out.replace({C.getLocation(), End}, Text);
}

/// A generic closure's, if all its instances agree.
static std::optional<std::string> emptyReturnOf(const ASTContext &Context,
                                                const LambdaExpr *L) {
  const FunctionTemplateDecl *Template =
      L->getCallOperator()->getDescribedFunctionTemplate();
  if (!Template)
    return emptyReturn(Context, L->getCallOperator());
  std::optional<std::string> Common;
  for (const FunctionDecl *Instance : Template->specializations()) {
    std::optional<std::string> Return = emptyReturn(Context, Instance);
    if (!Return || (Common && Common != Return))
      return std::nullopt;
    Common = Return;
  }
  return Common;
}

void CaptureWeakener::lockInBody(const LambdaExpr *L, StringRef Name,
                                 StringRef Weak, const Family &Pointer) {
  const auto *Body = L->getCompoundStmtBody();
  std::optional<std::string> Leave =
      Policy == NullPolicy::Throw ? std::nullopt : emptyReturnOf(Context, L);
  if (!Leave) {
    Throws = true;
    if (!Pointer.Throws || !mayThrow(Context, L->getCallOperator()))
      return Out.refuse(L->getBeginLoc(),
                        "the closure has no empty value to return");
  }
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation Open = Body->getLBracLoc();
  bool OneLine = SM.getExpansionLineNumber(Open) ==
                 SM.getExpansionLineNumber(Body->getRBracLoc());
  std::string Outside = Out.indentation(Open).str(),
              Step = Out.indentStep(Open);
  if (!OneLine && !Body->body_empty()) {
    // As deep as the body is.
    StringRef Inside = Out.indentation(Body->body_front()->getBeginLoc());
    if (Inside.consume_front(Outside) && !Inside.empty())
      Step = Inside.str();
  }
  std::string Break = "\n" + Outside + Step;
  bool Opens = OneLine && !Body->body_empty();
  if (Opens)
    Break = Out.breakIn(Body->body_front());
  std::string Locked = (Weak + "." + Pointer.Lock + "()").str();
  std::string Text;
  if (Leave)
    Text = ("auto " + Name + " = " + Locked + ";" + Break + "if (!" + Name +
            ")" + Break + Step + *Leave)
               .str();
  else
    Text =
        ("auto " + Name + " = decltype(" + Locked + ")(" + Weak + ");").str();
  if (Opens)
    Out.insertBefore(SM.getExpansionLoc(Body->body_front()->getBeginLoc()),
                     Text + Break);
  else
    Out.insertAfter(Open, Break + Text);
}

} // namespace weakspot::fixes

//===- BindWeakener.cpp - A bound owner becomes weak ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/BindWeakener.h"
#include "Fixes/CaptureWeakener.h"
#include "Fixes/SlotWeakener.h"
#include "Frontend/Compat.h"
#include "clang/AST/QualTypeNames.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

namespace {

// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class BindFinder : public RecursiveASTVisitor<BindFinder> {
public:
  explicit BindFinder(function_ref<bool(const CallExpr *)> IsIt) : IsIt(IsIt) {}
  static bool shouldVisitTemplateInstantiations() { return true; }
  bool VisitCallExpr(CallExpr *Call) {
    if (!Found && IsIt(Call))
      Found = Call;
    return true;
  }
  const CallExpr *Found = nullptr;

private:
  function_ref<bool(const CallExpr *)> IsIt;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)

} // namespace

struct BindWeakener::Closure {
  std::vector<std::string> Captures, Arguments;
  std::string Weak;   ///< The name of the capture.
  std::string Locked; ///< The name of the lock.
  std::string Object; ///< What the function is called on, with `->`.
  unsigned NumParams = 0;
  std::vector<std::string> Taken;
  SourceRange Range; ///< Of the call: names are new in it.
  bool IsMutable = false;
};

BindWeakener::Order BindWeakener::orderOf(const CallExpr *Call) {
  const FunctionDecl *F = Call->getDirectCallee();
  if (!F)
    return Order::None;
  for (const contracts::Function &Known :
       Table.findFunctions(Names.contractName(F))) {
    if (Known.Body.Steps.size() != 1)
      continue;
    if (Known.Body.Steps.front().Kind == contracts::StepKind::Bind)
      return Order::Placeholders;
    if (Known.Body.Steps.front().Kind == contracts::StepKind::BindFront)
      return Order::Behind;
  }
  return Order::None;
}

bool BindWeakener::run(StringRef Name,
                       function_ref<bool(SourceLocation)> IsHere) {
  unsigned No = 0;
  if (!Name.consume_front("arg") || Name.getAsInteger(10, No))
    return false;
  auto IsIt = [&](const CallExpr *Call) {
    return Call->getNumArgs() > No &&
           (IsHere(Call->getBeginLoc()) || IsHere(Call->getExprLoc())) &&
           !Call->isTypeDependent() && orderOf(Call) != Order::None;
  };
  BindFinder F(IsIt);
  F.TraverseDecl(Context.getTranslationUnitDecl());
  if (!F.Found)
    return false;
  rewrite(F.Found, No, orderOf(F.Found));
  return true;
}

/// Which of the call's arguments it stands for; 0: none.
unsigned BindWeakener::placeholder(const Expr *E) {
  E = E->IgnoreUnlessSpelledInSource();
  const CXXRecordDecl *R = E->getType()->getAsCXXRecordDecl();
  const contracts::Class *C =
      R ? Table.findClass(Names.contractName(R)) : nullptr;
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  unsigned No = 0;
  if (!C || !C->Placeholder || !Ref)
    return 0;
  StringRef Name = Ref->getDecl()->getName();
  return Name.consume_front("_") && !Name.getAsInteger(10, No) ? No : 0;
}

static bool isPlain(const Expr *E) {
  return isa<IntegerLiteral, FloatingLiteral, CharacterLiteral,
             clang::StringLiteral, CXXBoolLiteralExpr, CXXNullPtrLiteralExpr>(
             E) ||
         (isa<DeclRefExpr>(E) &&
          isa<EnumConstantDecl>(cast<DeclRefExpr>(E)->getDecl()));
}

bool BindWeakener::addArgument(Closure &C, const Expr *Given, unsigned No,
                               const FunctionDecl *Around) {
  const Expr *E = Given->IgnoreUnlessSpelledInSource();
  if (unsigned Stands = placeholder(E)) {
    std::string Name = "arg" + std::to_string(Stands);
    C.NumParams = std::max(C.NumParams, Stands);
    C.Arguments.push_back("std::forward<decltype(" + Name + ")>(" + Name + ")");
    return true;
  }
  if (isa<CXXThisExpr>(E)) {
    if (!is_contained(C.Captures, "this"))
      C.Captures.insert(C.Captures.begin(), "this");
    C.Arguments.push_back("this");
    return true;
  }
  StringRef Text = Out.text(E->getSourceRange());
  if (isPlain(E)) {
    C.Arguments.push_back(Text.str());
    return true;
  }
  if (kindOf(E->getType(), Table, Names) == ir::TypeKind::Callable)
    return refuse(E, "a callable is bound within it");
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  const auto *Var = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  std::string Name;
  if (Var && Var->hasLocalStorage() &&
      !Ref->refersToEnclosingVariableOrCapture()) {
    Name = Var->getName().str();
    C.Captures.push_back(Name);
  } else {
    Name = freshName(Context, Around, "bound" + std::to_string(No) + "_",
                     C.Taken, C.Range);
    C.Taken.push_back(Name);
    C.Captures.push_back(Name + " = " + Text.str());
  }
  C.IsMutable |= !E->getType()->isScalarType();
  C.Arguments.push_back(Name);
  return true;
}

/// The name of the function that is bound.
static const DeclRefExpr *boundName(const CallExpr *Call) {
  const Expr *Target = Call->getArg(0)->IgnoreUnlessSpelledInSource();
  if (const auto *Address = dyn_cast<UnaryOperator>(Target);
      Address && Address->getOpcode() == UO_AddrOf)
    Target = Address->getSubExpr()->IgnoreUnlessSpelledInSource();
  const auto *Ref = dyn_cast<DeclRefExpr>(Target);
  return Ref && isa<FunctionDecl>(Ref->getDecl()) ? Ref : nullptr;
}

/// The closure holds the owner weakly, and locks it.
bool BindWeakener::captureWeak(Closure &C, const Expr *Owner,
                               const Family &Pointer,
                               const FunctionDecl *Around) {
  const auto *Held = dyn_cast<DeclRefExpr>(Owner);
  StringRef OwnerText = Out.text(Owner->getSourceRange());
  std::string Weak = weakFromThis(Owner, OwnerText);
  C.Locked = Held ? Held->getDecl()->getName().str()
                  : freshName(Context, Around, "self_", C.Taken, C.Range);
  C.Taken.push_back(C.Locked);
  StringRef Base = StringRef(C.Locked).rtrim('_');
  C.Weak = freshName(Context, Around,
                     "weak" + std::string(1, toUpper(Base[0])) +
                         Base.drop_front().str() + "_",
                     C.Taken, C.Range);
  if (Weak.empty()) {
    std::string Pointee = pointeeText(Context, Owner->getType(), Around);
    if (Pointee.empty() || StringRef(Pointee).contains('('))
      return false;
    Weak = Pointer.Weak->Name + "<" + Pointee + ">(" + OwnerText.str() + ")";
  }
  C.Captures.push_back(C.Weak + " = " + Weak);
  return true;
}

/// All that is bound, in order; the owner at No is the lock.
bool BindWeakener::addArguments(Closure &C, const CallExpr *Call, unsigned No,
                                bool HasObject, const FunctionDecl *Around) {
  for (unsigned I = 1; I < Call->getNumArgs(); ++I) {
    if (I == No)
      C.Arguments.push_back(C.Locked);
    else if (!addArgument(C, Call->getArg(I), I, Around))
      return false;
    if (I != 1 || !HasObject)
      continue;
    C.Object = C.Arguments.back();
    C.Arguments.clear();
    if (No != 1 && C.Object != "this")
      return refuse(Call,
                    "the object that it is called on is bound in another way");
  }
  return true;
}

/// What the caller gives; it is named where it is handed on.
std::string BindWeakener::parameters(Closure &C, Order O) {
  std::string Params;
  for (unsigned I = 1; I <= C.NumParams; ++I)
    Params += (I > 1 ? ", auto &&arg" : "auto &&arg") + std::to_string(I);
  if (O == Order::Behind) {
    C.Arguments.emplace_back("std::forward<decltype(args)>(args)...");
    return Params + "auto &&...args";
  }
  return Params + (Params.empty() ? "auto &&..." : ", auto &&...");
}

void BindWeakener::rewrite(const CallExpr *Call, unsigned No, Order O) {
  const Expr *Owner = Call->getArg(No)->IgnoreUnlessSpelledInSource();
  auto Refuse = [&](const Twine &Why) { refuse(Call, Why); };
  if (!Context.getLangOpts().CPlusPlus14)
    return Refuse("C++11 has no captures with an initialiser");
  const CXXRecordDecl *R = Owner->getType()->getAsCXXRecordDecl();
  std::optional<Family> Pointer =
      R ? familyOf(Table, Names.contractName(R)) : std::nullopt;
  if (!Pointer)
    return Refuse("no weak pointer is known that goes with its type");
  WeakType = Pointer->Weak->Name;
  const DeclRefExpr *Ref = boundName(Call);
  if (!Ref)
    return Refuse("what it is bound to is not a function's name");
  const auto *F = cast<FunctionDecl>(Ref->getDecl());
  QualType Result = F->getReturnType();
  const FunctionDecl *Around = enclosingFunction(Context, Call);
  if (!Around || Result->isReferenceType() || Result->isUndeducedType())
    return Refuse("what it gives cannot be made up");
  // What calls a coroutine is none.
  std::optional<std::string> Leave =
      isa_and_nonnull<CoroutineBodyStmt>(F->getBody())
          ? std::nullopt
          : emptyReturn(Context, F);
  if (!Leave)
    return Refuse("what it gives cannot be made up");

  Closure C;
  C.Taken = localNames(Around);
  C.Range = Call->getSourceRange();
  if (!captureWeak(C, Owner, *Pointer, Around))
    return Refuse("the type of what it points to cannot be written here");
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  bool HasObject = Method && Method->isInstance();
  if (!addArguments(C, Call, No, HasObject, Around))
    return;
  std::string Params = parameters(C, O);
  PrintingPolicy Printing(Context.getLangOpts());
  Printing.SuppressTagKeyword = true;
  frontend::compat::suppressInlineNamespaces(Printing);
  std::string Break = "\n" + Out.indentation(Call->getBeginLoc()).str();
  std::string Step = Out.indentStep(Call->getBeginLoc());
  bool IsVoid = Result->isVoidType();
  std::string Name = HasObject ? C.Object + "->" + F->getNameAsString()
                               : Out.text(Ref->getSourceRange()).str();
  Out.replace(Call->getSourceRange(),
              "[" + join(C.Captures, ", ") + "](" + Params + ")" +
                  (C.IsMutable ? " mutable" : "") +
                  (IsVoid ? std::string()
                          : " -> " + TypeName::getFullyQualifiedName(
                                         Result, Context, Printing)) +
                  " {" + Break + Step + "auto " + C.Locked + " = " + C.Weak +
                  "." + Pointer->Lock + "();" + Break + Step + "if (!" +
                  C.Locked + ")" + Break + Step + Step + *Leave + Break + Step +
                  (IsVoid ? "" : "return ") + Name + "(" +
                  join(C.Arguments, ", ") + ");" + Break + "}");
}

} // namespace weakspot::fixes

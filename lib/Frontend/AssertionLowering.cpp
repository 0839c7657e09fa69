//===- AssertionLowering.cpp - What holds after an assertion --------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The paths that go on behind an assertion are those on which it holds. Whether
// the macro tests it, and what it does then, makes no difference: the condition
// is evaluated for its answer, as an `assume`.
//
//===----------------------------------------------------------------------===//

#include "Frontend/Compat.h"
#include "Frontend/FunctionLowering.h"
#include "Frontend/Resolve.h"
#include "clang/AST/ASTLambda.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

void FunctionLowering::withAssertion(const Stmt *S) {
  if (const auto *Empty = dyn_cast<NullStmt>(S)) {
    // What is left of a macro that expands to nothing.
    return assume(MB.assertions().before(TextBefore, Empty->getSemiLoc()));
  }
  const SourceManager &SM = context().getSourceManager();
  SourceLocation Begin = S->getBeginLoc();
  if (!Begin.isMacroID()) {
    TextBefore = Begin;
    return dispatchStmt(S);
  }
  SourceLocation Macro = SM.getExpansionLoc(Begin);
  // The statements that one expands to are within the first of them.
  if (Macro == InAssertion)
    return dispatchStmt(S);
  SaveAndRestore Inside(InAssertion, Macro);
  dispatchStmt(S);
  if (isOpen())
    assume(MB.assertions().at(Macro));
}

void FunctionLowering::assume(ArrayRef<AssertedTerm> Terms) {
  for (const AssertedTerm &T : Terms)
    assume(T);
}

void FunctionLowering::assume(const AssertedTerm &T) {
  Expr *E = asserted(T);
  if (!E)
    return;
  FullExpression Full(*this);
  Reg Cond = expr(E);
  if (Cond == Reg::None || !isOpen())
    return;
  if (!T.Holds)
    Cond = op(Opcode::Not, {Cond});
  op(Opcode::Assume, {Cond});
}

const ValueDecl *FunctionLowering::localNamed(StringRef Name) {
  auto IsNamed = [Name](const ValueDecl *D) {
    const IdentifierInfo *Id = D->getIdentifier();
    return Id && Id->getName() == Name;
  };
  for (const ValueDecl *D : reverse(InScope))
    if (IsNamed(D))
      return D;
  for (const auto &Captured : Captures)
    if (IsNamed(Captured.first))
      return Captured.first;
  return nullptr;
}

/// The class whose `this` can be named here; null if there is none.
const CXXRecordDecl *FunctionLowering::classAround() {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Lowered);
  if (!Method)
    return nullptr;
  if (!isLambdaCallOperator(Method))
    return ThisReg == Reg::None ? nullptr : Method->getParent();
  if (!ThisCapture)
    return nullptr;
  QualType T = ThisCapture->getType();
  return T->isPointerType() ? T->getPointeeCXXRecordDecl()
                            : T->getAsCXXRecordDecl();
}

/// The condition as an expression; null if one of its names is not known.
Expr *FunctionLowering::asserted(const AssertedTerm &T) {
  Resolver Ask(MB.sema(), Lowered ? Lowered->getLocation() : SourceLocation());
  ArrayRef<StringRef> Rest(T.Path);
  Expr *E = nullptr;
  if (const ValueDecl *Local = T.OnThis ? nullptr : localNamed(Rest.front()))
    E = Ask.name(Local);
  else if (const CXXRecordDecl *Class = classAround())
    E = Ask.member(Ask.thisObject(Class), Rest.front());
  if (!E && Lowered && !T.OnThis)
    E = Ask.nameAround(Lowered, Rest.front());
  for (StringRef Name : Rest.drop_front())
    if (E)
      E = Ask.member(E, Name);
  if (E && !T.Query.empty()) {
    E = Ask.ask(E, T.Query);
    // Code of the user's could do more than answer.
    const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(E);
    if (!Call || !Call->getMethodDecl() ||
        !MB.hasContract(Call->getMethodDecl()))
      return nullptr;
  }
  return E ? Ask.condition(E) : nullptr;
}

} // namespace weakspot::frontend

//===- ContractCalls.cpp - Library calls by their contracts ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/ContractCalls.h"
#include "Frontend/ContractEmitter.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

/// The class of an argument as written: a conversion to a library's internal
/// base class would hide it.
static const contracts::Class *contractOfArgument(FunctionLowering &F,
                                                  const LibraryArg &A) {
  QualType T = A.ParamType.getNonReferenceType();
  const Expr *E = A.E;
  while (true) {
    if (const CXXRecordDecl *D = T->getAsCXXRecordDecl())
      if (const contracts::Class *C = F.tu().contractOf(D))
        return C;
    const auto *Cast = dyn_cast_if_present<ImplicitCastExpr>(E);
    if (!Cast || (Cast->getCastKind() != CK_DerivedToBase &&
                  Cast->getCastKind() != CK_UncheckedDerivedToBase &&
                  Cast->getCastKind() != CK_NoOp))
      return nullptr;
    E = Cast->getSubExpr();
    T = E->getType();
  }
}

static contracts::ArgFacts factsOf(FunctionLowering &F, const LibraryArg &A) {
  contracts::ArgFacts Facts;
  Thing X = ContractEmitter::argument(F, A);
  Facts.Kind = F.types().get(X.T).Kind;
  Facts.IsNull = X.IsNull;
  Facts.IsRvalue = X.IsRvalue;
  Facts.IsPointer = X.Type->isAnyPointerType();
  Facts.IsArray = X.Type->isArrayType();
  if (const contracts::Class *C = contractOfArgument(F, A)) {
    Facts.ClassName = C->Name;
    Facts.IsIterator = C->Iterator;
    // A vector of numbers is opaque, but a collection to overload choice.
    if (!C->Transparent)
      Facts.Kind = C->Kind;
  }
  return Facts;
}

bool isTruth(QualType T) {
  return T->isBooleanType() || T->isMemberPointerType();
}

static std::string methodName(const FunctionDecl *D) {
  if (isa<CXXConstructorDecl>(D))
    return "(constructor)";
  if (isa<CXXDestructorDecl>(D))
    return "(destructor)";
  if (const auto *Conversion = dyn_cast<CXXConversionDecl>(D))
    return isTruth(Conversion->getConversionType()) ? "operator bool"
                                                    : "(conversion)";
  return D->getNameAsString();
}

static const contracts::Method *choose(FunctionLowering &F,
                                       const LibraryCall &Call) {
  auto Of = [&](const contracts::Class *C,
                const contracts::Method *M) -> const contracts::Method * {
    if (C && M)
      ++F.tu().stats().ByClass[C->Name];
    return M;
  };
  const auto *Method = dyn_cast<CXXMethodDecl>(Call.Callee);
  if (const contracts::Method *M = F.tu().annotationOf(Call.Callee))
    return Method ? Of(F.tu().contractOf(Method->getParent()), M) : M;
  SmallVector<contracts::ArgFacts, 4> Facts;
  for (const LibraryArg &A : Call.Args)
    if (!A.IsDefault)
      Facts.push_back(factsOf(F, A));

  if (Method && !Method->isStatic()) {
    // A member may be described where its class stays what it is.
    if (const contracts::Method *M =
            chooseFunction(F.tu().contractsOf(Call.Callee), Facts))
      return M;
    std::string Name = methodName(Call.Callee);
    if (const contracts::Class *C = F.tu().contractOf(Method->getParent()))
      if (const contracts::Method *M = chooseMethod(*C, Name, Facts))
        return Of(C, M);
    // A member of a base that is the library's own affair.
    const CXXRecordDecl *D =
        Call.ThisType.isNull()
            ? nullptr
            : Call.ThisType.getNonReferenceType()->getAsCXXRecordDecl();
    if (const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr)
      return Of(C, chooseMethod(*C, Name, Facts));
    return nullptr;
  }
  return chooseFunction(F.tu().contractsOf(Call.Callee), Facts);
}

/// A member that a contract's class has in life but not in the model: what it
/// does to its operands nobody knows. The kind names it for the statistics.
static std::optional<Reg> lowerUndescribed(FunctionLowering &F,
                                           const LibraryCall &Call) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Call.Callee);
  if (!Method || Method->isStatic() || isa<CXXConstructorDecl>(Method) ||
      isa<CXXDestructorDecl>(Method) || Method->isDefaulted() ||
      !F.tu().contractOf(Method->getParent()) || !F.matters(Call.ThisType))
    return std::nullopt;
  SmallVector<Reg, 4> Operands = {F.operand(Call.This)};
  for (const LibraryArg &A : Call.Args)
    if (F.matters(A.ParamType))
      Operands.push_back(A.R);
  std::string Kind = F.tu().symbols().contractName(Call.Callee).str();
  return F.opaque(Kind, Operands,
                  F.types().returnType(Method->getReturnType()));
}

std::optional<Reg> lowerByContract(FunctionLowering &F,
                                   const LibraryCall &Call) {
  const contracts::Method *M = choose(F, Call);
  if (!M)
    return lowerUndescribed(F, Call);
  ++F.tu().stats().ByContract[M->Origin];
  return ContractEmitter(F, Call, *M).emit();
}

} // namespace weakspot::frontend

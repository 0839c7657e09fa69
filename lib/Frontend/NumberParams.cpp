//===- NumberParams.cpp - Whether a callee may change numbers ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/ModuleBuilder.h"
#include "clang/AST/DeclTemplate.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

/// The parameter as the template has it of which a function is an instance.
static const ParmVarDecl *asWritten(const FunctionDecl *D, unsigned No) {
  const FunctionDecl *Pattern = D->getTemplateInstantiationPattern();
  if (!Pattern || Pattern->param_empty())
    return D->getParamDecl(No);
  // A pack stands for all that follow.
  return Pattern->getParamDecl(std::min(No, Pattern->getNumParams() - 1));
}

/// Whether a function may change what it is given the address of.
static bool mayWriteThrough(const FunctionDecl *D, unsigned No) {
  QualType T = D->getParamDecl(No)->getType();
  QualType Written = asWritten(D, No)->getType();
  if (const auto *Pack = Written->getAs<PackExpansionType>())
    Written = Pack->getPattern();
  // What is forwarded is read as a rule.
  if (Written->isRValueReferenceType() && !T->isRValueReferenceType())
    return false;
  QualType Pointee = T->getPointeeType();
  return Pointee.isNull() || !Pointee.isConstQualified();
}

static bool refersToNumbers(const TypeLowering &Types, TypeId T) {
  if (!Types.is(T, TypeKind::Borrow))
    return false;
  TypeId To = Types.get(T).Arg;
  return Types.is(To, TypeKind::Scalar) ||
         (Types.is(To, TypeKind::Collection) &&
          Types.is(Types.get(To).Arg, TypeKind::Scalar));
}

bool ModuleBuilder::mayChangeNumbers(const FunctionDecl *D, unsigned No) {
  return No < D->getNumParams() &&
         refersToNumbers(Types, Types.type(D->getParamDecl(No)->getType())) &&
         mayWriteThrough(D, No);
}

void ModuleBuilder::hideReadOnly(const FunctionDecl *D, Function &F) {
  unsigned First = F.Params.size() - D->getNumParams();
  for (unsigned No = 0; No < D->getNumParams(); ++No)
    if (TypeId &T = F.Params[First + No].Type;
        refersToNumbers(Types, T) && !mayWriteThrough(D, No))
      T = Types.opaque();
}

} // namespace weakspot::frontend

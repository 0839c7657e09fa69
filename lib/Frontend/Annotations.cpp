//===- Annotations.cpp - What the source says to this tool ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Annotations.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/STLFunctionalExtras.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

/// None: it has no argument, or one that is not known here.
static std::optional<std::string> textOf(const AnnotateAttr *A) {
  if (A->args_size() == 0)
    return std::nullopt;
  const Expr *Arg = (*A->args_begin())->IgnoreParenImpCasts();
  if (const auto *Constant = dyn_cast<ConstantExpr>(Arg))
    Arg = Constant->getSubExpr()->IgnoreParenImpCasts();
  const auto *Literal = dyn_cast<clang::StringLiteral>(Arg);
  if (!Literal || !Literal->isOrdinary())
    return std::nullopt;
  return Literal->getString().str();
}

static void collect(const Decl *D, StringRef Key,
                    SmallVectorImpl<Annotation> &Found) {
  for (const auto *A : D->specific_attrs<AnnotateAttr>())
    if (A->getAnnotation() == Key)
      if (std::optional<std::string> Text = textOf(A))
        Found.push_back({A->getLocation(), std::move(*Text)});
}

/// Visits D, its definition, and what it is instantiated from, until the
/// visitor has enough.
static void visitDeclarations(const CXXRecordDecl *D,
                              function_ref<bool(const Decl *)> IsEnough) {
  if (IsEnough(D))
    return;
  if (const CXXRecordDecl *Def = D->getDefinition(); Def && IsEnough(Def))
    return;
  if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(D))
    for (const auto *R : S->getSpecializedTemplate()->redecls())
      if (IsEnough(cast<ClassTemplateDecl>(R)->getTemplatedDecl()))
        return;
}

SmallVector<Annotation, 2> annotations(const CXXRecordDecl *D, StringRef Key) {
  SmallVector<Annotation, 2> Found;
  visitDeclarations(D, [&](const Decl *R) {
    collect(R, Key, Found);
    return !Found.empty();
  });
  return Found;
}

SmallVector<Annotation, 2> annotations(const FunctionDecl *D, StringRef Key) {
  SmallVector<Annotation, 2> Found;
  for (const FunctionDecl *R : D->redecls())
    if (Found.empty())
      collect(R, Key, Found);
  if (Found.empty())
    if (const FunctionDecl *Pattern = D->getTemplateInstantiationPattern(
            /*ForDefinition=*/false))
      for (const FunctionDecl *R : Pattern->redecls())
        if (Found.empty())
          collect(R, Key, Found);
  return Found;
}

bool isClaimedAcyclic(const CXXRecordDecl *D) {
  bool Found = false;
  visitDeclarations(D, [&](const Decl *R) {
    for (const auto *A : R->specific_attrs<AnnotateAttr>())
      Found |= A->getAnnotation() == "weakspot::acyclic";
    return Found;
  });
  return Found;
}

std::optional<std::string> acceptedBecause(const FieldDecl *D) {
  for (const auto *A : D->specific_attrs<AnnotateAttr>())
    if (A->getAnnotation() == "weakspot::accepted")
      return textOf(A).value_or("");
  return std::nullopt;
}

} // namespace weakspot::frontend

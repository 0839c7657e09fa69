//===- ElementTypes.cpp - Collections of owners -------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/ElementTypes.h"
#include "Fixes/SlotUses.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

const contracts::Class *contractOf(QualType T, const contracts::Table &Table,
                                   frontend::Symbols &Names) {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  return R ? Table.findClass(Names.contractName(R)) : nullptr;
}

QualType ownerInElements(QualType Collection, const contracts::Table &Table,
                         frontend::Symbols &Names) {
  const contracts::Class *C = contractOf(Collection, Table, Names);
  const auto *R = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Collection->getAsCXXRecordDecl());
  if (!C || !R || C->Kind != ir::TypeKind::Collection || C->WeakKeyed ||
      C->Parts.empty() || C->Parts.size() > 2)
    return {};
  auto Argument = [&](const contracts::PartRef &Part) -> QualType {
    if (Part.Pointee || Part.Callable ||
        Part.Reference != ir::TypeKind::Opaque ||
        Part.Index >= R->getTemplateArgs().size() ||
        R->getTemplateArgs()[Part.Index].getKind() != TemplateArgument::Type)
      return {};
    return R->getTemplateArgs()[Part.Index].getAsType();
  };
  QualType Last = Argument(C->Parts.back());
  if (Last.isNull() || kindOf(Last, Table, Names) != ir::TypeKind::Strong)
    return {};
  // A key is looked up by what a weak pointer does not have.
  if (C->Parts.size() == 2)
    if (QualType Key = Argument(C->Parts.front());
        Key.isNull() || kindOf(Key, Table, Names) == ir::TypeKind::Strong)
      return {};
  return Last;
}

bool suitsWeakElements(const Expr *Value, const contracts::Table &Table,
                       frontend::Symbols &Names) {
  const Expr *E = Value->IgnoreUnlessSpelledInSource();
  auto AreNamed = [&](const Expr *Given) {
    Given = Given->IgnoreUnlessSpelledInSource();
    return isa<DeclRefExpr, MemberExpr>(Given) &&
           kindOf(Given->getType(), Table, Names) == ir::TypeKind::Strong;
  };
  auto IsNumber = [](const Expr *Given) {
    return Given->getType()->isIntegralOrEnumerationType();
  };
  if (const auto *Of = dyn_cast<CXXStdInitializerListExpr>(E))
    return suitsWeakElements(Of->getSubExpr(), Table, Names);
  if (const auto *List = dyn_cast<InitListExpr>(E)) {
    if (const InitListExpr *Written = List->getSyntacticForm())
      List = Written;
    return all_of(List->inits(), AreNamed);
  }
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E))
    return all_of(Made->arguments(), [&](const Expr *Given) {
      const Expr *Spelled = Given->IgnoreUnlessSpelledInSource();
      return Given->isDefaultArgument() || IsNumber(Spelled) ||
             (isa<InitListExpr, CXXStdInitializerListExpr>(Spelled) &&
              suitsWeakElements(Given, Table, Names));
    });
  return false;
}

} // namespace weakspot::fixes

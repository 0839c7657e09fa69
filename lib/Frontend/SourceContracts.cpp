//===- SourceContracts.cpp - Contracts that the source itself states ------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/SourceContracts.h"
#include "Frontend/Annotations.h"
#include "Frontend/PointerShape.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/Path.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

void SourceContracts::reject(const Decl *D, SourceLocation Where,
                             const Twine &Message) {
  // Once for all specialisations of a template.
  if (!Rejected.insert(Where).second)
    return;
  DiagnosticsEngine &Diagnostics = D->getASTContext().getDiagnostics();
  bool WasSilent = Diagnostics.getSuppressAllDiagnostics();
  Diagnostics.setSuppressAllDiagnostics(false);
  unsigned Id = Diagnostics.getDiagnosticIDs()->getCustomDiagID(
      DiagnosticIDs::Error, "weakspot: " + Message.str());
  Diagnostics.Report(Where, Id);
  Diagnostics.setSuppressAllDiagnostics(WasSilent);
}

const contracts::Class *SourceContracts::findClass(const CXXRecordDecl *D,
                                                   StringRef Name) {
  auto [It, Inserted] = Classes.try_emplace(D->getCanonicalDecl());
  // What is only declared may become more telling later.
  if (!Inserted)
    return It->second.get();
  std::unique_ptr<contracts::Class> Read = readClass(D, Name);
  if (!Read && !D->hasDefinition()) {
    Classes.erase(D->getCanonicalDecl());
    return nullptr;
  }
  return (Classes[D->getCanonicalDecl()] = std::move(Read)).get();
}

std::unique_ptr<contracts::Class>
SourceContracts::readClass(const CXXRecordDecl *D, StringRef Name) {
  SmallVector<Annotation, 2> Kinds = annotations(D, "weakspot::kind");
  if (!Kinds.empty()) {
    std::unique_ptr<contracts::Class> C =
        ofKind(Kinds.front().Text, Name, "annotation");
    if (!C)
      reject(D, Kinds.front().Where,
             "unknown kind '" + Kinds.front().Text + "' in an annotation");
    for (const Annotation &Parts : annotations(D, "weakspot::parts"))
      if (Error E =
              C ? contracts::parseParts(Parts.Text, *C) : Error::success())
        reject(D, Parts.Where, toString(std::move(E)) + " in an annotation");
    return C;
  }
  switch (pointerShape(D)) {
  case PointerShape::None:
    return nullptr;
  case PointerShape::Counted:
    return ofKind("strong", Name, "shape");
  case PointerShape::Sole:
    return ofKind("unique", Name, "shape");
  case PointerShape::Observer:
    return ofKind("observer", Name, "shape");
  }
  return nullptr;
}

std::unique_ptr<contracts::Class>
SourceContracts::ofKind(StringRef Kind, StringRef Name,
                        StringRef Source) const {
  const contracts::Class *Model = Table.findClass(("weakspot::" + Kind).str());
  if (!Model)
    return nullptr;
  auto C = std::make_unique<contracts::Class>(*Model);
  C->Name = Name.str();
  C->Source = Source.str();
  return C;
}

const contracts::Method *SourceContracts::findFunction(const FunctionDecl *D) {
  auto [It, Inserted] = Functions.try_emplace(D->getCanonicalDecl());
  if (Inserted)
    Functions[D->getCanonicalDecl()] = readFunction(D);
  return Functions[D->getCanonicalDecl()].get();
}

std::unique_ptr<contracts::Method>
SourceContracts::readFunction(const FunctionDecl *D) {
  SmallVector<Annotation, 2> Effects = annotations(D, "weakspot::effect");
  if (Effects.empty())
    return nullptr;
  // Temps are known from one annotation to the next.
  std::string Steps;
  for (const Annotation &A : Effects)
    Steps += (Steps.empty() ? "" : "; ") + A.Text;
  auto M = std::make_unique<contracts::Method>();
  PresumedLoc Where = D->getASTContext().getSourceManager().getPresumedLoc(
      Effects.front().Where);
  if (Where.isValid())
    M->Origin = (sys::path::filename(Where.getFilename()) + ":" +
                 Twine(Where.getLine()))
                    .str();
  if (Error E = contracts::parseSteps(Steps, *M)) {
    reject(D, Effects.front().Where,
           toString(std::move(E)) + " in an annotation");
    return nullptr;
  }
  return M;
}

} // namespace weakspot::frontend

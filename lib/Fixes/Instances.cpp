//===- Instances.cpp - Instances that nothing calls for -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Instances.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

namespace {

// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
/// Whether a text has a member of one of the names.
class NamesMember : public RecursiveASTVisitor<NamesMember> {
public:
  explicit NamesMember(const StringSet<> &Names) : Names(Names) {}

  bool VisitMemberExpr(MemberExpr *E) {
    return isOther(E->getMemberNameInfo().getName());
  }
  bool VisitCXXDependentScopeMemberExpr(CXXDependentScopeMemberExpr *E) {
    return isOther(E->getMember());
  }
  bool Found = false;

private:
  bool isOther(DeclarationName Name) {
    const IdentifierInfo *Id = Name.getAsIdentifierInfo();
    Found |= Id && Names.contains(Id->getName());
    return !Found;
  }

  const StringSet<> &Names;
};

/// Member functions of class templates' instances that have no body.
class Uncalled : public RecursiveASTVisitor<Uncalled> {
public:
  Uncalled(const SourceManager &SM, const StringSet<> &Names)
      : SM(SM), Names(Names) {}

  static bool shouldVisitTemplateInstantiations() { return true; }
  bool TraverseDecl(Decl *D) {
    if (D && !isa<TranslationUnitDecl, NamespaceDecl, LinkageSpecDecl>(D) &&
        SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation())))
      return true;
    return RecursiveASTVisitor::TraverseDecl(D);
  }
  static bool TraverseStmt(Stmt * /*Body*/) { return true; }

  bool VisitCXXMethodDecl(CXXMethodDecl *M) {
    if (M->isDependentContext() || M->isDefined() || M->isInvalidDecl() ||
        M->getTemplateSpecializationKind() != TSK_ImplicitInstantiation)
      return true;
    FunctionDecl *Pattern = M->getTemplateInstantiationPattern();
    if (!Pattern || !Pattern->doesThisDeclarationHaveABody())
      return true;
    auto [It, IsNew] = Named.try_emplace(Pattern, false);
    if (IsNew) {
      NamesMember Text(Names);
      Text.TraverseDecl(Pattern);
      It->second = Text.Found;
    }
    if (It->second)
      Found.push_back(M);
    return true;
  }

  std::vector<CXXMethodDecl *> Found;

private:
  const SourceManager &SM;
  const StringSet<> &Names;
  DenseMap<const FunctionDecl *, bool> Named;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)

} // namespace

void Instances::ReadPendingInstantiations(
    SmallVectorImpl<std::pair<ValueDecl *, SourceLocation>> & /*Pending*/) {
  DiagnosticsEngine &Diags = S.getDiagnostics();
  if (Names.empty() || Diags.hasUncompilableErrorOccurred())
    return;
  // What is called for comes first: it makes instances of classes.
  S.PerformPendingInstantiations();
  Uncalled Visitor(S.getSourceManager(), Names);
  Visitor.TraverseDecl(S.getASTContext().getTranslationUnitDecl());
  Names.clear();
  // A function that does not fit some argument is right as long as nothing
  // calls it.
  bool WasQuiet = Diags.getSuppressAllDiagnostics();
  Diags.setSuppressAllDiagnostics(true);
  for (CXXMethodDecl *M : Visitor.Found) {
    if (M->isDefined())
      continue;
    DiagnosticErrorTrap Errors(Diags);
    S.InstantiateFunctionDefinition(M->getLocation(), M, /*Recursive=*/true,
                                    /*DefinitionRequired=*/true);
    if (Errors.hasErrorOccurred())
      M->setInvalidDecl();
    Made.push_back(M);
  }
  Diags.setSuppressAllDiagnostics(WasQuiet);
}

} // namespace weakspot::fixes

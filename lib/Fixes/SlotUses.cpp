//===- SlotUses.cpp - How a member that owns is used ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/SlotUses.h"
#include "Fixes/ElementTypes.h"
#include "Fixes/ElementUses.h"
#include "Fixes/UseClassifier.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include <set>

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

ir::TypeKind kindOf(QualType T, const contracts::Table &Table,
                    frontend::Symbols &Names) {
  const CXXRecordDecl *R = T.getNonReferenceType()->getAsCXXRecordDecl();
  const contracts::Class *C =
      R ? Table.findClass(Names.contractName(R)) : nullptr;
  return C ? C->Kind : ir::TypeKind::Opaque;
}

const BindingDecl *bindingOfSlot(const Expr *E, SlotTest IsSlot) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  const auto *B = Ref ? dyn_cast<BindingDecl>(Ref->getDecl()) : nullptr;
  const Expr *Bound = B ? B->getBinding() : nullptr;
  const auto *M =
      Bound ? dyn_cast<MemberExpr>(Bound->IgnoreParenImpCasts()) : nullptr;
  return M && IsSlot(M->getMemberDecl()) ? B : nullptr;
}

StringRef nameOf(const SlotUse &Use) {
  if (const auto *M = dyn_cast<MemberExpr>(Use.Member))
    return M->getMemberDecl()->getName();
  return cast<DeclRefExpr>(Use.Member)->getDecl()->getName();
}

namespace {

// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class Collector : public RecursiveASTVisitor<Collector> {
public:
  Collector(ASTContext &Context, const contracts::Table &Table,
            frontend::Symbols &Names, SlotTest IsSlot, StringRef Name,
            TextEdits &Out)
      : Context(Context), Table(Table), Names(Names), IsSlot(IsSlot),
        Name(Name), Out(Out),
        Classifier(Context, Table, Names, IsSlot, Out, Found) {}

  static bool shouldVisitTemplateInstantiations() { return true; }

  bool VisitFieldDecl(FieldDecl *F);
  bool VisitMemberExpr(MemberExpr *M);
  bool VisitCXXDependentScopeMemberExpr(CXXDependentScopeMemberExpr *E);
  bool VisitDeclRefExpr(DeclRefExpr *E);
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) {
    Calls.push_back(Call);
    return true;
  }
  bool VisitLambdaExpr(LambdaExpr *L);
  bool VisitInitListExpr(InitListExpr *List);
  bool TraverseConstructorInitializer(CXXCtorInitializer *I);

  SlotUses take();

private:
  using Base = RecursiveASTVisitor<Collector>;

  void checkCallsOfGetters(ElementUses &Elements);
  void classifyAll(ElementUses &Elements);
  /// A member starts with what it gives.
  void addValue(const FieldDecl *F, const Expr *Value);
  void compareWithPatterns();
  void refuse(const Expr *E, const Twine &Why) {
    Out.refuse(E->getExprLoc(), Why);
  }

  ASTContext &Context;
  const contracts::Table &Table;
  frontend::Symbols &Names;
  SlotTest IsSlot;
  StringRef Name;
  TextEdits &Out;
  SlotUses Found;
  UseClassifier Classifier;
  std::vector<const Expr *> Members, InTemplates;
  /// Where a template's text names a member that is called so, and where an
  /// instance does.
  std::vector<SourceLocation> InPatterns;
  DenseSet<SourceLocation> InInstances;
  std::vector<const CallExpr *> Calls; ///< Of members.
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)

} // namespace

bool Collector::VisitFieldDecl(FieldDecl *F) {
  if (!IsSlot(F))
    return true;
  Found.Declarations.push_back(F);
  if (const auto *R = F->getType()->getAsCXXRecordDecl(); R && !Found.Pointer)
    Found.Pointer = familyOf(Table, Names.contractName(R));
  if (QualType Owner = ownerInElements(F->getType(), Table, Names);
      !Found.Pointer && !Owner.isNull()) {
    Found.Owner = Owner.getCanonicalType().getUnqualifiedType();
    Found.Pointer =
        familyOf(Table, Names.contractName(Owner->getAsCXXRecordDecl()));
  }
  if (const Expr *Init = F->getInClassInitializer();
      Init && !UseClassifier::isNull(Init))
    addValue(F, Init);
  return true;
}

void Collector::addValue(const FieldDecl *F, const Expr *Value) {
  if (ownerInElements(F->getType(), Table, Names).isNull()) {
    Classifier.addValue(Value);
    return;
  }
  if (!suitsWeakElements(Value, Table, Names))
    refuse(Value, "it is initialised as a whole");
}

bool Collector::VisitMemberExpr(MemberExpr *M) {
  const IdentifierInfo *Id =
      M->getMemberDecl()->getDeclName().getAsIdentifierInfo();
  if (!Id || Id->getName() != Name)
    return true;
  const FunctionDecl *F = enclosingFunction(Context, M);
  if (F && F->isInvalidDecl())
    return true;
  bool IsPattern = M->getMemberDecl()->getType()->isDependentType() ||
                   M->getBase()->isTypeDependent();
  if (!IsPattern && !(F && F->isDependentContext()))
    InInstances.insert(M->getExprLoc());
  if (!IsSlot(M->getMemberDecl()))
    return true;
  if (IsPattern) {
    InPatterns.push_back(M->getExprLoc());
    return true;
  }
  // In a template, an instantiation knows more than the pattern.
  (F && F->isDependentContext() ? InTemplates : Members).push_back(M);
  return true;
}

/// Of what it is a member, only an instance knows.
bool Collector::VisitCXXDependentScopeMemberExpr(
    CXXDependentScopeMemberExpr *E) {
  const IdentifierInfo *Id = E->getMember().getAsIdentifierInfo();
  if (Id && Id->getName() == Name && Out.isOfProject(E->getMemberLoc()))
    InPatterns.push_back(E->getMemberLoc());
  return true;
}

bool Collector::VisitDeclRefExpr(DeclRefExpr *E) {
  if (IsSlot(E->getDecl()))
    refuse(E, "its address as a member, or its type, is used");
  if (bindingOfSlot(E, IsSlot)) {
    if (E->refersToEnclosingVariableOrCapture())
      refuse(E, "a closure captures a structured binding of it");
    const FunctionDecl *F = enclosingFunction(Context, E);
    (F && F->isDependentContext() ? InTemplates : Members).push_back(E);
  }
  return true;
}

/// What a generic closure does with it, its instances know.
bool Collector::VisitLambdaExpr(LambdaExpr *L) {
  if (const FunctionTemplateDecl *Template =
          L->getCallOperator()->getDescribedFunctionTemplate())
    for (FunctionDecl *Instance : Template->specializations())
      TraverseDecl(Instance);
  return true;
}

bool Collector::VisitInitListExpr(InitListExpr *List) {
  const InitListExpr *Semantic =
      List->isSemanticForm() ? List : List->getSemanticForm();
  const RecordDecl *R =
      Semantic ? Semantic->getType()->getAsRecordDecl() : nullptr;
  if (!R || R->isUnion())
    return true;
  const auto *Class = dyn_cast<CXXRecordDecl>(R);
  unsigned No = Class ? Class->getNumBases() : 0;
  for (const FieldDecl *F : R->fields()) {
    if (F->isUnnamedBitField())
      continue;
    if (No >= Semantic->getNumInits())
      break;
    const Expr *Init = Semantic->getInit(No++);
    if (!IsSlot(F) || isa<ImplicitValueInitExpr, CXXDefaultInitExpr>(Init))
      continue;
    Classifier.addInitialiser(Init);
    if (!UseClassifier::isNull(Init)) {
      addValue(F, Init);
      continue;
    }
    SlotUse Use;
    // `{nullptr}` becomes `{{}}`: what follows it must keep its place.
    Use.Kind = UseKind::WriteNull;
    Use.Whole = Init->IgnoreUnlessSpelledInSource();
    Found.Uses.push_back(Use);
  }
  return true;
}

bool Collector::TraverseConstructorInitializer(CXXCtorInitializer *I) {
  if (I->isWritten() && I->isAnyMemberInitializer() &&
      IsSlot(I->getAnyMember())) {
    Classifier.addInitialiser(I->getInit());
    addValue(I->getAnyMember(), I->getInit());
  }
  return Base::TraverseConstructorInitializer(I);
}

/// A getter's value must not be given out by reference in its turn.
void Collector::checkCallsOfGetters(ElementUses &Elements) {
  for (const CallExpr *Call : Calls) {
    const FunctionDecl *F = Call->getDirectCallee();
    if (!F || !Found.Getters.contains(asWritten(F)))
      continue;
    if (Found.isOfElements()) {
      Elements.followGiven(Call);
      continue;
    }
    const Expr *Child = nullptr;
    DynTypedNode P = meaningfulParent(Context, Call, Child);
    if (P.get<ReturnStmt>() || P.get<CXXCtorInitializer>() ||
        P.get<UnaryOperator>() || P.get<CXXConstructorDecl>())
      refuse(Call, "it is given out by reference");
  }
}

/// What no instance here shows may be known of one in another TU.
void Collector::compareWithPatterns() {
  for (SourceLocation At : InPatterns)
    if (InInstances.contains(At))
      Out.understand(At);
    else
      Out.leaveOpen(At, "a template that is not instantiated may use it");
}

void Collector::classifyAll(ElementUses &Elements) {
  // A template's text is edited once, as one of its instantiations has it.
  DenseSet<SourceLocation> Seen;
  for (const auto &All : {Members, InTemplates})
    for (const Expr *E : All)
      if (Seen.insert(E->getExprLoc()).second)
        Found.isOfElements() ? Elements.follow(E) : Classifier.classify(E);
  std::set<std::pair<SourceLocation, SourceLocation>> Known;
  for (const Expr *E : Elements.elements())
    if (Known.insert({E->getBeginLoc(), E->getEndLoc()}).second)
      Classifier.classify(E);
}

SlotUses Collector::take() {
  const SourceManager &SM = Context.getSourceManager();
  compareWithPatterns();
  bool IsPattern = all_of(Found.Declarations, [](const FieldDecl *F) {
    return F->getType()->isDependentType();
  });
  if (IsPattern && !Found.Pointer)
    Found.Declarations.clear();
  if (Found.Declarations.empty())
    return std::move(Found);
  if (!Found.Pointer) {
    Out.refuse(Found.Declarations.front()->getLocation(),
               "no weak pointer is known that goes with its type");
    return std::move(Found);
  }
  ElementUses Elements(Context, Table, Names, Out, Found);
  classifyAll(Elements);
  checkCallsOfGetters(Elements);
  DenseSet<SourceLocation> Erased;
  llvm::erase_if(Found.Uses, [&](const SlotUse &U) {
    return !U.Member && !Erased.insert(U.Whole->getBeginLoc()).second;
  });
  // By the end, and where that is the same, the longer one last.
  auto Key = [&](const SlotUse &U) {
    const Expr *E = U.Member ? U.Member : U.Whole;
    auto End = SM.getDecomposedLoc(SM.getFileLoc(E->getEndLoc()));
    unsigned Begin = SM.getFileOffset(SM.getFileLoc(E->getBeginLoc()));
    return std::tuple(End.first.getHashValue(), End.second, -int64_t(Begin));
  };
  llvm::sort(Found.Uses, [&](const SlotUse &X, const SlotUse &Y) {
    return Key(X) < Key(Y);
  });
  return std::move(Found);
}

SlotUses collectSlotUses(ASTContext &Context, const contracts::Table &Table,
                         frontend::Symbols &Names, SlotTest IsSlot,
                         StringRef Name, TextEdits &Out) {
  Collector C(Context, Table, Names, IsSlot, Name, Out);
  C.TraverseDecl(Context.getTranslationUnitDecl());
  return C.take();
}

} // namespace weakspot::fixes

//===- InnerObject.cpp - What must hold for an inner object ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/InnerObject.h"
#include "Fixes/HandleClass.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/StringExtras.h"
#include <map>

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

void InnerObject::addFact(const std::string &Fact) { Facts.insert(Fact); }

std::string InnerObject::needs(const CXXMethodDecl *M) {
  return "needs " + Names.key(M).Text;
}

std::string InnerObject::stores(const FunctionDecl *F, unsigned No) {
  return "stores " + std::to_string(No) + " " + Names.key(F).Text;
}

std::string InnerObject::strong(StringRef Of) const {
  return (Pointer.Strong->Name + "<" + Of + ">").str();
}

bool InnerObject::isStrongOf(QualType T, const CXXRecordDecl *R) const {
  const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T.getNonReferenceType()->getAsCXXRecordDecl());
  if (!Class || Class->getTemplateArgs().size() == 0 ||
      Class->getTemplateArgs()[0].getKind() != TemplateArgument::Type ||
      Names.contractName(Class) != Pointer.Strong->Name)
    return false;
  QualType Argument = Class->getTemplateArgs()[0].getAsType();
  const CXXRecordDecl *Of = Argument->getAsCXXRecordDecl();
  return Of && !Argument.isConstQualified() && R &&
         Of->getCanonicalDecl() == R->getCanonicalDecl();
}

bool InnerObject::isOfThis(const MemberExpr *M) const {
  return isa<CXXThisExpr>(M->getBase()->IgnoreParenImpCasts());
}

/// The inner class's member function that a statement is in, closures included.
const CXXMethodDecl *InnerObject::innerMethodAround(const Stmt *S) {
  const FunctionDecl *F = enclosingFunction(Context, S);
  const auto *M = dyn_cast_or_null<CXXMethodDecl>(F);
  if (M && M->getParent()->isLambda())
    M = dyn_cast_or_null<CXXMethodDecl>(
        M->getParent()->getParent()->getNonClosureAncestor());
  return M && M->getParent()->getCanonicalDecl() == Inner->getCanonicalDecl()
             ? M
             : nullptr;
}

static const CXXRecordDecl *pointee(const FieldDecl *F) {
  const auto *R = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      F->getType()->getAsCXXRecordDecl());
  if (!R || R->getTemplateArgs().size() == 0 ||
      R->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return nullptr;
  return R->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
}

/// Which classes it is about; false where this TU has neither.
bool InnerObject::understand(const SlotUses &Kept, const SlotUses &Back) {
  if (Kept.Declarations.size() > 1 || Back.Declarations.size() > 1) {
    Out.refuse((Kept.Declarations.empty() ? Back : Kept)
                   .Declarations.front()
                   ->getLocation(),
               "one of the classes is a template");
    return false;
  }
  if (!Kept.Declarations.empty()) {
    KeptField = Kept.Declarations.front();
    Outer = dyn_cast<CXXRecordDecl>(KeptField->getParent());
    Inner = pointee(KeptField);
    Pointer = *Kept.Pointer;
  }
  if (!Back.Declarations.empty()) {
    BackField = Back.Declarations.front();
    Inner = dyn_cast<CXXRecordDecl>(BackField->getParent());
    if (!Outer)
      Outer = pointee(BackField);
    Pointer = *Back.Pointer;
  }
  if (!Outer || !Inner)
    return false;
  for (const SlotUses *Of : {&Kept, &Back})
    for (const SlotUse &Use : Of->Uses)
      if (isa_and_nonnull<DeclRefExpr>(Use.Member)) {
        Out.refuse(Use.Member->getExprLoc(), "a structured binding names it");
        return false;
      }
  OuterName = Outer->getNameAsString();
  OldName = Inner->getNameAsString();
  InnerName = OldName + "Inner";
  TableName = OldName + "Table";
  TableName[0] = toLower(TableName[0]);
  if (BackField)
    BackName = BackField->getNameAsString();
  return true;
}

void InnerObject::checkClass() {
  auto Refuse = [&](const Decl *D, const Twine &Why) {
    Out.refuse(D->getLocation(), "'" + OldName + "' " + Why);
  };
  if (Outer->getCanonicalDecl() == Inner->getCanonicalDecl())
    return Refuse(Inner, "is the outer class as well");
  const auto *Around = Inner->getDeclContext()->getRedeclContext();
  if (!Around->isFileContext() ||
      Around->getPrimaryContext() !=
          Outer->getDeclContext()->getRedeclContext()->getPrimaryContext())
    return Refuse(Inner, "and '" + Twine(OuterName) +
                             "' are not both classes of one namespace");
  if (Inner->getDescribedClassTemplate() ||
      isa<ClassTemplateSpecializationDecl>(Inner) ||
      isa<ClassTemplateSpecializationDecl>(Outer))
    return Refuse(Inner, "is a template, or belongs to one");
  if (!Around->lookup(&Context.Idents.get(InnerName)).empty())
    return Refuse(Inner,
                  "cannot be renamed: there is a '" + Twine(InnerName) + "'");
  if (!Inner->hasDefinition())
    return;
  if (Inner->isPolymorphic())
    return Refuse(Inner, "is polymorphic: a handle by value cannot be "
                         "overridden");
  for (const CXXBaseSpecifier &B : Inner->bases())
    if (const CXXRecordDecl *R = B.getType()->getAsCXXRecordDecl())
      for (const CXXMethodDecl *M : R->methods())
        if (isStrongOf(M->getReturnType(), Inner))
          return Refuse(Inner, "finds its own owner");
  for (const Decl *D : Inner->decls()) {
    if (D->isImplicit())
      continue;
    if (isa<FunctionTemplateDecl, ClassTemplateDecl>(D))
      return Refuse(D, "has a template as a member");
    if (isa<TagDecl, TypedefNameDecl, VarDecl>(D))
      return Refuse(D, "has a type or a static variable as a member");
    const auto *M = dyn_cast<CXXMethodDecl>(D);
    if (M && (M->isOverloadedOperator() || isa<CXXConversionDecl>(M)) &&
        !M->isCopyAssignmentOperator() && !M->isMoveAssignmentOperator())
      return Refuse(M, "has an operator");
    if (M && M->getRefQualifier() == RQ_RValue)
      return Refuse(M, "has a member function for temporaries alone");
  }
  StringSet<> Signatures;
  for (const CXXMethodDecl *M : membersToPassOn(Inner)) {
    std::string Signature = M->getNameAsString();
    for (const ParmVarDecl *P : M->parameters())
      Signature += ' ' + P->getType().getCanonicalType().getAsString();
    if (!Signatures.insert(Signature).second)
      return Refuse(M, "has member functions that differ in const alone");
    if (M->getNameAsString() == "inner" || M->getNameAsString() == "reset")
      return Refuse(M, "has a member that a handle needs the name of");
  }
}

/// Whether an expression is the variable, or is moved from it.
static bool isVariable(const Expr *E, const ValueDecl *V) {
  E = E->IgnoreUnlessSpelledInSource();
  if (const auto *Call = dyn_cast<CallExpr>(E);
      Call && Call->isCallToStdMove() && Call->getNumArgs() == 1)
    E = Call->getArg(0)->IgnoreUnlessSpelledInSource();
  if (const auto *List = dyn_cast<InitListExpr>(E);
      List && List->getNumInits() == 1)
    return isVariable(List->getInit(0), V);
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E);
      Made && Made->getNumArgs() == 1)
    return isVariable(Made->getArg(0), V);
  const auto *Ref = dyn_cast<DeclRefExpr>(E);
  return Ref && Ref->getDecl() == V;
}

namespace {
// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class Counter : public RecursiveASTVisitor<Counter> {
public:
  explicit Counter(const ValueDecl *V) : V(V) {}
  bool VisitDeclRefExpr(DeclRefExpr *E) {
    Count += E->getDecl() == V;
    return true;
  }
  unsigned Count = 0;

private:
  const ValueDecl *V;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)
} // namespace

void InnerObject::checkConstructor(const CXXConstructorDecl *C) {
  if (C->isImplicit() || C->isCopyOrMoveConstructor() || C->isDeleted())
    return;
  auto Refuse = [&](const Twine &Why) {
    Out.refuse(C->getLocation(), "a constructor of '" + OldName + "' " + Why);
  };
  unsigned Owners = count_if(C->parameters(), [&](const ParmVarDecl *P) {
    return isStrongOf(P->getType(), Outer);
  });
  if (Owners != 1)
    return Refuse("does not take its '" + Twine(OuterName) + "'");
  const FunctionDecl *Definition = nullptr;
  if (!C->hasBody(Definition))
    return;
  const auto *Made = cast<CXXConstructorDecl>(Definition);
  const ParmVarDecl *P =
      *find_if(Made->parameters(), [&](const ParmVarDecl *Q) {
        return isStrongOf(Q->getType(), Outer);
      });
  bool IsSet = false;
  for (const CXXCtorInitializer *I : Made->inits()) {
    if (I->isDelegatingInitializer())
      return Refuse("calls another");
    IsSet |= I->isWritten() && I->isMemberInitializer() &&
             I->getMember() == BackField && isVariable(I->getInit(), P);
  }
  if (!IsSet)
    return Refuse("does not keep the '" + Twine(OuterName) + "' that it takes");
  Counter Uses(P);
  Uses.TraverseDecl(const_cast<CXXConstructorDecl *>(Made));
  if (Uses.Count != 1)
    return Refuse("does more with its '" + Twine(OuterName) + "' than keep it");
}

void InnerObject::checkBack(const SlotUses &Back) {
  bool TakesOuter = false;
  for (const CXXConstructorDecl *C : Inner->ctors()) {
    checkConstructor(C);
    TakesOuter |= !C->isImplicit() && !C->isCopyOrMoveConstructor();
  }
  if (!TakesOuter)
    Out.refuse(Inner->getLocation(), "'" + OldName + "' does not get its '" +
                                         OuterName +
                                         "' when it is made, but later");
  if (const Expr *Init = BackField->getInClassInitializer();
      Init && !isa<CXXNullPtrLiteralExpr>(Init->IgnoreUnlessSpelledInSource()))
    Out.refuse(Init->getExprLoc(), "'" + OldName + "::" + BackName +
                                       "' is initialised in the class");
  for (const SlotUse &Use : Back.Uses) {
    const Expr *E = Use.Member ? Use.Member : Use.Whole;
    if (Use.IsWrite || Use.Kind == UseKind::WriteNull ||
        Use.Kind == UseKind::EraseNull) {
      if (Use.Kind != UseKind::EraseNull ||
          Use.Whole != BackField->getInClassInitializer())
        Out.refuse(E->getExprLoc(), "'" + OldName + "::" + BackName +
                                        "' is set anew after it was made");
    }
  }
}

/// Which members need the outer object, directly or through others.
void InnerObject::findNeeds(const InnerParts &P) {
  auto Need = [&](const Stmt *S, SourceLocation Where) {
    const CXXMethodDecl *M = innerMethodAround(S);
    if (!M)
      return;
    const FunctionDecl *Nearest = enclosingFunction(Context, S);
    if (Nearest != M)
      return Out.refuse(Where, "a closure in '" + OldName + "' uses its '" +
                                   OuterName + "'");
    if (isa<CXXConstructorDecl, CXXDestructorDecl>(M)) {
      if (!isa<CXXConstructorDecl>(M))
        Out.refuse(Where, "the destructor of '" + OldName + "' uses its '" +
                              OuterName + "'");
      else
        Out.refuse(Where, "a constructor of '" + OldName + "' uses its '" +
                              OuterName + "'");
      return;
    }
    addFact(needs(M));
  };
  for (const MemberExpr *M : P.Fields)
    if (M->getMemberDecl() == BackField && isOfThis(M))
      Need(M, M->getExprLoc());
  for (bool IsMore = true; IsMore;) {
    size_t Before = Facts.size();
    for (const CXXMemberCallExpr *Call : P.MemberCalls) {
      const auto *Callee = dyn_cast<MemberExpr>(Call->getCallee());
      if (Callee && isOfThis(Callee) && has(needs(Call->getMethodDecl())))
        Need(Call, Call->getExprLoc());
    }
    IsMore = Facts.size() != Before;
  }
}

void InnerObject::run(SlotTest IsKept, SlotTest IsBack, WeakenedTU &Result) {
  SlotUses Kept = collectSlotUses(Context, Table, Names, IsKept, KeptAs, Out);
  SlotUses Back = collectSlotUses(Context, Table, Names, IsBack, BackAs, Out);
  Result.Facts.assign(Facts.begin(), Facts.end());
  if ((!Kept.Declarations.empty() && !Kept.Pointer) ||
      (!Back.Declarations.empty() && !Back.Pointer) || !understand(Kept, Back))
    return;
  Result.Found = true;
  Result.WeakType = InnerName;
  InnerParts Found = collectInnerParts(Context, Inner, [&](QualType T) {
    return !T->isReferenceType() && isStrongOf(T, Inner);
  });
  for (const auto &[Where, Why] : Found.Obstacles)
    Out.refuse(Where, "'" + OldName + "': " + Why);
  Assigned = std::move(Found.Assigned);
  checkClass();
  if (BackField) {
    checkBack(Back);
    findNeeds(Found);
  }
  rewritePointers(Found);
  if (BackField)
    Result.Sketch = StringRef(handleText("")).trim().str();
  for (const SlotUse &Use : Kept.Uses) {
    if (!Use.Member) {
      if (Use.Kind != UseKind::EraseNull && Use.Kind != UseKind::WriteNull)
        Out.refuse(Use.Whole->getExprLoc(), "it is initialised in a list");
      continue;
    }
    later(Use.Member->getSourceRange(), [this, &Use] {
      isInTable() ? rewriteInTable(Use) : rewriteKept(Use);
    });
  }
  for (const CXXMemberCallExpr *Call : Found.MemberCalls)
    checkStoredArguments(Call);
  for (const CallExpr *Call : Found.Calls)
    later(Call->getSourceRange(), [this, Call] { rewriteCall(Call); });
  for (const CXXNewExpr *New : Found.News)
    later(New->getSourceRange(), [this, New] { rewriteNew(New); });
  for (const MemberExpr *M : Found.Fields)
    later(M->getSourceRange(), [this, M] { rewriteField(M); });
  // Inner ones before those around them.
  const SourceManager &SM = Context.getSourceManager();
  using Order = std::tuple<unsigned, unsigned, int64_t, size_t>;
  std::map<Order, const Action *> Sorted;
  for (const Action &A : Actions) {
    auto End = SM.getDecomposedLoc(SM.getFileLoc(A.Range.getEnd()));
    unsigned Begin = SM.getFileOffset(SM.getFileLoc(A.Range.getBegin()));
    Sorted[{End.first.getHashValue(), End.second, -int64_t(Begin),
            Sorted.size()}] = &A;
  }
  for (const auto &[At, A] : Sorted)
    A->Run();
  if (BackField)
    Handle = handleText(takeOutStatics(Found));
  rewriteClass(Found);
  Result.Facts.assign(Facts.begin(), Facts.end());
}

} // namespace weakspot::fixes

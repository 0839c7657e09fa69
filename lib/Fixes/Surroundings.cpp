//===- Surroundings.cpp - Where in its function an expression is ----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Surroundings.h"
#include "Frontend/Compat.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Basic/IdentifierTable.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

static DynTypedNode parentOf(ASTContext &Context, const DynTypedNode &N) {
  DynTypedNodeList Parents = Context.getParentMapContext().getParents(N);
  // A template's instantiations share what does not depend on its arguments;
  // they know what is around it.
  for (const DynTypedNode &P : Parents)
    if (const auto *E = P.get<Expr>(); !E || !E->isTypeDependent())
      return P;
  return Parents.empty() ? DynTypedNode() : Parents[0];
}

static bool isTransparent(const Expr *E) {
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
    return Cast->getCastKind() != CK_UserDefinedConversion &&
           Cast->getCastKind() != CK_ConstructorConversion;
  // Before C++17, `auto p = f();` moves what f gives.
  if (const auto *Made = dyn_cast<CXXConstructExpr>(E))
    return Made->isElidable() && Made->getNumArgs() == 1;
  return isa<ParenExpr, FullExpr, MaterializeTemporaryExpr,
             CXXBindTemporaryExpr, SubstNonTypeTemplateParmExpr>(E);
}

bool isLibrarys(const SourceManager &SM, const Decl *D) {
  return D && !isa<TranslationUnitDecl, NamespaceDecl, LinkageSpecDecl>(D) &&
         SM.isInSystemHeader(SM.getExpansionLoc(D->getLocation()));
}

const FunctionDecl *asWritten(const FunctionDecl *F) {
  const FunctionDecl *Pattern = F->getTemplateInstantiationPattern();
  return (Pattern ? Pattern : F)->getCanonicalDecl();
}

DynTypedNode meaningfulParent(ASTContext &Context, const Expr *E,
                              const Expr *&Child) {
  Child = E;
  for (;;) {
    DynTypedNode P = parentOf(Context, DynTypedNode::create(*Child));
    const auto *Outer = P.get<Expr>();
    if (!Outer || !isTransparent(Outer))
      return P;
    Child = Outer;
  }
}

/// Whether a statement is a piece of a macro's expansion, so that no text of a
/// file is it.
static bool isPieceOfMacro(const ASTContext &Context, const Stmt *S) {
  return S->getBeginLoc().isMacroID() &&
         Lexer::makeFileCharRange(
             CharSourceRange::getTokenRange(S->getSourceRange()),
             Context.getSourceManager(), Context.getLangOpts())
             .isInvalid();
}

/// Whether a piece of a macro's expansion is executed wherever what is around
/// it is, and once: `do { ... } while (false)`, and gtest's `switch (0)`.
static bool isDoneOnce(const ASTContext &Context, const Stmt *Piece,
                       const Stmt *Up) {
  bool Again = true;
  if (const auto *Do = dyn_cast<DoStmt>(Up))
    return Do->getCond()->EvaluateAsBooleanCondition(Again, Context) && !Again;
  if (const auto *Switch = dyn_cast<SwitchStmt>(Up))
    return isa<IntegerLiteral>(Switch->getCond()->IgnoreParenImpCasts());
  if (const auto *If = dyn_cast<IfStmt>(Up))
    return Piece != If->getThen() && Piece != If->getElse();
  return isa<CompoundStmt, CXXTryStmt, SwitchCase, LabelStmt, DeclStmt>(Up);
}

/// One step up: what it says of the expression. False: the anchor is found, or
/// there is none.
static bool climb(ASTContext &Context, const DynTypedNode &P,
                  const Stmt *&Child, Surroundings &S) {
  auto Found = [&](bool NeedsBraces) {
    S.Anchor = Child;
    S.NeedsBraces = NeedsBraces;
    return false;
  };
  if (const auto *Up = P.get<Stmt>()) {
    const Stmt *At = Child;
    Child = Up;
    // The whole expansion is a statement, or none of it.
    if (!isa<Expr>(Up) && isPieceOfMacro(Context, At))
      return isDoneOnce(Context, At, Up);
    auto Is = [&](const Stmt *Part) {
      if (Part == At)
        Child = At;
      return Part == At;
    };
    if (isa<CompoundStmt>(Up)) {
      Child = At;
      // A variable of a switch's own block is in the way of its next label.
      return Found(
          parentOf(Context, DynTypedNode::create(*Up)).get<SwitchStmt>() !=
          nullptr);
    }
    if (const auto *If = dyn_cast<IfStmt>(Up))
      return !(Is(If->getThen()) || Is(If->getElse())) || Found(true);
    if (const auto *While = dyn_cast<WhileStmt>(Up)) {
      if (Is(While->getBody()))
        return Found(true);
      S.InLoopHead = true;
    } else if (const auto *Do = dyn_cast<DoStmt>(Up)) {
      if (Is(Do->getBody()))
        return Found(true);
      S.InLoopHead = true;
    } else if (const auto *For = dyn_cast<ForStmt>(Up)) {
      if (Is(For->getBody()))
        return Found(true);
      S.InLoopHead |= At != For->getInit();
    } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(Up)) {
      if (Is(Range->getBody()))
        return Found(true);
    } else if (const auto *Case = dyn_cast<SwitchCase>(Up)) {
      if (Is(Case->getSubStmt()))
        return Found(true);
    } else if (const auto *Label = dyn_cast<LabelStmt>(Up)) {
      if (Is(Label->getSubStmt()))
        return Found(true);
    } else if (const auto *Op = dyn_cast<BinaryOperator>(Up)) {
      if (Op->isLogicalOp() && At == Op->getRHS())
        S.Conditions.push_back(
            {Op->getLHS(), Op->getOpcode() == BO_LAnd, Op->getRHS(), nullptr});
    } else if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(Up)) {
      if (At != Choice->getCond())
        S.Conditions.push_back({Choice->getCond(), At == Choice->getTrueExpr(),
                                cast<Expr>(At), Choice});
    } else if (isa<CXXDefaultArgExpr, CXXDefaultInitExpr>(Up)) {
      return false;
    }
    return true;
  }
  if (const auto *Var = P.get<VarDecl>()) {
    if (!Var->hasLocalStorage() || isa<ParmVarDecl>(Var))
      return false;
    DynTypedNode Statement = parentOf(Context, DynTypedNode::create(*Var));
    if (const auto *Up = Statement.get<Stmt>()) {
      // A capture's variable belongs to the closure's expression.
      Child = Up;
      return true;
    }
  }
  return false;
}

Surroundings surroundings(ASTContext &Context, const Expr *E) {
  Surroundings S;
  const Stmt *Child = E;
  DynTypedNode P = parentOf(Context, DynTypedNode::create(*E));
  while (climb(Context, P, Child, S))
    P = parentOf(Context, DynTypedNode::create(*Child));
  if (S.Anchor)
    S.Function = enclosingFunction(Context, S.Anchor);
  if (!S.Function)
    S.Anchor = nullptr;
  return S;
}

const FunctionDecl *enclosingFunction(ASTContext &Context, const Stmt *S) {
  const Stmt *Child = S;
  DynTypedNode N = parentOf(Context, DynTypedNode::create(*S));
  for (;;) {
    if (const auto *F = N.get<FunctionDecl>())
      return F;
    if (const auto *L = N.get<LambdaExpr>())
      if (isa<CompoundStmt>(Child))
        return L->getCallOperator();
    if (N.getNodeKind().isNone())
      return nullptr;
    if (const auto *Up = N.get<Stmt>())
      Child = Up;
    N = parentOf(Context, N);
  }
}

/// A namespace's own name for an instance of one of its templates.
static std::string aliasOf(const ClassTemplateSpecializationDecl &Class) {
  const DeclContext *Scope = Class.getDeclContext();
  while (Scope->isInlineNamespace())
    Scope = Scope->getParent();
  const auto *Space = dyn_cast<NamespaceDecl>(Scope);
  if (!Space || !Space->getParent()->getRedeclContext()->isTranslationUnit())
    return "";
  QualType T = frontend::compat::typeOf(Class.getASTContext(), &Class);
  for (const NamespaceDecl *Part : Space->redecls())
    for (const Decl *D : Part->decls())
      if (const auto *Alias = dyn_cast<TypedefNameDecl>(D);
          Alias && !Alias->getName().starts_with("_") &&
          frontend::compat::sameUnqualified(Alias->getUnderlyingType(), T))
        return (Space->getName() + "::" + Alias->getName()).str();
  return "";
}

std::string typeText(const ASTContext &Context, QualType T) {
  PrintingPolicy Policy(Context.getLangOpts());
  Policy.SuppressTagKeyword = true;
  frontend::compat::suppressInlineNamespaces(Policy);
  if (const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
          T->getAsCXXRecordDecl()))
    if (std::string Alias = aliasOf(*Class); !Alias.empty())
      return Alias;
  return T.getCanonicalType().getUnqualifiedType().getAsString(Policy);
}

/// `std::ostream &operator<<(std::ostream &os, const T &t)` gives what it was
/// given.
static const ParmVarDecl *givenBack(const FunctionDecl *F) {
  const ParmVarDecl *Found = nullptr;
  for (const ParmVarDecl *P : F->parameters())
    if (frontend::compat::sameUnqualified(P->getType(), F->getReturnType())) {
      if (Found || P->getName().empty())
        return nullptr;
      Found = P;
    }
  return Found;
}

std::optional<std::string> emptyReturn(const ASTContext &Context,
                                       const FunctionDecl *F) {
  QualType T = F->getReturnType();
  if (F->isNoReturn())
    return std::nullopt;
  if (const auto *Coroutine =
          dyn_cast_or_null<CoroutineBodyStmt>(F->getBody())) {
    const CXXRecordDecl *Promise =
        Coroutine->getPromiseDecl()->getType()->getAsCXXRecordDecl();
    DeclarationName Ends = &Context.Idents.get("return_void");
    bool GivesNothing = Promise && !Promise->lookup(Ends).empty();
    return GivesNothing ? std::optional<std::string>("co_return;")
                        : std::nullopt;
  }
  if (T->isVoidType() || isa<CXXConstructorDecl, CXXDestructorDecl>(F))
    return "return;";
  const auto *Method = dyn_cast<CXXMethodDecl>(F);
  if (Method && Method->isInstance() && !Method->getParent()->isLambda() &&
      T->isLValueReferenceType() &&
      T->getPointeeType()->getAsCXXRecordDecl() == Method->getParent() &&
      (T->getPointeeType().isConstQualified() || !Method->isConst()))
    return "return *this;";
  if (T->isLValueReferenceType())
    if (const ParmVarDecl *P = givenBack(F))
      return ("return " + P->getName() + ";").str();
  if (T->isReferenceType() || T->isUndeducedType() || T->isDependentType())
    return std::nullopt;
  if (T->isBooleanType())
    return "return false;";
  if (const CXXRecordDecl *R = T->getAsCXXRecordDecl();
      R && (!R->hasDefinition() || !R->hasDefaultConstructor()))
    return std::nullopt;
  // A closure without `-> T` has one that was deduced.
  bool IsDeduced =
      F->getDeclaredReturnType()->getContainedDeducedType() != nullptr;
  if (!IsDeduced) {
    bool IsNumber = T->isArithmeticType() && !T->isAnyCharacterType();
    return T->isPointerType() ? "return nullptr;"
           : IsNumber         ? "return 0;"
                              : "return {};";
  }
  QualType Plain = T.getCanonicalType().getUnqualifiedType();
  if (Plain == Context.IntTy)
    return "return 0;";
  std::string Name = typeText(Context, Plain);
  if (Plain->isPointerType())
    return "return static_cast<" + Name + ">(nullptr);";
  if (const auto *R = Plain->getAsCXXRecordDecl(); R && R->isLambda())
    return std::nullopt;
  // `unsigned long{}` is no expression.
  if (Plain->isBuiltinType() && StringRef(Name).contains(' '))
    return "return static_cast<" + Name + ">(0);";
  return "return " + Name + "{};";
}

namespace {
// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class Locals : public RecursiveASTVisitor<Locals> {
public:
  static bool TraverseLambdaExpr(LambdaExpr *) { return true; }
  bool VisitVarDecl(VarDecl *Var) {
    Names.push_back(Var->getNameAsString());
    return true;
  }
  std::vector<std::string> Names;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)
} // namespace

std::vector<std::string> localNames(const FunctionDecl *F) {
  Locals All;
  if (F) {
    for (const ParmVarDecl *P : F->parameters())
      All.Names.push_back(P->getNameAsString());
    All.TraverseStmt(F->getBody());
  }
  return std::move(All.Names);
}

static bool isWord(char C) { return isAlnum(C) || C == '_'; }

static bool containsWord(StringRef Text, StringRef Word) {
  for (size_t At = Text.find(Word); At != StringRef::npos;
       At = Text.find(Word, At + 1)) {
    size_t End = At + Word.size();
    if ((At == 0 || !isWord(Text[At - 1])) &&
        (End == Text.size() || !isWord(Text[End])))
      return true;
  }
  return false;
}

std::string freshName(const ASTContext &Context, const FunctionDecl *F,
                      StringRef Wanted, ArrayRef<std::string> AlsoTaken,
                      SourceRange Part) {
  StringRef Base = Wanted;
  if (!Base.consume_front("m_"))
    Base.consume_front("_");
  Base = Base.rtrim('_');
  const SourceManager &SM = Context.getSourceManager();
  StringRef Text = Lexer::getSourceText(
      CharSourceRange::getTokenRange(
          SM.getExpansionRange(Part.isValid() ? Part : F->getSourceRange())
              .getAsRange()),
      SM, Context.getLangOpts());
  IdentifierTable Words(Context.getLangOpts());
  auto IsFree = [&](StringRef Name) {
    return !Name.empty() && !isDigit(Name.front()) && Name != Wanted &&
           !containsWord(Text, Name) && !is_contained(AlsoTaken, Name.str()) &&
           !Words.get(Name).isKeyword(Context.getLangOpts());
  };
  if (IsFree(Base))
    return Base.str();
  bool Snake =
      Wanted.trim('_').contains('_') ||
      (Base.size() > 1 && F->getNameAsString().find('_') != std::string::npos);
  std::string Locked =
      Snake ? ("locked_" + Base).str()
            : "locked" + (Base.empty() ? std::string()
                                       : std::string(1, toUpper(Base[0])) +
                                             Base.drop_front().str());
  if (IsFree(Locked))
    return Locked;
  for (unsigned I = 2;; ++I)
    if (std::string Numbered = Locked + std::to_string(I); IsFree(Numbered))
      return Numbered;
}

} // namespace weakspot::fixes

//===- InnerClass.cpp - A class becomes an inner one ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/HandleClass.h"
#include "Fixes/InnerObject.h"
#include "clang/Basic/CharInfo.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// `Bar::` in front of the name of a member that is defined outside.
void InnerObject::rename(const CXXMethodDecl *M) {
  if (isa<CXXConstructorDecl>(M))
    Out.replace({M->getLocation(), M->getLocation()}, InnerName);
  if (isa<CXXDestructorDecl>(M))
    if (std::optional<Token> Name =
            Lexer::findNextToken(M->getLocation(), Context.getSourceManager(),
                                 Context.getLangOpts()))
      Out.replace({Name->getLocation(), Name->getLocation()}, InnerName);
  if (!M->isOutOfLine())
    return;
  const SourceManager &SM = Context.getSourceManager();
  SourceLocation At = SM.getFileLoc(M->getLocation());
  StringRef Text = SM.getBufferData(SM.getFileID(At));
  unsigned Here = SM.getFileOffset(At);
  StringRef Before = Text.take_front(Here).rtrim();
  if (!Before.consume_back("::") || !Before.rtrim().ends_with(OldName))
    return Out.refuse(M->getLocation(), "its definition is not understood");
  size_t Begin = Before.rtrim().size() - OldName.size();
  SourceLocation Start = SM.getLocForStartOfFile(SM.getFileID(At));
  Out.replaceChars(
      Start.getLocWithOffset(static_cast<int>(Begin)),
      Start.getLocWithOffset(static_cast<int>(Begin + OldName.size())),
      InnerName);
}

void InnerObject::rewriteConstructor(const CXXConstructorDecl *C) {
  if (C->isCopyOrMoveConstructor()) {
    // `Bar(const Bar &) = delete;`
    if (!C->isDeleted() && !C->isDefaulted())
      return Out.refuse(C->getLocation(), "'" + OldName + "' is copied");
    return;
  }
  for (const ParmVarDecl *P : C->parameters())
    if (isStrongOf(P->getType(), Outer))
      Out.removeItem(P->getSourceRange());
  if (!C->isThisDeclarationADefinition())
    return;
  for (const CXXCtorInitializer *I : C->inits())
    if (I->isWritten() && I->isMemberInitializer() &&
        I->getMember() == BackField)
      Out.removeItem(I->getSourceRange());
}

/// What is copied, assigned or deleted as a whole names its class.
static SmallVector<SourceLocation, 2> ownNames(const CXXMethodDecl *M) {
  SmallVector<SourceLocation, 2> Found;
  for (const ParmVarDecl *P : M->parameters()) {
    const TypeSourceInfo *Info = P->getTypeSourceInfo();
    ReferenceTypeLoc Reference =
        Info ? Info->getTypeLoc().getAs<ReferenceTypeLoc>()
             : ReferenceTypeLoc();
    if (Reference)
      Found.push_back(Reference.getPointeeLoc().getEndLoc());
  }
  if (isa<CXXConstructorDecl>(M))
    return Found;
  if (FunctionTypeLoc Type = M->getFunctionTypeLoc())
    if (auto Reference = Type.getReturnLoc().getAs<ReferenceTypeLoc>())
      Found.push_back(Reference.getPointeeLoc().getEndLoc());
  return Found;
}

void InnerObject::giveOuter(const CXXMethodDecl *M) {
  FunctionTypeLoc Type = M->getFunctionTypeLoc();
  if (!Type)
    return Out.refuse(M->getLocation(), "its type is an alias");
  Out.insertAfter(Type.getLParenLoc(), "const " + strong(OuterName) + " &" +
                                           BackName +
                                           (M->getNumParams() ? ", " : ""));
}

void InnerObject::forwardDeclare() {
  const SourceManager &SM = Context.getSourceManager();
  const char *Keyword = Inner->isStruct() ? "struct " : "class ";
  const CXXRecordDecl *Def = Outer->getDefinition();
  if (!Def || !KeptField)
    return;
  const CXXRecordDecl *Other = Inner->getDefinition();
  if (Other &&
      SM.isWrittenInSameFile(Def->getLocation(), Other->getLocation()) &&
      SM.isBeforeInTranslationUnit(Other->getLocation(), Def->getLocation()))
    return;
  Out.insertBefore(Def->getBeginLoc(), Keyword + InnerName + ";\n");
}

/// A function's words that only its declaration in the class may have.
static std::string withoutClassWords(StringRef Text) {
  std::string Result;
  SmallVector<StringRef, 8> Words;
  Text.split(Words, ' ', -1, false);
  for (StringRef W : Words)
    if (W != "static" && W != "virtual" && W != "explicit" && W != "inline" &&
        !W.starts_with("[[nodiscard"))
      (Result += Result.empty() ? "" : " ") += W;
  return Result;
}

/// What handles the new class by value, and was defined in the outer class in
/// front of it, moves behind it.
void InnerObject::relocate() {
  const SourceManager &SM = Context.getSourceManager();
  const CXXRecordDecl *Def = Inner->getDefinition();
  for (const CXXMethodDecl *F : Handling) {
    const Stmt *Body = F->getBody();
    if (!Body || F->isOutOfLine() || !Def ||
        SM.isBeforeInTranslationUnit(Def->getLocation(), F->getLocation()))
      continue;
    if (!SM.isWrittenInSameFile(Def->getLocation(), F->getLocation()) ||
        F->isStatic() || isa<CXXConstructorDecl>(F) ||
        any_of(F->parameters(),
               [](const ParmVarDecl *P) { return P->hasDefaultArg(); }))
      return Out.refuse(F->getLocation(), "it is defined where '" + OldName +
                                              "' is not, and cannot be moved");
    std::string Result =
        withoutClassWords(StringRef(Out.rendered(CharSourceRange::getCharRange(
                                        F->getBeginLoc(), F->getLocation())))
                              .trim());
    std::string Head = StringRef(Out.rendered(CharSourceRange::getCharRange(
                                     F->getLocation(), Body->getBeginLoc())))
                           .trim()
                           .str();
    for (StringRef Word : {" override", " final"})
      if (size_t At = Head.find(Word); At != std::string::npos)
        Head.erase(At, Word.size());
    char Last = Result.empty() ? ' ' : Result.back();
    for (const std::string &Part :
         {std::string("\n\ninline "), Result,
          std::string(Last == '&' || Last == '*' ? "" : " "),
          OuterName + "::" + Head + " ", Out.rendered(Body->getSourceRange())})
      Handle += Part;
    StringRef Declared = Lexer::getSourceText(
        CharSourceRange::getCharRange(F->getLocation(), Body->getBeginLoc()),
        SM, Context.getLangOpts());
    SourceLocation End = F->getLocation().getLocWithOffset(
        static_cast<int>(Declared.rtrim().size()));
    Out.replaceChars(End, Body->getEndLoc().getLocWithOffset(1), ";");
  }
}

/// Methods of the outer class ask the object for an owner of it.
void InnerObject::letOuterFindItself(const CXXRecordDecl &Def) {
  StringRef Scope = Pointer.Strong->Name;
  Scope = Scope.take_front(Scope.rfind("::") + 2);
  std::string Base =
      ("public " + Scope + "enable_shared_from_this<" + OuterName + ">").str();
  if (Def.getNumBases())
    Out.insertBefore(Def.bases_begin()->getBeginLoc(), Base + ", ");
  else
    Out.insertAfter(Def.getLocation(), " : " + Base);
}

void InnerObject::rewriteMethods(const InnerParts &P) {
  for (const CXXMethodDecl *M : P.Methods) {
    if (staysInHandle(M))
      continue;
    rename(M);
    bool IsWhole =
        M->isCopyAssignmentOperator() || M->isMoveAssignmentOperator();
    const auto *C = dyn_cast<CXXConstructorDecl>(M);
    IsWhole |= C && C->isCopyOrMoveConstructor();
    if (C)
      rewriteConstructor(C);
    if (IsWhole)
      for (SourceLocation Name : ownNames(M))
        Out.replace({Name, Name}, InnerName);
    else if (has(needs(M)))
      giveOuter(M);
  }
  for (const CXXMemberCallExpr *Call : P.MemberCalls) {
    const auto *Callee = dyn_cast<MemberExpr>(Call->getCallee());
    if (!Callee || !isOfThis(Callee) || !has(needs(Call->getMethodDecl())))
      continue;
    std::optional<Token> Open = Lexer::findNextToken(
        Callee->getEndLoc(), Context.getSourceManager(), Context.getLangOpts());
    if (Open && Open->is(tok::l_paren))
      Out.insertAfter(Open->getLocation(),
                      BackName + (Call->getNumArgs() ? ", " : ""));
  }
}

/// The member back goes, with its line.
bool InnerObject::takeOutBack(const CXXRecordDecl &Def) {
  const SourceManager &SM = Context.getSourceManager();
  for (const FieldDecl *Other : Def.fields())
    if (Other != BackField &&
        Other->getTypeSpecStartLoc() == BackField->getTypeSpecStartLoc()) {
      Out.refuse(Other->getLocation(), "it is declared together with others");
      return false;
    }
  std::optional<Token> Semi =
      Lexer::findNextToken(BackField->getEndLoc(), SM, Context.getLangOpts());
  if (!Semi || Semi->isNot(tok::semi)) {
    Out.refuse(BackField->getLocation(), "its declaration is not understood");
    return false;
  }
  takeOut(BackField->getBeginLoc(), Semi->getLocation());
  return true;
}

/// A declaration with its line; the last character is at Last.
void InnerObject::takeOut(SourceLocation From, SourceLocation Last) {
  const SourceManager &SM = Context.getSourceManager();
  auto [File, Begin] = SM.getDecomposedLoc(From);
  StringRef Text = SM.getBufferData(File);
  unsigned End = SM.getFileOffset(Last) + 1;
  while (Begin > 0 && (Text[Begin - 1] == ' ' || Text[Begin - 1] == '\t'))
    --Begin;
  if (Text.substr(End).starts_with("\r\n"))
    End += 2;
  else if (Text.substr(End).starts_with("\n"))
    ++End;
  SourceLocation Start = SM.getLocForStartOfFile(File);
  Out.replaceChars(Start.getLocWithOffset(static_cast<int>(Begin)),
                   Start.getLocWithOffset(static_cast<int>(End)), "");
}

/// The comment in front of a declaration, or its own beginning.
static SourceLocation withComment(const ASTContext &Context, const Decl *D) {
  const RawComment *Comment = Context.getRawCommentForDeclNoCache(D);
  SourceLocation Begin = D->getBeginLoc();
  return Comment && Comment->getBeginLoc() < Begin ? Comment->getBeginLoc()
                                                   : Begin;
}

/// What is called without an object, `Bar::of(foo)`, is called so still.
bool InnerObject::staysInHandle(const CXXMethodDecl *M) const {
  return M->isStatic() && M->getCanonicalDecl()->getAccess() == AS_public;
}

/// The text of the static member functions, which the inner class has no more.
std::string InnerObject::takeOutStatics(const InnerParts &P) {
  std::string All;
  for (const CXXMethodDecl *M : P.Methods) {
    if (!staysInHandle(M) || M->isOutOfLine())
      continue;
    SourceLocation Begin = withComment(Context, M), Last = M->getEndLoc();
    if (!M->doesThisDeclarationHaveABody()) {
      std::optional<Token> Semi = Lexer::findNextToken(
          Last, Context.getSourceManager(), Context.getLangOpts());
      if (!Semi || Semi->isNot(tok::semi)) {
        Out.refuse(M->getLocation(), "its declaration is not understood");
        continue;
      }
      Last = Semi->getLocation();
    }
    All += "  " +
           Out.rendered(
               CharSourceRange::getCharRange(Begin, Last.getLocWithOffset(1))) +
           "\n";
    takeOut(Begin, Last);
  }
  return All;
}

std::string InnerObject::handleText(const std::string &Statics) {
  auto NeedsOuter = [&](const CXXMethodDecl *M) { return has(needs(M)); };
  HandleClass Text;
  Text.Class = Inner;
  Text.Back = BackField;
  Text.InnerName = InnerName;
  Text.Strong = Pointer.Strong->Name;
  Text.Outer = OuterName;
  Text.Statics = Statics;
  Text.NeedsOuter = NeedsOuter;
  return Text.text(Context, Out);
}

/// The class has its new name, and what names the handle in it knows that.
void InnerObject::nameInner(const CXXRecordDecl &Def, const InnerParts &P) {
  const SourceManager &SM = Context.getSourceManager();
  Out.replace({Def.getLocation(), Def.getLocation()}, InnerName);
  bool NamesItself =
      Def.getNumBases() != 0 || any_of(P.Pointers, [&](const auto &W) {
        return SM.isPointWithin(W.Range.getBegin(), Def.getBeginLoc(),
                                Def.getEndLoc());
      });
  bool IsDeclared = any_of(Def.redecls(), [&](const TagDecl *D) {
    return SM.isWrittenInSameFile(D->getLocation(), Def.getLocation()) &&
           SM.isBeforeInTranslationUnit(D->getLocation(), Def.getLocation());
  });
  if (NamesItself && !IsDeclared)
    Out.insertBefore(Def.getBeginLoc(),
                     (Def.isStruct() ? "struct " : "class ") + OldName + ";\n");
}

void InnerObject::rewriteClass(const InnerParts &P) {
  forwardDeclare();
  if (const CXXRecordDecl *Whole = Outer->getDefinition();
      Whole && KeptField && has("finds itself"))
    letOuterFindItself(*Whole);
  const CXXRecordDecl *Def = Inner->getDefinition();
  if (!Def || !BackField)
    return;
  rewriteMethods(P);
  if (!takeOutBack(*Def))
    return;
  nameInner(*Def, P);
  if (isInTable())
    defineTable();
  relocate();
  std::optional<Token> Last =
      Lexer::findNextToken(Def->getBraceRange().getEnd(),
                           Context.getSourceManager(), Context.getLangOpts());
  if (!Last || Last->isNot(tok::semi))
    return Out.refuse(Def->getLocation(), "its declaration is not understood");
  Out.insertAfter(Last->getLocation(), Handle);
}

} // namespace weakspot::fixes

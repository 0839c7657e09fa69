//===- SlotDeclaration.cpp - A member's declaration becomes weak ----------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/SlotWeakener.h"
#include "Fixes/UseClassifier.h"
#include "Frontend/Compat.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

static StringRef lastName(StringRef Qualified) {
  size_t At = Qualified.rfind("::");
  return At == StringRef::npos ? Qualified : Qualified.drop_front(At + 2);
}

static StringRef scopeOf(StringRef Qualified) {
  return Qualified.drop_back(lastName(Qualified).size());
}

/// Where in a type's text the strong class's own name stands; npos where the
/// text names it in another way, as by an alias.
static size_t findClassName(StringRef Text, StringRef Name) {
  size_t Open = Text.find('<');
  if (Open == StringRef::npos)
    return StringRef::npos;
  StringRef Before = Text.take_front(Open).rtrim();
  if (!Before.ends_with(Name))
    return StringRef::npos;
  size_t At = Before.size() - Name.size();
  bool IsWhole = At == 0 || (!isAlnum(Text[At - 1]) && Text[At - 1] != '_');
  return IsWhole ? At : StringRef::npos;
}

/// The qualified name as it can be written inside D: without the namespaces
/// that D is in as well.
static std::string withoutOwnScopes(std::string Text, const Decl *D) {
  std::string Own;
  for (const DeclContext *C = D->getDeclContext(); C; C = C->getParent())
    if (const auto *NS = dyn_cast<NamespaceDecl>(C))
      if (!NS->isInline() && !NS->isAnonymousNamespace())
        Own.insert(0, NS->getNameAsString() + "::");
  if (StringRef Rest = Text; !Own.empty() && Rest.consume_front(Own))
    return Rest.str();
  return Text;
}

std::string pointeeText(const ASTContext &Context, QualType Strong,
                        const Decl *Inside) {
  const auto *R = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      Strong->getAsCXXRecordDecl());
  if (!R || R->getTemplateArgs().size() == 0 ||
      R->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
    return "";
  PrintingPolicy Policy(Context.getLangOpts());
  Policy.SuppressTagKeyword = true;
  frontend::compat::suppressInlineNamespaces(Policy);
  frontend::compat::printAsCanonical(Policy);
  QualType Pointee = R->getTemplateArgs()[0].getAsType().getCanonicalType();
  return withoutOwnScopes(Pointee.getAsString(Policy), Inside);
}

std::string strongText(const ASTContext &Context, const Family &Pointer,
                       QualType Strong, const Decl *Inside) {
  std::string Pointee = pointeeText(Context, Strong, Inside);
  if (Pointee.empty())
    return typeText(Context, Strong);
  return Pointer.Strong->Name + "<" + Pointee + ">";
}

/// In a template, what an alias around the class stands for, or the alias
/// beside it that is the weak one.
std::string SlotWeakener::weakAliasText(const FieldDecl *F, QualType Strong) {
  auto TextOf = [&](const TypedefNameDecl *Alias) {
    return Out.text(Alias->getTypeSourceInfo()->getTypeLoc().getSourceRange());
  };
  const auto *Named = Strong->getAs<TypedefType>();
  const TypedefNameDecl *Alias = Named ? Named->getDecl() : nullptr;
  if (!Alias || !Alias->getDeclContext()->Encloses(F->getDeclContext()) ||
      findClassName(TextOf(Alias), lastName(Slot.Pointer->Strong->Name)) ==
          StringRef::npos)
    return "";
  std::string Weak = weakTypeText(F, TextOf(Alias));
  for (const Decl *D : Alias->getDeclContext()->decls())
    if (const auto *Other = dyn_cast<TypedefNameDecl>(D);
        Other && TextOf(Other) == Weak &&
        Context.getSourceManager().isBeforeInTranslationUnit(
            Other->getLocation(), F->getLocation()))
      return Other->getNameAsString();
  return Weak;
}

/// The type of the weak member as source text.
std::string SlotWeakener::weakTypeText(const FieldDecl *F,
                                       StringRef StrongText) {
  const Family &Pointer = *Slot.Pointer;
  StringRef StrongName = lastName(Pointer.Strong->Name);
  size_t At = findClassName(StrongText, StrongName);
  if (At != StringRef::npos) {
    StringRef Scope = StrongText.take_front(At);
    bool SameScope =
        scopeOf(Pointer.Strong->Name) == scopeOf(Pointer.Weak->Name);
    StringRef Rest = StrongText.drop_front(At + StrongName.size());
    if (SameScope)
      return (Scope + lastName(Pointer.Weak->Name) + Rest).str();
    return Pointer.Weak->Name + Rest.str();
  }
  if (F->getType()->isDependentType())
    return weakAliasText(F, F->getType());
  std::string Pointee = pointeeText(Context, F->getType(), F);
  if (Pointee.empty())
    return "";
  return Pointer.Weak->Name + "<" + Pointee + ">";
}

/// The weak partner of an element's type, as that is written.
std::string SlotWeakener::weakOwnerText(StringRef StrongText) {
  const FieldDecl *F = Slot.Declarations.front();
  StringRef Name = lastName(Slot.Pointer->Strong->Name);
  if (findClassName(StrongText, Name) != StringRef::npos)
    return weakTypeText(F, StrongText);
  std::string Pointee = pointeeText(Context, Slot.Owner, F);
  if (Pointee.empty() || F->getType()->isDependentType())
    return "";
  return Slot.Pointer->Weak->Name + "<" + Pointee + ">";
}

/// The type of a collection of weak elements.
std::string SlotWeakener::weakElementText(const FieldDecl *F,
                                          StringRef CollectionText) {
  const Family &Pointer = *Slot.Pointer;
  StringRef StrongName = lastName(Pointer.Strong->Name);
  // By an alias of the whole, `NodeList`: what that stands for.
  if (const auto *Named = F->getType()->getAs<TypedefType>();
      Named && !CollectionText.contains('<') &&
      Named->getDecl()->getDeclContext()->Encloses(F->getDeclContext()))
    CollectionText = Out.text(
        Named->getDecl()->getTypeSourceInfo()->getTypeLoc().getSourceRange());
  size_t Open = CollectionText.find('<');
  if (Open == StringRef::npos)
    return "";
  StringRef Arguments = CollectionText.drop_front(Open);
  size_t At = Arguments.find(StrongName);
  if (At != StringRef::npos) {
    StringRef Rest = Arguments.drop_front(At + StrongName.size());
    bool IsWhole = !isAlnum(Arguments[At - 1]) && Arguments[At - 1] != '_' &&
                   Rest.ltrim().starts_with("<");
    if (!IsWhole || Rest.contains(StrongName) ||
        scopeOf(Pointer.Strong->Name) != scopeOf(Pointer.Weak->Name))
      return "";
    return (CollectionText.take_front(Open + At) +
            lastName(Pointer.Weak->Name) + Rest)
        .str();
  }
  // By an alias, `std::vector<NodePtr>`: that is the last argument.
  StringRef Last = Arguments.drop_front().rtrim().drop_back().rtrim();
  Last = Last.rsplit(',').second.empty() ? Last : Last.rsplit(',').second;
  Last = Last.trim();
  std::string Weak;
  if (!F->getType()->isDependentType()) {
    if (std::string Pointee = pointeeText(Context, Slot.Owner, F);
        !Pointee.empty())
      Weak = Pointer.Weak->Name + "<" + Pointee + ">";
  } else if (const auto *Written =
                 F->getType()->getAs<TemplateSpecializationType>()) {
    const TemplateArgument &Given = Written->template_arguments().back();
    if (Given.getKind() == TemplateArgument::Type)
      Weak = weakAliasText(F, Given.getAsType());
  }
  if (Weak.empty() || Last.empty() ||
      !all_of(Last, [](char C) { return isAlnum(C) || C == '_' || C == ':'; }))
    return "";
  size_t Place = Last.data() - CollectionText.data();
  return (CollectionText.take_front(Place) + Weak +
          CollectionText.drop_front(Place + Last.size()))
      .str();
}

/// `T a, b;`: each a declaration of its own.
static SmallVector<const FieldDecl *, 2> declaredWith(const FieldDecl *F) {
  SmallVector<const FieldDecl *, 2> All;
  for (const FieldDecl *Other : F->getParent()->fields())
    if (Other->getTypeSpecStartLoc() == F->getTypeSpecStartLoc())
      All.push_back(Other);
  return All;
}

/// `T a{};` is what `T a;` is.
static bool isEmpty(const Expr *Init) {
  const Expr *E = Init->IgnoreUnlessSpelledInSource();
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return List->getNumInits() == 0;
  const auto *Made = dyn_cast<CXXConstructExpr>(E);
  return Made &&
         (Made->getNumArgs() == 0 || Made->getArg(0)->isDefaultArgument());
}

void SlotWeakener::weakenDeclaration() {
  const FieldDecl *F = Slot.Declarations.front();
  // The pattern, where it is a template's: that is what is written.
  for (const FieldDecl *Other : Slot.Declarations)
    if (Other->getType()->isDependentType())
      F = Other;
  SourceRange TypeRange(F->getTypeSpecStartLoc(), F->getTypeSpecEndLoc());
  StringRef Strong = Out.text(TypeRange);
  std::string Weak = Slot.isOfElements() ? weakElementText(F, Strong)
                                         : weakTypeText(F, Strong);
  if (Weak.empty())
    return Out.refuse(F->getLocation(), Slot.isOfElements()
                                            ? "its elements' type is an alias"
                                            : "its type is an alias in a "
                                              "template");
  SmallVector<const FieldDecl *, 2> Group = declaredWith(F);
  const Expr *Init = F->getInClassInitializer();
  bool StartsAsNull = Init && UseClassifier::isNull(Init);
  if (Group.size() == 1) {
    Out.replace(TypeRange, Weak);
    if (StartsAsNull)
      Out.removeBehind(F->getLocation(), F->getEndLoc());
    return;
  }
  if (Init && !StartsAsNull && !isEmpty(Init))
    return Out.refuse(F->getLocation(),
                      "it is declared together with others and initialised");
  const auto *It = find(Group, F);
  StringRef Indent = Out.indentation(F->getTypeSpecStartLoc());
  std::string Alone = (Weak + " " + F->getName() + ";").str();
  if (It == Group.begin()) {
    // Up to the next one's name; its own place is in front of them.
    Out.replace({TypeRange.getBegin(), Group[1]->getLocation()},
                Alone + "\n" + Indent + Strong + " " + Group[1]->getName());
    return;
  }
  Out.removeBehind(It[-1]->getEndLoc(), F->getEndLoc());
  std::optional<Token> Semi;
  SourceLocation Last = Group.back()->getEndLoc();
  Semi = Lexer::findNextToken(Last, Context.getSourceManager(),
                              Context.getLangOpts());
  if (!Semi || Semi->isNot(tok::semi))
    return Out.refuse(F->getLocation(), "its declaration is not understood");
  Out.insertBehindLine(Semi->getLocation(), "\n" + Indent + Alone);
}

} // namespace weakspot::fixes

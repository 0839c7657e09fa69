//===- Symbols.cpp - Keys, names and places of declarations ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Symbols.h"
#include "Frontend/Compat.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Index/USRGeneration.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA1.h"

using namespace llvm;
using namespace clang;

namespace weakspot::frontend {

static std::string normalised(StringRef Path, StringRef Directory) {
  SmallString<256> P(Path);
  if (!sys::path::is_absolute(P)) {
    P = Directory;
    sys::path::append(P, Path);
  }
  sys::path::remove_dots(P, /*remove_dot_dot=*/true);
  return std::string(P);
}

Symbols::Symbols(const ASTContext &Context, const contracts::Table &Contracts,
                 ir::Module &M, StringRef ProjectRoot, StringRef Dir)
    : Context(Context), Contracts(Contracts), SM(Context.getSourceManager()),
      M(M), Directory(Dir) {
  if (!ProjectRoot.empty())
    Root = normalised(ProjectRoot, Dir);
  if (OptionalFileEntryRef Main = SM.getFileEntryRefForID(SM.getMainFileID()))
    MainFile = relative(Main->getName());
  M.internFile(MainFile);
}

std::string Symbols::relative(StringRef Path) const {
  std::string P = normalised(Path, Directory);
  if (Root.empty())
    return P;
  auto It = sys::path::begin(P), End = sys::path::end(P);
  auto RootIt = sys::path::begin(Root), RootEnd = sys::path::end(Root);
  for (; It != End && RootIt != RootEnd && *It == *RootIt; ++It)
    ++RootIt;
  SmallString<256> Result;
  for (; RootIt != RootEnd; ++RootIt)
    sys::path::append(Result, "..");
  for (; It != End; ++It)
    sys::path::append(Result, *It);
  return std::string(Result);
}

uint32_t Symbols::file(FileID Id) {
  auto [It, Inserted] = Files.try_emplace(Id, 0);
  if (Inserted) {
    OptionalFileEntryRef Entry = SM.getFileEntryRefForID(Id);
    It->second =
        M.internFile(Entry ? relative(Entry->getName())
                           : SM.getBufferOrFake(Id).getBufferIdentifier());
  }
  return It->second;
}

ir::Loc Symbols::place(SourceLocation L) {
  if (L.isInvalid())
    return {};
  // #line is not followed: what is shown must be a place that can be opened.
  auto [Id, Offset] = SM.getDecomposedExpansionLoc(L);
  if (Id.isInvalid())
    return {};
  bool Invalid = false;
  unsigned Line = SM.getLineNumber(Id, Offset, &Invalid);
  unsigned Col = Invalid ? 0 : SM.getColumnNumber(Id, Offset, &Invalid);
  if (Invalid)
    return {};
  return {file(Id), Line, Col};
}

bool Symbols::inLibraryNamespace(const Decl *D) {
  const DeclContext *Context = D->getDeclContext();
  while (Context && !Context->isNamespace())
    Context = Context->getParent();
  const auto *Namespace = dyn_cast_if_present<NamespaceDecl>(Context);
  if (!Namespace)
    return false;
  Namespace = Namespace->getCanonicalDecl();
  auto It = LibraryNamespaces.find(Namespace);
  if (It != LibraryNamespaces.end())
    return It->second;
  bool Is = Contracts.isLibraryNamespace(contractName(Namespace)) ||
            inLibraryNamespace(Namespace);
  LibraryNamespaces[Namespace] = Is;
  return Is;
}

bool Symbols::inSystemHeader(const Decl *D) {
  if (inLibraryNamespace(D))
    return true;
  SourceLocation L = D->getLocation();
  if (L.isInvalid())
    return true;
  FileID Id = SM.getFileID(SM.getExpansionLoc(L));
  auto [It, Inserted] = SystemFiles.try_emplace(Id, false);
  if (Inserted)
    It->second = SM.isInSystemHeader(SM.getLocForStartOfFile(Id)) ||
                 SM.isWrittenInBuiltinFile(SM.getLocForStartOfFile(Id));
  // A file becomes a system header part-way by a pragma.
  return It->second || SM.isInSystemHeader(SM.getExpansionLoc(L));
}

//===----------------------------------------------------------------------===//
// Keys
//===----------------------------------------------------------------------===//

/// A class that the USR leaves without a name of its own: a closure, a local
/// class, an unnamed class without a typedef name.
static bool needsPlaceInKey(const TagDecl *D) {
  if (const auto *RD = dyn_cast<CXXRecordDecl>(D); RD && RD->isLambda())
    return true;
  if (D->getParentFunctionOrMethod())
    return true;
  return !D->getIdentifier() && !D->getTypedefNameForAnonDecl();
}

namespace {
/// Finds such classes in types and template arguments.
class UnnamedIn {
public:
  SmallVector<const TagDecl *, 2> Found;

  void visit(QualType T) {
    if (T.isNull() || ++Steps > MaxSteps)
      return;
    T = T.getCanonicalType();
    if (const TagDecl *D = T->getAsTagDecl())
      return visit(D);
    if (!T->getPointeeType().isNull())
      return visit(T->getPointeeType());
    if (const auto *A = dyn_cast<clang::ArrayType>(T.getTypePtr()))
      return visit(A->getElementType());
    // Not the result: it may be the function's own closure.
    if (const auto *F = dyn_cast<FunctionProtoType>(T.getTypePtr()))
      for (QualType P : F->param_types())
        visit(P);
  }

  void visit(const TagDecl *D) {
    if (needsPlaceInKey(D)) {
      if (!is_contained(Found, D))
        Found.push_back(D);
      return;
    }
    if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(D))
      visit(S->getTemplateArgs().asArray());
    if (const auto *Outer = dyn_cast_or_null<TagDecl>(D->getDeclContext()))
      visit(Outer);
  }

  void visit(ArrayRef<TemplateArgument> Args) {
    for (const TemplateArgument &A : Args)
      if (A.getKind() == TemplateArgument::Type)
        visit(A.getAsType());
      else if (A.getKind() == TemplateArgument::Pack)
        visit(A.pack_elements());
  }

private:
  static constexpr unsigned MaxSteps = 256;
  unsigned Steps = 0;
};
} // namespace

std::string Symbols::placeInKey(const TagDecl *D) {
  ir::Loc L = place(D->getLocation());
  std::string Text;
  raw_string_ostream OS(Text);
  OS << '@' << M.Files[L.File] << ':' << L.Line << ':' << L.Col;
  // Two lambdas in one macro's expansion share their place.
  if (D->getLocation().isMacroID())
    OS << '/' << SM.getFileOffset(SM.getSpellingLoc(D->getLocation()));
  if (const DeclContext *Around = D->getParentFunctionOrMethod())
    if (const auto *F = dyn_cast<FunctionDecl>(Around))
      OS << '<' << key(F).Text << '>';
  return Text;
}

/// Without any template arguments, also those around the declaration.
static std::string shortName(const NamedDecl *D) {
  auto Own = [](const NamedDecl *N) -> StringRef {
    return N->getIdentifier() ? N->getName() : N->getDeclKindName();
  };
  std::string Name = (Own(D) + "<...>").str();
  for (const DeclContext *DC = D->getDeclContext(); DC; DC = DC->getParent())
    if (const auto *Around = dyn_cast<NamedDecl>(DC))
      Name = (Own(Around) + "::" + Name).str();
  return Name;
}

Symbols::Key Symbols::key(const NamedDecl *D) {
  D = cast<NamedDecl>(D->getCanonicalDecl());
  Key K;
  // Types nested in each other can have exponentially long names: such an
  // entity is told apart in this TU alone.
  if (writtenSize(D) > MaxNamesInKey) {
    K.Internal = true;
    K.Text = MainFile + "|" + shortName(D) + "#" +
             std::to_string(
                 Oversized.try_emplace(D, Oversized.size()).first->second);
    return K;
  }
  SmallString<128> USR;
  if (index::generateUSRForDecl(D, USR) || USR.empty())
    K.Text = "c:@" + displayName(D);
  else
    K.Text = std::string(USR);

  UnnamedIn Unnamed;
  if (const auto *Tag = dyn_cast<TagDecl>(D))
    Unnamed.visit(Tag);
  else if (const auto *Class = dyn_cast_or_null<TagDecl>(D->getDeclContext()))
    Unnamed.visit(Class);
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    if (const TemplateArgumentList *Args = F->getTemplateSpecializationArgs())
      Unnamed.visit(Args->asArray());
    Unnamed.visit(F->getType());
  } else if (const auto *V = dyn_cast<VarTemplateSpecializationDecl>(D)) {
    Unnamed.visit(V->getTemplateArgs().asArray());
  }
  // The depth is bounded by the nesting of functions, but for types that name
  // themselves by way of a lambda in their own declaration.
  if (++KeyDepth < 16) {
    for (const TagDecl *Tag : Unnamed.Found)
      K.Text += placeInKey(Tag);
    if (const auto *V = dyn_cast<VarDecl>(D); V && V->isStaticLocal()) {
      ir::Loc L = place(V->getLocation());
      K.Text += "@" + std::to_string(L.Line) + ":" + std::to_string(L.Col);
      if (const auto *F = dyn_cast<FunctionDecl>(V->getDeclContext()))
        K.Text += "<" + key(F).Text + ">";
    }
  }
  --KeyDepth;

  constexpr size_t MaxKey = 1024;
  if (KeyDepth == 0 && K.Text.size() > MaxKey)
    K.Text = K.Text.substr(0, MaxKey / 4) + "#" +
             toHex(SHA1::hash(arrayRefFromStringRef(K.Text)), true);

  K.Internal = !D->isExternallyVisible();
  if (K.Internal && KeyDepth == 0)
    K.Text = MainFile + "|" + K.Text;
  return K;
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

unsigned Symbols::lambdaNumber(const CXXRecordDecl *Closure) {
  auto [It, Inserted] = LambdaNumbers.try_emplace(Closure, 0);
  if (Inserted)
    It->second = ++LambdasIn[Closure->getDeclContext()];
  return It->second;
}

static PrintingPolicy namesPolicy(const ASTContext &Context) {
  PrintingPolicy P(Context.getLangOpts());
  P.SuppressTagKeyword = true;
  compat::printAsCanonical(P);
  P.SuppressUnwrittenScope = false;
  P.AnonymousTagLocations = false;
  P.SuppressDefaultTemplateArgs = true;
  compat::suppressInlineNamespaces(P);
  return P;
}

unsigned Symbols::writtenSize(QualType T) {
  T = T.getCanonicalType();
  while (!T->getPointeeType().isNull())
    T = T->getPointeeType();
  if (const auto *F = T->getAs<FunctionProtoType>()) {
    unsigned Size = writtenSize(F->getReturnType());
    for (QualType P : F->param_types()) {
      Size += writtenSize(P);
      if (Size > MaxNamesInKey)
        return Size;
    }
    return Size;
  }
  const TagDecl *D = T->getAsTagDecl();
  return D ? writtenSize(D) : 1;
}

unsigned Symbols::writtenSize(ArrayRef<TemplateArgument> Args) {
  unsigned Size = 0;
  for (const TemplateArgument &A : Args) {
    if (A.getKind() == TemplateArgument::Type)
      Size += writtenSize(A.getAsType());
    else if (A.getKind() == TemplateArgument::Pack)
      Size += writtenSize(A.pack_elements());
    else
      ++Size;
    if (Size > MaxNamesInKey)
      return Size;
  }
  return Size;
}

unsigned Symbols::writtenSize(const Decl *D) {
  auto Known = WrittenSizes.find(D);
  if (Known != WrittenSizes.end())
    return Known->second;
  unsigned Size = 1;
  if (const auto *S = dyn_cast<ClassTemplateSpecializationDecl>(D)) {
    Size += writtenSize(S->getTemplateArgs().asArray());
  } else if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    if (const TemplateArgumentList *Args = F->getTemplateSpecializationArgs())
      Size += writtenSize(Args->asArray());
    for (const ParmVarDecl *P : F->parameters())
      Size += writtenSize(P->getType());
  }
  if (const auto *Outer = dyn_cast_or_null<Decl>(D->getDeclContext()))
    if (isa<TagDecl, FunctionDecl>(Outer))
      Size += writtenSize(Outer);
  Size = std::min(Size, MaxNamesInKey + 1);
  WrittenSizes[D] = Size;
  return Size;
}

std::string Symbols::displayName(const NamedDecl *D) {
  if (writtenSize(D) > MaxNamesShown)
    return shortName(D);
  PrintingPolicy Policy = namesPolicy(Context);
  std::string Name;
  raw_string_ostream OS(Name);
  const auto *RD = dyn_cast<CXXRecordDecl>(D);
  const DeclContext *Outer = D->getDeclContext();
  bool InFunction = D->getParentFunctionOrMethod() != nullptr;
  bool InLambda =
      isa<CXXRecordDecl>(Outer) && cast<CXXRecordDecl>(Outer)->isLambda();
  if ((RD && RD->isLambda()) || InFunction || InLambda) {
    // Clang's own printing leaves out what is around a function.
    if (const auto *Around = dyn_cast<NamedDecl>(Outer))
      OS << displayName(Around) << "::";
    if (RD && RD->isLambda())
      OS << "lambda#" << lambdaNumber(RD);
    else
      D->getNameForDiagnostic(OS, Policy, /*Qualified=*/false);
  } else {
    D->getNameForDiagnostic(OS, Policy, /*Qualified=*/true);
  }
  if (const auto *F = dyn_cast<FunctionDecl>(D)) {
    OS << '(';
    ListSeparator Comma;
    for (const ParmVarDecl *P : F->parameters())
      OS << Comma << P->getType().getAsString(Policy);
    if (F->isVariadic())
      OS << Comma << "...";
    OS << ')';
    if (const auto *Method = dyn_cast<CXXMethodDecl>(F);
        Method && Method->isConst() && !InLambda)
      OS << " const";
  }
  return Name;
}

StringRef Symbols::contractName(const NamedDecl *D) {
  D = cast<NamedDecl>(D->getCanonicalDecl());
  auto [It, Inserted] = ContractNames.try_emplace(D);
  if (!Inserted)
    return It->second;
  if (!D->getIdentifier() && !isa<FunctionDecl>(D))
    return {};
  SmallVector<std::string, 4> Parts;
  Parts.push_back(D->getNameAsString());
  for (const DeclContext *DC = D->getDeclContext();
       DC && !DC->isTranslationUnit(); DC = DC->getParent()) {
    if (const auto *NS = dyn_cast<NamespaceDecl>(DC)) {
      if (NS->isAnonymousNamespace())
        return {};
      if (!NS->isInline())
        Parts.push_back(NS->getNameAsString());
    } else if (const auto *Tag = dyn_cast<TagDecl>(DC)) {
      Parts.push_back(Tag->getNameAsString());
    } else if (isa<FunctionDecl>(DC)) {
      return {};
    }
  }
  std::string Name = join(reverse(Parts), "::");
  return ContractNames[D] = M.intern(Name);
}

} // namespace weakspot::frontend

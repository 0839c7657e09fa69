//===- ModuleBuilder.cpp - One TU's way into the IR -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/ModuleBuilder.h"
#include "Frontend/Compat.h"
#include "Frontend/FunctionLowering.h"
#include "clang/AST/ASTLambda.h"
#include "clang/AST/DeclFriend.h"
#include "clang/AST/DeclTemplate.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

ModuleBuilder::ModuleBuilder(Sema &S, const ExtractOptions &Options,
                             StringRef Directory, ExtractStats &Stats,
                             BodyObserver *Observer)
    : S(S), Context(S.getASTContext()), Contracts(*Options.Contracts),
      FromSource(Contracts), Observer(Observer), Stats(Stats),
      Syms(Context, *Options.Contracts, M, Options.ProjectRoot, Directory),
      Types(*this), Asserted(Context.getSourceManager(), Context.getLangOpts(),
                             Options.AssertionMacros) {
  M.Name = M.intern(Syms.mainFile());
}

void ModuleBuilder::lowerTranslationUnit() {
  for (Decl *D : Context.getTranslationUnitDecl()->decls())
    collect(D);
  lowerInitialisers();
  lowerQueued();
  Types.completeLate();
  lowerQueued();
  setCallOperators();
  for (const auto &[D, Id] : Functions)
    if (M.function(Id).Blocks.empty())
      hideReadOnly(D, M.function(Id));
}

//===----------------------------------------------------------------------===//
// What the source holds
//===----------------------------------------------------------------------===//

void ModuleBuilder::collectIn(const DeclContext *DC) {
  for (Decl *D : DC->decls())
    collect(D);
}

void ModuleBuilder::collect(Decl *D) {
  if (D->isInvalidDecl() || Syms.inSystemHeader(D))
    return;
  // What a template is instantiated for can stand anywhere.
  if (auto *T = dyn_cast<ClassTemplateDecl>(D)) {
    for (ClassTemplateSpecializationDecl *Spec : T->specializations())
      if (!Spec->isExplicitSpecialization())
        collect(Spec);
    return;
  }
  if (auto *T = dyn_cast<FunctionTemplateDecl>(D)) {
    for (FunctionDecl *Spec : T->specializations())
      collect(Spec);
    return;
  }
  if (auto *T = dyn_cast<VarTemplateDecl>(D)) {
    for (VarTemplateSpecializationDecl *Spec : T->specializations())
      if (!Spec->isExplicitSpecialization())
        collect(Spec);
    return;
  }
  if (auto *Friend = dyn_cast<FriendDecl>(D)) {
    if (NamedDecl *Named = Friend->getFriendDecl())
      if (isa<FunctionDecl, FunctionTemplateDecl>(Named))
        collect(Named);
    return;
  }
  if (auto *F = dyn_cast<FunctionDecl>(D)) {
    if (F->isThisDeclarationADefinition() && wantsBody(F))
      function(F);
    return;
  }
  if (auto *V = dyn_cast<VarDecl>(D)) {
    if (V->isThisDeclarationADefinition() == VarDecl::Definition &&
        V->isFileVarDecl() && !V->getType()->isDependentType() &&
        !V->getDeclContext()->isDependentContext() &&
        !isa<VarTemplatePartialSpecializationDecl>(V))
      Initialised.insert(V);
    return;
  }
  if (auto *Class = dyn_cast<CXXRecordDecl>(D)) {
    if (Class->isDependentContext() || !Class->isCompleteDefinition() ||
        Class->isInjectedClassName())
      return;
    Types.type(compat::typeOf(Context, Class));
    if (!contractOf(Class))
      collectIn(Class);
    return;
  }
  if (isa<NamespaceDecl, LinkageSpecDecl, ExportDecl>(D))
    collectIn(cast<DeclContext>(D));
}

void ModuleBuilder::collectLocal(Decl *D) { collect(D); }

//===----------------------------------------------------------------------===//
// Contracts
//===----------------------------------------------------------------------===//

const contracts::Class *ModuleBuilder::contractOf(const CXXRecordDecl *D) {
  D = D->getCanonicalDecl();
  auto [It, Inserted] = ClassContracts.try_emplace(D, nullptr);
  if (Inserted) {
    StringRef Name = Syms.contractName(D);
    const contracts::Class *C =
        Name.empty() ? nullptr : Contracts.findClass(Name);
    if (!C && !Name.empty())
      C = FromSource.findClass(D, Name);
    // A class that is not complete yet may show more later.
    if (!C && !D->hasDefinition())
      ClassContracts.erase(D);
    else
      ClassContracts[D] = C;
    return C;
  }
  return ClassContracts[D];
}

ArrayRef<contracts::Function>
ModuleBuilder::contractsOf(const FunctionDecl *D) {
  if (!D->getIdentifier() && !D->isOverloadedOperator())
    return {};
  StringRef Name = Syms.contractName(D);
  return Name.empty() ? ArrayRef<contracts::Function>()
                      : Contracts.findFunctions(Name);
}

bool ModuleBuilder::hasContract(const FunctionDecl *D) {
  if (const auto *Method = dyn_cast<CXXMethodDecl>(D))
    if (contractOf(Method->getParent()))
      return true;
  return !contractsOf(D).empty() || annotationOf(D);
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

static uint16_t flagsOf(const FunctionDecl *D) {
  uint16_t Flags = FF_None;
  if (const auto *Method = dyn_cast<CXXMethodDecl>(D)) {
    if (Method->isImplicitObjectMemberFunction())
      Flags |= FF_Method;
    if (Method->isVirtual())
      Flags |= FF_Virtual;
    if (isa<CXXConstructorDecl>(D))
      Flags |= FF_Ctor;
    if (isa<CXXDestructorDecl>(D))
      Flags |= FF_Dtor;
  }
  if (D->isPureVirtual())
    Flags |= FF_Pure;
  if (D->isNoReturn())
    Flags |= FF_NoReturn;
  if (D->isMain())
    Flags |= FF_Entry;
  if (D->getReturnType()->isReferenceType())
    Flags |= FF_GivesReference;
  return Flags;
}

FuncId ModuleBuilder::function(const FunctionDecl *D) {
  const FunctionDecl *Canonical = D->getCanonicalDecl();
  auto Known = Functions.find(Canonical);
  if (Known != Functions.end()) {
    enqueue(Canonical, Known->second);
    return Known->second;
  }

  Symbols::Key Key = Syms.key(Canonical);
  if (!FunctionKeys.insert(Key.Text).second) {
    Key.Text += "#" + std::to_string(M.Functions.size());
    Key.Internal = true;
    FunctionKeys.insert(Key.Text);
  }
  FuncId Id = static_cast<FuncId>(M.Functions.size());
  Functions[Canonical] = Id;
  M.Functions.emplace_back();
  Function F;
  F.Key = M.intern(Key.Text);
  F.Name = M.intern(Syms.displayName(Canonical));
  F.Flags = flagsOf(D);
  if (Key.Internal)
    F.Flags |= FF_Internal;
  if (Syms.inSystemHeader(Canonical))
    F.Flags |= FF_System;
  const FunctionDecl *Definition = nullptr;
  D->isDefined(Definition);
  F.Where = Syms.place((Definition ? Definition : D)->getLocation());

  const auto *Method = dyn_cast<CXXMethodDecl>(D);
  if (Method) {
    TypeId Class = Types.type(compat::typeOf(Context, Method->getParent()));
    if (Types.is(Class, TypeKind::Record))
      F.Parent = Types.get(Class).Record;
    if (F.Flags & FF_Method)
      F.Params.push_back({M.intern("this"), Types.borrow(Class)});
  }
  for (const ParmVarDecl *P : (Definition ? Definition : D)->parameters())
    F.Params.push_back({M.intern(P->getName()), Types.type(P->getType())});
  F.Ret = Types.returnType(D->getReturnType());
  if (Method)
    for (const CXXMethodDecl *Base : Method->overridden_methods())
      if (!hasContract(Base))
        F.Overrides.push_back(function(Base));
  bool MakesObjects = F.Flags & FF_Ctor;
  M.function(Id) = std::move(F);
  enqueue(Canonical, Id);
  if (MakesObjects)
    instantiateVirtuals(Method->getParent());
  return Id;
}

void ModuleBuilder::instantiateVirtuals(const CXXRecordDecl *Class) {
  if (!Class->isPolymorphic() ||
      Class->getTemplateSpecializationKind() == TSK_Undeclared)
    return;
  for (const CXXMethodDecl *Method : Class->methods())
    if (Method->isVirtual() && !Method->isPureVirtual() &&
        !isa<CXXDestructorDecl>(Method))
      function(Method);
}

bool ModuleBuilder::initialisesNothing(const CXXConstructorDecl *Ctor) {
  const CXXRecordDecl *Class = Ctor->getParent();
  if (contractOf(Class))
    return false;
  if (Ctor->isTrivial())
    return true;
  if (Ctor->isUserProvided() || !Ctor->isDefaultConstructor())
    return false;
  auto Fresh = [&](QualType T) {
    T = Context.getBaseElementType(T);
    const CXXRecordDecl *D = T->getAsCXXRecordDecl();
    if (!D || Types.travel(T) == Travel::Opaque)
      return true;
    // An owner, callable or collection is made empty, which a cell is anyway.
    if (contractOf(D) && !Types.is(Types.type(T), TypeKind::Record))
      return true;
    if (!D->hasDefinition() || !Syms.isUserCode(D))
      return !Syms.isUserCode(D);
    for (const CXXConstructorDecl *Default : D->ctors())
      if (Default->isDefaultConstructor())
        return initialisesNothing(Default);
    return !D->hasUserProvidedDefaultConstructor() &&
           !D->hasInClassInitializer();
  };
  if (Class->hasInClassInitializer())
    return false;
  return all_of(
             Class->bases(),
             [&](const CXXBaseSpecifier &B) { return Fresh(B.getType()); }) &&
         all_of(Class->fields(),
                [&](const FieldDecl *F) { return Fresh(F->getType()); });
}

/// Whether a body is lowered. Implicit and defaulted special members are
/// operations of the IR, but for default constructors, which run initialisers.
bool ModuleBuilder::wantsBody(const FunctionDecl *Def) {
  // A special member that this TU never uses has not got its body.
  if (Def->isDependentContext() || Def->isInvalidDecl() || Def->isDeleted() ||
      !Def->getBody() || Syms.inSystemHeader(Def) || hasContract(Def))
    return false;
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(Def))
    return !Ctor->isDefaulted() ||
           (!Ctor->isCopyOrMoveConstructor() && !initialisesNothing(Ctor));
  return !Def->isDefaulted();
}

void ModuleBuilder::enqueue(const FunctionDecl *Canonical, FuncId Id) {
  if (M.function(Id).Flags & FF_System)
    return;
  const FunctionDecl *Def = nullptr;
  if (!Canonical->isDefined(Def) &&
      ensureDefinition(const_cast<FunctionDecl *>(Canonical)))
    Canonical->isDefined(Def);
  if (Def && wantsBody(Def))
    Queue.insert(const_cast<FunctionDecl *>(Def));
}

bool ModuleBuilder::ensureDefinition(FunctionDecl *D) {
  if (D->isDefined())
    return true;
  if (!D->isTemplateInstantiation())
    return false;
  FunctionDecl *Pattern = D->getTemplateInstantiationPattern();
  if (!Pattern || !Pattern->doesThisDeclarationHaveABody())
    return false;
  S.InstantiateFunctionDefinition(D->getLocation(), D, /*Recursive=*/true,
                                  /*DefinitionRequired=*/false,
                                  /*AtEndOfTU=*/true);
  return D->isDefined();
}

void ModuleBuilder::lowerQueued() {
  while (NextQueued < Queue.size()) {
    FunctionDecl *D = Queue[NextQueued++];
    FuncId Id = Functions.lookup(D->getCanonicalDecl());
    FunctionLowering F(*this, M.function(Id).Params.size());
    F.lowerFunction(D, Id);
    if (Observer)
      Observer->lowered(*this, D, M.function(Id), F.cells());
    noteLowered(Id);
  }
}

void ModuleBuilder::noteLowered(FuncId Id) {
  ++Stats.Functions;
  if (M.function(Id).Flags & FF_Truncated)
    ++Stats.Truncated;
  for (const Block &B : M.function(Id).Blocks) {
    Stats.Instructions += B.Instrs.size();
    for (const Instr &I : B.Instrs)
      if (I.Op == Opcode::Opaque)
        ++Stats.Opaque[I.Str];
  }
}

FuncId ModuleBuilder::makeFunction(
    StringRef Key, StringRef Name, Loc Where, std::vector<Param> Params,
    TypeId Ret, uint16_t Flags, function_ref<void(FunctionLowering &)> Write) {
  FuncId Id = static_cast<FuncId>(M.Functions.size());
  M.Functions.emplace_back();
  Function F;
  F.Key = M.intern((Syms.mainFile() + "|" + Key).str());
  F.Name = M.intern(Name);
  F.Where = Where;
  F.Params = std::move(Params);
  F.Ret = Ret;
  F.Flags = Flags | FF_Internal;
  FunctionLowering Builder(*this, F.Params.size());
  M.function(Id) = std::move(F);
  Builder.setLoc(Where);
  Write(Builder);
  Builder.finish(M.function(Id));
  noteLowered(Id);
  return Id;
}

RecordId ModuleBuilder::makeRecord(StringRef Key, StringRef Name, Loc Where,
                                   uint16_t Flags, std::vector<Slot> Slots) {
  RecordId Id = static_cast<RecordId>(M.Records.size());
  M.Records.emplace_back();
  Record &R = M.Records.back();
  R.Key = M.intern((Syms.mainFile() + "|" + Key).str());
  R.Name = M.intern(Name);
  R.Where = Where;
  R.Flags = Flags | RF_Internal;
  R.Slots = std::move(Slots);
  return Id;
}

void ModuleBuilder::setCallOperators() {
  // A generic lambda that was instantiated once behaves like a plain one.
  for (auto &[D, Id] : Functions) {
    const auto *Call = dyn_cast<CXXMethodDecl>(D);
    if (!Call || !isLambdaCallOperator(Call) ||
        !Call->getParent()->isGenericLambda())
      continue;
    RecordId R = M.function(Id).Parent;
    FunctionTemplateDecl *T = Call->getPrimaryTemplate();
    if (R != RecordId::None && T &&
        std::distance(T->spec_begin(), T->spec_end()) == 1)
      M.record(R).CallOp = Id;
  }
}

//===----------------------------------------------------------------------===//
// Globals
//===----------------------------------------------------------------------===//

GlobalId ModuleBuilder::global(const VarDecl *D) {
  D = D->getCanonicalDecl();
  auto [It, Inserted] = Globals.try_emplace(D);
  if (!Inserted)
    return It->second;
  Symbols::Key Key = Syms.key(D);
  if (!GlobalKeys.insert(Key.Text).second) {
    Key.Text += "#" + std::to_string(M.Globals.size());
    Key.Internal = true;
  }
  ir::Global G;
  G.Key = M.intern(Key.Text);
  G.Name = M.intern(Syms.displayName(D));
  G.Where = Syms.place(D->getLocation());
  G.Type = Types.type(D->getType());
  if (Key.Internal)
    G.Flags |= GF_Internal;
  if (D->getTLSKind() != VarDecl::TLS_None)
    G.Flags |= GF_ThreadLocal;
  if (D->isStaticLocal())
    G.Flags |= GF_Local;
  GlobalId Id = static_cast<GlobalId>(M.Globals.size());
  M.Globals.push_back(G);
  return Globals[D] = Id;
}

GlobalId ModuleBuilder::guardOf(const VarDecl *D) {
  D = D->getCanonicalDecl();
  ir::Global G = M.Globals[ir::index(global(D))];
  auto [It, Inserted] =
      Guards.try_emplace(D, static_cast<GlobalId>(M.Globals.size()));
  if (!Inserted)
    return It->second;
  G.Key = M.intern((G.Key + "#guard").str());
  G.Name = M.intern(("guard of " + G.Name).str());
  G.Type = Types.scalar();
  G.Flags |= GF_Guard;
  M.Globals.push_back(G);
  return It->second;
}

void ModuleBuilder::lowerInitialisers() {
  SmallVector<const VarDecl *, 16> Vars;
  for (const VarDecl *V : Initialised)
    if (Types.travel(V->getType()) != Travel::Opaque || V->hasInit())
      Vars.push_back(V);
  if (Vars.empty())
    return;
  Function F;
  F.Key = M.intern((Syms.mainFile() + "|init").str());
  F.Name = M.intern(("init " + Syms.mainFile()).str());
  F.Flags = FF_Internal | FF_Entry;
  FuncId Id = static_cast<FuncId>(M.Functions.size());
  M.Functions.push_back(std::move(F));
  FunctionLowering Lowering(*this, 0);
  Lowering.lowerInitialisers(Vars, Id);
  noteLowered(Id);
}

} // namespace weakspot::frontend

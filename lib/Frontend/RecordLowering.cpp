//===- RecordLowering.cpp - Classes and closures as records ---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Frontend/Annotations.h"
#include "Frontend/Compat.h"
#include "Frontend/ModuleBuilder.h"
#include "Frontend/TypeLowering.h"
#include "clang/AST/DeclTemplate.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

RecordId TypeLowering::record(const CXXRecordDecl *D) {
  D = D->getCanonicalDecl();
  auto [It, Inserted] = Records.try_emplace(D);
  if (!Inserted)
    return It->second;

  ir::Module &M = MB.module();
  Symbols::Key Key = MB.symbols().key(D);
  auto [Known, IsNew] = RecordKeys.try_emplace(Key.Text);
  if (!IsNew) {
    // Two classes with one key: the second is told apart for this TU alone.
    Key.Text += "#" + std::to_string(M.Records.size());
    Key.Internal = true;
  }
  RecordId Id = static_cast<RecordId>(M.Records.size());
  if (IsNew)
    Known->second = Id;
  Records[D] = Id;
  M.Records.emplace_back();
  Record &R = M.Records.back();
  R.Key = M.intern(Key.Text);
  R.Name = M.intern(MB.symbols().displayName(D));
  R.Flags = RF_Incomplete;
  if (Key.Internal)
    R.Flags |= RF_Internal;
  if (D->isLambda())
    R.Flags |= RF_Closure;
  if (!MB.symbols().isUserCode(D))
    R.Flags |= RF_System;
  R.Where = MB.place(D->getLocation());
  complete(D);
  return Id;
}

void TypeLowering::complete(const CXXRecordDecl *D) {
  ToComplete.push_back(D);
  // The types of slots ask for further records; those wait for this loop, so
  // that a long chain of classes is no deep recursion.
  if (Completing)
    return;
  Completing = true;
  while (!ToComplete.empty()) {
    const CXXRecordDecl *Next = ToComplete.pop_back_val();
    RecordId Id = Records.lookup(Next);
    if (!(MB.module().record(Id).Flags & RF_Incomplete))
      continue;
    const CXXRecordDecl *Def = Next->getDefinition();
    if (!Def || !Def->isCompleteDefinition() || Def->isInvalidDecl() ||
        Def->isDependentContext()) {
      Incomplete.push_back(Next);
      continue;
    }
    MB.module().record(Id).Flags &= ~RF_Incomplete;
    MB.module().record(Id).Where = MB.place(Def->getLocation());
    if (Def->isLambda())
      fillClosure(Id, Def);
    else
      fillRecord(Id, Def);
  }
  Completing = false;
}

/// A template that only a library's function constructs is instantiated while
/// bodies are lowered.
void TypeLowering::completeIfDefined(const CXXRecordDecl *D) {
  auto It = Records.find(D->getCanonicalDecl());
  if (It != Records.end() && !Completing && D->getDefinition() &&
      (MB.module().record(It->second).Flags & RF_Incomplete))
    complete(D->getCanonicalDecl());
}

void TypeLowering::completeLate() {
  for (const CXXRecordDecl *D : std::exchange(Incomplete, {}))
    complete(D);
}

/// Whether a base has a contract by which the object can find its own owner.
static bool isSharedFromThis(ModuleBuilder &MB, const CXXRecordDecl *D) {
  if (const contracts::Class *C = MB.contractOf(D))
    return C->SharedFromThis;
  if (const CXXRecordDecl *Def = D->getDefinition())
    for (const CXXBaseSpecifier &B : Def->bases())
      if (const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl())
        if (isSharedFromThis(MB, Base))
          return true;
  return false;
}

namespace {

/// The bases by which an object finds its owner, of one family.
struct SelfBases {
  const contracts::Class *Family = nullptr;
  unsigned Public = 0;
  unsigned Hidden = 0;
};

} // namespace

static void collectSelfBases(ModuleBuilder &MB, const CXXRecordDecl *D,
                             bool IsPublic,
                             SmallPtrSetImpl<const CXXRecordDecl *> &Virtual,
                             SmallVectorImpl<SelfBases> &Found) {
  for (const CXXBaseSpecifier &B : D->bases()) {
    const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
    if (!Base)
      continue;
    if (B.isVirtual() && !Virtual.insert(Base->getCanonicalDecl()).second)
      continue;
    bool Reached = IsPublic && B.getAccessSpecifier() == AS_public;
    const contracts::Class *C = MB.contractOf(Base);
    if (!C) {
      if (const CXXRecordDecl *Def = Base->getDefinition())
        collectSelfBases(MB, Def, Reached, Virtual, Found);
      continue;
    }
    if (!C->SharedFromThis)
      continue;
    auto *It =
        llvm::find_if(Found, [&](const SelfBases &S) { return S.Family == C; });
    if (It == Found.end()) {
      Found.push_back({C, 0, 0});
      It = &Found.back();
    }
    ++(Reached ? It->Public : It->Hidden);
  }
}

static uint16_t selfFlags(ModuleBuilder &MB, const CXXRecordDecl *D) {
  SmallPtrSet<const CXXRecordDecl *, 4> Virtual;
  SmallVector<SelfBases, 1> Found;
  collectSelfBases(MB, D, /*IsPublic=*/true, Virtual, Found);
  uint16_t Flags = RF_None;
  for (const SelfBases &S : Found) {
    if (S.Public == 0)
      Flags |= RF_HiddenSelf;
    if (S.Public + S.Hidden > 1)
      Flags |= RF_RepeatedSelf;
  }
  return Flags;
}

static CXXMethodDecl *callOperator(const CXXRecordDecl *D) {
  CXXMethodDecl *Only = nullptr;
  for (NamedDecl *Found : D->lookup(
           D->getASTContext().DeclarationNames.getCXXOperatorName(OO_Call))) {
    auto *Method = dyn_cast<CXXMethodDecl>(Found);
    if (!Method || Only)
      return nullptr;
    Only = Method;
  }
  return Only;
}

/// Whether a member whose class asks to be the last one is not.
static bool hasMembersBehindHook(ModuleBuilder &MB, const CXXRecordDecl *Def) {
  bool SeenHook = false;
  for (const FieldDecl *F : Def->fields()) {
    const CXXRecordDecl *Class = F->getType()->getAsCXXRecordDecl();
    const contracts::Class *C = Class ? MB.contractOf(Class) : nullptr;
    bool IsHook = C && C->LastMember;
    if (SeenHook && !IsHook)
      return true;
    SeenHook |= IsHook;
  }
  return false;
}

void TypeLowering::fillRecord(RecordId Id, const CXXRecordDecl *Def) {
  ir::Module &M = MB.module();
  if (Def->isPolymorphic())
    M.record(Id).Flags |= RF_Polymorphic;
  if (Def->isUnion())
    M.record(Id).Flags |= RF_Union;
  if (isClaimedAcyclic(Def))
    M.record(Id).Flags |= RF_Acyclic;

  for (const CXXBaseSpecifier &B : Def->bases()) {
    const CXXRecordDecl *Base = B.getType()->getAsCXXRecordDecl();
    if (!Base)
      continue;
    if (isSharedFromThis(MB, Base))
      M.record(Id).Flags |= RF_SharedFromThis;
    TypeId T = type(B.getType());
    if (is(T, TypeKind::Record)) {
      M.record(Id).Bases.push_back(get(T).Record);
    } else if (travel(T) != Travel::Opaque) {
      BaseSlots[{Def->getCanonicalDecl(), Base->getCanonicalDecl()}] = {
          Id, static_cast<unsigned>(M.record(Id).Slots.size())};
      addSlot(Id, nullptr, MB.symbols().contractName(Base), T,
              B.getAccessSpecifier(), B.getBaseTypeLoc());
    }
  }

  if (M.record(Id).Flags & RF_SharedFromThis)
    M.record(Id).Flags |= selfFlags(MB, Def);

  // Nothing is known of what is inside a library's class.
  if (M.record(Id).Flags & RF_System)
    return;

  for (const FieldDecl *F : Def->fields()) {
    TypeId T = isText(F->getType()) ? scalar() : type(F->getType());
    if (is(T, TypeKind::Opaque))
      continue;
    std::string Name = F->getNameAsString();
    if (Name.empty())
      Name = "(anonymous " + std::to_string(F->getFieldIndex()) + ")";
    addSlot(Id, F, Name, T, F->getAccess(), F->getLocation());
    if (std::optional<std::string> Reason = acceptedBecause(F)) {
      Slot &S = M.record(Id).Slots.back();
      S.IsAccepted = true;
      S.Reason = M.intern(*Reason);
    }
  }
  if (hasMembersBehindHook(MB, Def))
    M.record(Id).Flags |= RF_HookNotLast;

  if (const CXXDestructorDecl *Dtor = Def->getDestructor();
      Dtor && Dtor->isUserProvided()) {
    FuncId F = MB.function(Dtor);
    M.record(Id).Dtor = F;
  }
  if (const CXXMethodDecl *Call = callOperator(Def)) {
    FuncId F = MB.function(Call);
    M.record(Id).CallOp = F;
  }
}

void TypeLowering::fillClosure(RecordId Id, const CXXRecordDecl *Closure) {
  StringMap<unsigned> Names;
  auto Capture = Closure->captures_begin();
  for (const FieldDecl *F : Closure->fields()) {
    std::string Name;
    SourceLocation L = F->getLocation();
    if (Capture != Closure->captures_end()) {
      L = Capture->getLocation();
      if (Capture->capturesThis())
        Name = "this";
      else if (Capture->capturesVariable())
        Name = Capture->getCapturedVar()->getNameAsString();
      ++Capture;
    }
    TypeId T = type(F->getType());
    if (is(T, TypeKind::Opaque) || Name.empty())
      continue;
    // A captured pack gives several captures one name.
    if (unsigned Seen = Names[Name]++)
      Name += "#" + std::to_string(Seen + 1);
    addSlot(Id, F, Name, T, AS_public, L);
  }
  if (!Closure->isGenericLambda())
    if (const CXXMethodDecl *Call = Closure->getLambdaCallOperator()) {
      FuncId F = MB.function(Call);
      MB.module().record(Id).CallOp = F;
    }
}

void TypeLowering::addSlot(RecordId Id, const Decl *D, StringRef Name, TypeId T,
                           AccessSpecifier A, SourceLocation L) {
  Slot S;
  S.Name = MB.module().intern(Name);
  S.Type = T;
  S.Acc = A == AS_private     ? Access::Private
          : A == AS_protected ? Access::Protected
                              : Access::Public;
  S.Where = MB.place(L);
  Record &R = MB.module().record(Id);
  if (D)
    Slots[D] = {Id, static_cast<unsigned>(R.Slots.size())};
  R.Slots.push_back(S);
}

RecordId TypeLowering::structuralRecord(ArrayRef<Slot> Members,
                                        StringRef Name) {
  // Types are written by number: equal types have equal numbers in a module.
  std::string Shape;
  for (const Slot &S : Members)
    Shape += (S.Name + ":" + Twine(ir::index(S.Type)) + ";").str();
  auto [It, Inserted] = Structural.try_emplace(Shape);
  if (!Inserted)
    return It->second;
  ir::Module &M = MB.module();
  RecordId Id = static_cast<RecordId>(M.Records.size());
  It->second = Id;
  M.Records.emplace_back();
  Record &R = M.Records.back();
  R.Flags = RF_System;
  R.Slots.assign(Members.begin(), Members.end());
  std::string Text = "{";
  for (const Slot &S : Members)
    Text += (S.Name + ": " + typeText(S.Type) + "; ").str();
  Text += "}";
  M.record(Id).Name = M.intern(Name);
  M.record(Id).Key = M.intern("s:" + Text);
  return Id;
}

/// A type by the keys of what it is made of, the same in every TU.
std::string TypeLowering::typeText(TypeId T) const {
  if (T == TypeId::None)
    return "?";
  const ir::Type &Ty = get(T);
  std::string Text = std::to_string(static_cast<unsigned>(Ty.Kind));
  if (Ty.WeakKeyed)
    Text += "w";
  if (!Ty.Name.empty())
    Text += "\"" + Ty.Name.str() + "\"";
  if (Ty.Kind == TypeKind::Record)
    return Text + " " + MB.module().record(Ty.Record).Key.str();
  return Ty.Arg == TypeId::None ? Text : Text + " " + typeText(Ty.Arg);
}

std::optional<TypeLowering::SlotRef> TypeLowering::slotOf(const FieldDecl *F) {
  const auto *Class = dyn_cast<CXXRecordDecl>(F->getParent());
  if (!Class)
    return std::nullopt;
  TypeId T = type(compat::typeOf(MB.context(), Class));
  if (!is(T, TypeKind::Record))
    return std::nullopt;
  completeIfDefined(Class);
  auto It = Slots.find(F);
  if (It != Slots.end())
    return It->second;
  return slotNamed(get(T).Record, F->getName());
}

std::optional<TypeLowering::SlotRef>
TypeLowering::slotOfBase(const CXXRecordDecl *Derived,
                         const CXXRecordDecl *Base) {
  completeIfDefined(Derived);
  auto It =
      BaseSlots.find({Derived->getCanonicalDecl(), Base->getCanonicalDecl()});
  if (It == BaseSlots.end())
    return std::nullopt;
  return It->second;
}

std::optional<TypeLowering::SlotRef>
TypeLowering::slotNamed(RecordId R, StringRef Name) const {
  if (Name.empty())
    return std::nullopt;
  for (auto [I, S] : enumerate(MB.module().record(R).Slots))
    if (S.Name == Name)
      return SlotRef{R, static_cast<unsigned>(I)};
  return std::nullopt;
}

} // namespace weakspot::frontend

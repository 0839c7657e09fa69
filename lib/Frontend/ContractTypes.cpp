//===- ContractTypes.cpp - Library classes' types by contract -------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a specialisation of a library's class template is in the IR follows from
// the contract's kind and parts. Views of things that cannot matter are opaque
// themselves; of collections of such it counts whether they are empty.
//
//===----------------------------------------------------------------------===//

#include "Contracts/Contracts.h"
#include "Frontend/ModuleBuilder.h"
#include "Frontend/TypeLowering.h"
#include "clang/AST/DeclTemplate.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;

namespace weakspot::frontend {

SmallVector<TemplateArgument, 4> templateArguments(const CXXRecordDecl *D) {
  SmallVector<TemplateArgument, 4> Flat;
  const auto *S = dyn_cast_if_present<ClassTemplateSpecializationDecl>(D);
  if (!S)
    return Flat;
  for (const TemplateArgument &A : S->getTemplateArgs().asArray()) {
    if (A.getKind() == TemplateArgument::Pack)
      append_range(Flat, A.pack_elements());
    else
      Flat.push_back(A);
  }
  return Flat;
}

/// How many arguments a functor takes; 0 where R is none.
static unsigned arity(const CXXRecordDecl *R) {
  for (const CXXMethodDecl *M : R->getDefinition()->methods())
    if (M->getOverloadedOperator() == OO_Call)
      return M->getNumParams();
  return 0;
}

/// A library's functor over a class of the program goes by the class's own `<`,
/// or `==` where the container has a hash.
static void markKey(ModuleBuilder &MB, TypeLowering &Types,
                    const CXXRecordDecl *Functor, bool IsHashed) {
  SmallVector<TemplateArgument, 4> Args = templateArguments(Functor);
  const CXXRecordDecl *Key =
      Args.size() == 1 && Args[0].getKind() == TemplateArgument::Type
          ? Args[0].getAsType()->getAsCXXRecordDecl()
          : nullptr;
  if (Key && Key->getDefinition() && !MB.contractOf(Key))
    MB.module().record(Types.record(Key)).Flags |=
        IsHashed ? RF_HashedKey : RF_OrderedKey;
}

/// A class of the program among a container's template arguments that is not
/// what it holds is there to order, hash or compare (or to allocate, which does
/// no harm).
static void markKeyFunctors(ModuleBuilder &MB, TypeLowering &Types,
                            const contracts::Class &C,
                            ArrayRef<TemplateArgument> Args) {
  SmallVector<const CXXRecordDecl *, 4> Functors;
  for (auto [No, A] : enumerate(Args)) {
    bool IsHeld = C.AllParts || any_of(C.Parts, [&](const auto &Part) {
                    return Part.Index == No;
                  });
    const CXXRecordDecl *R = !IsHeld && A.getKind() == TemplateArgument::Type
                                 ? A.getAsType()->getAsCXXRecordDecl()
                                 : nullptr;
    if (R && R->getDefinition())
      Functors.push_back(R);
  }
  bool IsHashed =
      any_of(Functors, [](const CXXRecordDecl *R) { return arity(R) == 1; });
  for (const CXXRecordDecl *R : Functors) {
    if (!MB.contractOf(R))
      MB.module().record(Types.record(R)).Flags |= RF_KeyFunctor;
    else if (arity(R) == 2)
      markKey(MB, Types, R, IsHashed);
  }
}

TypeId TypeLowering::lowerByContract(const CXXRecordDecl *D,
                                     const contracts::Class &C) {
  SmallVector<TemplateArgument, 4> Args = templateArguments(D);
  if (C.Kind == TypeKind::Collection)
    markKeyFunctors(MB, *this, C, Args);
  auto Matters = [&](TypeId T) {
    return T != TypeId::None && !is(T, TypeKind::Opaque) &&
           !is(T, TypeKind::Scalar);
  };
  auto PartType = [&](const contracts::PartRef &Part) {
    if (Part.Callable)
      return make(TypeKind::Callable);
    if (Part.Index >= Args.size() ||
        Args[Part.Index].getKind() != TemplateArgument::Type ||
        Args[Part.Index].getAsType()->isVoidType())
      return TypeId::None;
    QualType Of = Args[Part.Index].getAsType();
    // What shows characters shows a text, as a pointer to them does.
    if (C.Kind == TypeKind::Borrow && Of->isAnyCharacterType())
      return opaque();
    TypeId T = type(Of);
    if (Part.Pointee)
      T = is(T, TypeKind::Borrow) ? get(T).Arg : opaque();
    if (Part.Reference == TypeKind::Opaque)
      return T;
    bool Points = is(T, TypeKind::Strong) || is(T, TypeKind::Weak) ||
                  is(T, TypeKind::Unique) || is(T, TypeKind::Borrow);
    return make(Part.Reference, Points ? get(T).Arg : T);
  };

  std::vector<contracts::PartRef> Parts = C.Parts;
  if (C.AllParts)
    for (unsigned I = 0; I < Args.size(); ++I)
      Parts.push_back({I});

  if (C.Transparent) {
    TypeId T = Parts.empty() ? TypeId::None : PartType(Parts.front());
    return T == TypeId::None ? opaque() : T;
  }

  TypeId Inner = TypeId::None;
  if (C.Kind == TypeKind::Record || Parts.size() > 1) {
    std::vector<Slot> Slots;
    bool AnyMatters = false;
    for (auto [I, Part] : enumerate(Parts)) {
      TypeId T = PartType(Part);
      if (T == TypeId::None || is(T, TypeKind::Opaque))
        continue;
      Slot S;
      S.Name = MB.module().intern(I < C.SlotNames.size() ? C.SlotNames[I]
                                                         : std::to_string(I));
      S.Type = T;
      AnyMatters |= Matters(T);
      Slots.push_back(S);
    }
    // Which alternative is there decides what a visitor does.
    if (C.Union) {
      AnyMatters = true;
      Slot S;
      S.Name = MB.module().intern(AlternativeSlot);
      S.Type = scalar();
      Slots.push_back(S);
    }
    Inner = AnyMatters
                ? recordType(structuralRecord(
                      Slots, C.RecordName.empty() ? C.Name : C.RecordName))
                : opaque();
    if (C.Kind == TypeKind::Record)
      return Inner;
  } else if (!Parts.empty() && C.Kind != TypeKind::Callable) {
    Inner = PartType(Parts.front());
  }

  switch (C.Kind) {
  case TypeKind::Opaque:
    // Such a base has to keep the object's address.
    return C.SharedFromThis ? recordType(record(D)) : opaque();
  case TypeKind::Scalar:
    return scalar();
  case TypeKind::Collection:
    // Whether there is anything in it may decide what happens to owners.
    if (!Matters(Inner))
      Inner = scalar();
    break;
  case TypeKind::Borrow:
    if (is(Inner, TypeKind::Opaque) || (C.CollectionOfPart && !Matters(Inner)))
      return opaque();
    break;
  default:
    break;
  }
  if (C.CollectionOfPart && Inner != TypeId::None)
    Inner = make(TypeKind::Collection, Inner);

  ir::Type T;
  T.Kind = C.Kind;
  T.Arg = Inner;
  T.WeakKeyed = C.WeakKeyed;
  if (!D->isInStdNamespace() && C.Kind != TypeKind::Borrow)
    T.Name = C.Name;
  return MB.module().internType(T);
}

} // namespace weakspot::frontend

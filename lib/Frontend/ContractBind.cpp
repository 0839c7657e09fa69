//===- ContractBind.cpp - std::bind and its like as closures --------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a bind step makes is a closure of a record of its own: a slot for each
// bound argument, and one for a target that is no constant. Its call operator
// is written here, in IR: it calls the target with slots and parameters.
//
//===----------------------------------------------------------------------===//

#include "Frontend/ContractEmitter.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace clang;
using namespace weakspot::ir;
using weakspot::contracts::StepKind;

namespace weakspot::frontend {

namespace {

/// Where an argument of the target comes from when the closure is called.
struct BoundArg {
  enum SourceKind : uint8_t { Slot, Parameter, NestedCall, Unknown } From;
  unsigned Index = 0;       ///< Of the slot, or of the call's argument.
  bool IsReference = false; ///< The slot holds the address of the argument.
};

class BindWriter {
public:
  BindWriter(FunctionLowering &F, const LibraryCall &Call,
             ArrayRef<Thing> Parts, StepKind Order);

  /// Writes the record and its call operator; the closure's cell.
  Reg write();

private:
  void chooseTarget(const Thing &X);
  void addBound(const Thing &X);
  BoundArg addSlot(const Thing &X, bool IsObject = false);
  void addParameters();
  void writeCall(FunctionBuilder &B, RecordId Rec);
  Reg pass(FunctionBuilder &B, RecordId Rec, const BoundArg &A, QualType Param);
  Reg passObject(FunctionBuilder &B, RecordId Rec, const BoundArg &A);
  QualType paramType(unsigned I) const;
  std::string describe() const;
  void writeGuarded(FunctionBuilder &B, RecordId Rec);

  FunctionLowering &F;
  const LibraryCall &Call;
  StepKind Order;                         ///< Where the call's arguments go.
  const FunctionDecl *Function = nullptr; ///< The target, if it is constant.
  bool HasObject = false; ///< It is called on its first argument.
  const FunctionProtoType *Proto = nullptr;
  std::optional<BoundArg> Target;
  SmallVector<BoundArg, 4> Bound;
  std::vector<ir::Slot> Slots;
  SmallVector<Operand, 4> Captures;
  std::vector<Param> Params;
  SmallVector<Reg, 2> Temporaries;
  Reg Locked = Reg::None; ///< Of bind_weak: the object, while it is called.
};

} // namespace

BindWriter::BindWriter(FunctionLowering &F, const LibraryCall &Call,
                       ArrayRef<Thing> Parts, StepKind Order)
    : F(F), Call(Call), Order(Order) {
  chooseTarget(Parts.front());
  for (const Thing &X : Parts.drop_front())
    addBound(X);
  addParameters();
}

void BindWriter::chooseTarget(const Thing &X) {
  Function = dyn_cast_if_present<FunctionDecl>(constantTarget(X.E));
  if (Function) {
    const auto *Method = dyn_cast<CXXMethodDecl>(Function);
    HasObject = Method && Method->isImplicitObjectMemberFunction();
    Proto = Function->getType()->getAs<FunctionProtoType>();
    return;
  }
  if (X.Type.isNull())
    return;
  QualType Signature = signatureOf(F, X.Type);
  if (!Signature.isNull() && Signature->isMemberPointerType())
    Signature = Signature->getPointeeType();
  if (!Signature.isNull())
    Proto = Signature->getAs<FunctionProtoType>();
  HasObject = X.Type->isMemberPointerType();
  if (X.Form != Thing::Nothing)
    Target = addSlot(X);
}

void BindWriter::addBound(const Thing &X) {
  const CXXRecordDecl *D =
      X.Type.isNull() ? nullptr : X.Type->getAsCXXRecordDecl();
  const contracts::Class *C = D ? F.tu().contractOf(D) : nullptr;
  if (C && C->Placeholder) {
    SmallVector<TemplateArgument, 4> Args = templateArguments(D);
    unsigned N = 1;
    if (!Args.empty() && Args[0].getKind() == TemplateArgument::Integral)
      N = Args[0].getAsIntegral().getExtValue();
    Bound.push_back({BoundArg::Parameter, std::max(N, 1U) - 1});
    return;
  }
  BoundArg A = addSlot(X, /*IsObject=*/Bound.empty());
  if (C && C->NestedBind && Order == StepKind::Bind && A.From == BoundArg::Slot)
    A.From = BoundArg::NestedCall;
  // A reference_wrapper's slot holds what it refers to.
  A.IsReference = C && C->Kind == TypeKind::Borrow && !C->Iterator;
  Bound.push_back(A);
}

BoundArg BindWriter::addSlot(const Thing &X, bool IsObject) {
  if (X.Form == Thing::Nothing || X.T == TypeId::None ||
      F.types().is(X.T, TypeKind::Scalar))
    return {BoundArg::Unknown};
  bool ByValue = F.types().travel(X.T) == Travel::Value;
  Operand O;
  O.R = ByValue && X.isCell() ? F.load(X.R) : X.R;
  O.How = X.IsRvalue ? Transfer::Move : Transfer::Copy;
  if (ByValue)
    O.How = Transfer::Ref;
  ir::Slot S;
  if (Order == StepKind::BindWeak && IsObject && !ByValue) {
    S.Type = F.types().make(TypeKind::Weak, F.types().get(X.T).Arg);
    O.How = Transfer::Copy;
  } else {
    S.Type = X.T;
  }
  S.Name = F.module().intern(Target || !Function
                                 ? "bound" + std::to_string(Slots.size())
                                 : "arg" + std::to_string(Bound.size() + 1));
  S.Where = F.loc();
  O.Slot = F.module().internName(S.Name);
  Slots.push_back(S);
  Captures.push_back(O);
  return {BoundArg::Slot, static_cast<unsigned>(Slots.size() - 1)};
}

QualType BindWriter::paramType(unsigned I) const {
  if (HasObject) {
    if (I == 0)
      return {};
    --I;
  }
  return Proto && I < Proto->getNumParams() ? Proto->getParamType(I)
                                            : QualType();
}

void BindWriter::addParameters() {
  if (Order != StepKind::Bind && Proto) {
    unsigned Total = Proto->getNumParams() + HasObject;
    SmallVector<BoundArg, 4> Free;
    for (unsigned N = 0; Bound.size() + N < Total; ++N)
      Free.push_back({BoundArg::Parameter, N});
    Bound.insert(Order == StepKind::BindBack ? Bound.begin() : Bound.end(),
                 Free.begin(), Free.end());
  }
  Params.push_back({F.module().intern("this"), TypeId::None});
  for (auto [I, A] : enumerate(Bound)) {
    if (A.From != BoundArg::Parameter)
      continue;
    while (Params.size() < A.Index + 2)
      Params.push_back({{}, F.types().opaque()});
    QualType T = paramType(I);
    if (!T.isNull())
      Params[A.Index + 1].Type = F.types().type(T);
    else if (const auto *Method = dyn_cast_if_present<CXXMethodDecl>(Function))
      Params[A.Index + 1].Type = F.types().borrow(
          F.types().recordType(F.types().record(Method->getParent())));
  }
}

std::string BindWriter::describe() const {
  std::string Name = F.tu().symbols().contractName(Call.Callee).str();
  if (Function)
    Name += "(&" + Function->getQualifiedNameAsString() + ")";
  return Name;
}

Reg BindWriter::write() {
  Loc Where = F.loc();
  std::string Key = formatv("bind@{0}:{1}:{2}#{3}", Where.File, Where.Line,
                            Where.Col, F.module().Records.size());
  RecordId Rec = F.tu().makeRecord(Key, describe(), Where,
                                   RF_Closure | RF_Internal, Slots);
  Params.front().Type = F.types().borrow(F.types().recordType(Rec));
  TypeId Ret =
      Proto ? F.types().returnType(Proto->getReturnType()) : TypeId::None;
  FuncId Op = F.tu().makeFunction(
      Key + "()", describe() + "::operator()", Where, Params, Ret, FF_Method,
      [&](FunctionBuilder &B) {
        bool IsWeak =
            Order == StepKind::BindWeak && !Bound.empty() &&
            Bound.front().From == BoundArg::Slot &&
            F.types().is(Slots[Bound.front().Index].Type, TypeKind::Weak);
        return IsWeak ? writeGuarded(B, Rec) : writeCall(B, Rec);
      });
  F.module().record(Rec).CallOp = Op;

  Instr I;
  I.Op = Opcode::Closure;
  I.Rec = Rec;
  I.Args.assign(Captures.begin(), Captures.end());
  return F.emit(I);
}

/// Of bind_weak: locks the object, and calls only if it lives.
void BindWriter::writeGuarded(FunctionBuilder &B, RecordId Rec) {
  B.setLoc(F.loc());
  TypeId Weak = Slots[Bound.front().Index].Type;
  Reg Keeper =
      B.temp(F.types().make(TypeKind::Strong, F.types().get(Weak).Arg));
  B.op(Opcode::Lock, {Keeper, B.field(Reg(0), Rec, Bound.front().Index)});
  Locked = B.load(Keeper);
  BlockId Gone = B.createBlock(), Alive = B.createBlock();
  B.branch(B.op(Opcode::IsNull, {Locked}), Gone, Alive);
  B.setBlock(Gone);
  B.op(Opcode::Drop, {Keeper});
  B.ret(Reg::None);
  B.setBlock(Alive);
  Temporaries.push_back(Keeper);
  writeCall(B, Rec);
}

void BindWriter::writeCall(FunctionBuilder &B, RecordId Rec) {
  B.setLoc(F.loc());
  SmallVector<Reg, 4> Args;
  for (auto [I, A] : enumerate(Bound))
    if (I == 0 && Locked != Reg::None)
      Args.push_back(Locked);
    else
      Args.push_back(HasObject && I == 0 ? passObject(B, Rec, A)
                                         : pass(B, Rec, A, paramType(I)));
  QualType RetType = Proto ? Proto->getReturnType() : QualType();
  TypeId Ret = F.types().returnType(RetType);
  Reg R;
  if (Function) {
    // Parameters that were not bound have default arguments or none at all.
    unsigned Expected = Function->getNumParams() + HasObject;
    while (Args.size() < Expected)
      Args.push_back(B.unknown(F.types().type(paramType(Args.size()))));
    Args.resize(Expected);
    const auto *Method = dyn_cast<CXXMethodDecl>(Function);
    R = B.call(Method && Method->isVirtual() ? Opcode::VCall : Opcode::Call,
               F.tu().function(Function), Args, Ret);
  } else if (Target && Target->From == BoundArg::Slot) {
    Reg Callee = B.field(Reg(0), Rec, Target->Index);
    if (F.types().is(Slots[Target->Index].Type, TypeKind::Borrow))
      Callee = B.load(Callee);
    R = B.invoke(Callee, Args, Ret);
  } else if (any_of(Slots, [&](const ir::Slot &S) {
               return F.types().travel(S.Type) == Travel::Cell;
             })) {
    R = B.opaque("call of an unknown callable", Args, Ret);
  } else {
    R = Ret == TypeId::None ? Reg::None : B.unknown(Ret);
  }
  for (Reg T : reverse(Temporaries))
    B.op(Opcode::Drop, {T});
  B.ret(R);
}

Reg BindWriter::pass(FunctionBuilder &B, RecordId Rec, const BoundArg &A,
                     QualType Param) {
  bool Known = !Param.isNull();
  TypeId T = F.types().type(Known ? Param.getNonReferenceType() : Param);
  auto Unknown = [&] {
    if (!Known || F.types().is(T, TypeKind::Opaque))
      return B.opaqueValue();
    return B.unknown(Param->isReferenceType() ? F.types().borrow(T) : T);
  };
  bool ByCell =
      Known && !Param->isReferenceType() && F.types().travel(T) == Travel::Cell;
  Reg R;
  switch (A.From) {
  case BoundArg::Unknown:
    return Unknown();
  case BoundArg::Parameter:
    R = static_cast<Reg>(A.Index + 1);
    break;
  case BoundArg::NestedCall: {
    SmallVector<Reg, 4> All;
    for (unsigned I = 1; I < Params.size(); ++I)
      All.push_back(static_cast<Reg>(I));
    R = B.invoke(B.field(Reg(0), Rec, A.Index), All,
                 Known ? F.types().returnType(Param) : TypeId::None);
    return R == Reg::None ? Unknown() : R;
  }
  case BoundArg::Slot:
    R = B.field(Reg(0), Rec, A.Index);
    if (A.IsReference || (F.types().is(Slots[A.Index].Type, TypeKind::Borrow) &&
                          !(Known && Param->isReferenceType())))
      R = B.load(R);
    break;
  }
  if (!ByCell)
    return R;
  Reg Copy = B.temp(T);
  B.op(Opcode::Copy, {Copy, R});
  Temporaries.push_back(Copy);
  return Copy;
}

Reg BindWriter::passObject(FunctionBuilder &B, RecordId Rec,
                           const BoundArg &A) {
  switch (A.From) {
  case BoundArg::Parameter:
    return static_cast<Reg>(A.Index + 1);
  case BoundArg::Slot: {
    Reg Cell = B.field(Reg(0), Rec, A.Index);
    switch (F.types().get(Slots[A.Index].Type).Kind) {
    case TypeKind::Strong:
    case TypeKind::Unique:
    case TypeKind::Borrow:
      return B.deref(Cell);
    default:
      return Cell;
    }
  }
  default:
    return B.opaqueValue();
  }
}

void ContractEmitter::bind(const Thing &Dst, ArrayRef<Thing> Parts,
                           StepKind Order) {
  if (!Dst.isCell() || Parts.empty())
    return;
  const Thing &Target = Parts.front();
  // Nothing bound to a closure, functor or callable: it is that.
  if (Parts.size() == 1 && !constantTarget(Target.E)) {
    if (Target.Form != Thing::Nothing)
      F.op(Target.IsRvalue ? Opcode::Move : Opcode::Copy,
           {Dst.R, cell(Target)});
    return;
  }
  F.moveInto(Dst.R, BindWriter(F, Call, Parts, Order).write());
}

} // namespace weakspot::frontend

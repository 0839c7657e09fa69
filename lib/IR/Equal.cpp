//===- Equal.cpp - Whether two modules say the same -----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "IR/Equal.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace llvm;

namespace weakspot::ir {
namespace {

class Comparison {
public:
  Comparison(const Module &A, const Module &B) : A(A), B(B) {}

  std::optional<std::string> run() const;

private:
  bool sameType(TypeId X, TypeId Y) const;
  bool samePlace(const Loc &X, const Loc &Y) const;
  bool sameRecord(const Record &X, const Record &Y) const;
  bool sameGlobal(const Global &X, const Global &Y) const;
  bool sameHeader(const Function &X, const Function &Y) const;
  bool sameInstr(const Instr &X, const Instr &Y) const;
  std::optional<std::string> bodies(const Function &X, const Function &Y) const;

  const Module &A;
  const Module &B;
};

} // namespace

bool Comparison::sameType(TypeId X, TypeId Y) const {
  while (X != TypeId::None && Y != TypeId::None) {
    const Type &S = A.type(X), &T = B.type(Y);
    if (S.Kind != T.Kind || S.WeakKeyed != T.WeakKeyed || S.Name != T.Name ||
        S.Record != T.Record)
      return false;
    X = S.Arg;
    Y = T.Arg;
  }
  return X == Y;
}

bool Comparison::samePlace(const Loc &X, const Loc &Y) const {
  if (!X.isValid() || !Y.isValid())
    return X.isValid() == Y.isValid();
  return X.Line == Y.Line && X.Col == Y.Col &&
         A.Files[X.File] == B.Files[Y.File];
}

bool Comparison::sameRecord(const Record &X, const Record &Y) const {
  return X.Key == Y.Key && X.Name == Y.Name && samePlace(X.Where, Y.Where) &&
         X.Flags == Y.Flags && X.Dtor == Y.Dtor && X.CallOp == Y.CallOp &&
         X.Bases == Y.Bases &&
         std::ranges::equal(
             X.Slots, Y.Slots, [&](const Slot &S, const Slot &T) {
               return S.Name == T.Name && S.Acc == T.Acc &&
                      S.IsAccepted == T.IsAccepted && S.Reason == T.Reason &&
                      sameType(S.Type, T.Type) && samePlace(S.Where, T.Where);
             });
}

bool Comparison::sameGlobal(const Global &X, const Global &Y) const {
  return X.Key == Y.Key && X.Name == Y.Name && samePlace(X.Where, Y.Where) &&
         sameType(X.Type, Y.Type) && X.Flags == Y.Flags;
}

bool Comparison::sameHeader(const Function &X, const Function &Y) const {
  return X.Key == Y.Key && X.Name == Y.Name && samePlace(X.Where, Y.Where) &&
         X.Flags == Y.Flags && X.Parent == Y.Parent && sameType(X.Ret, Y.Ret) &&
         X.Overrides == Y.Overrides && X.NumOpaque == Y.NumOpaque &&
         (!X.hasBody() || X.NumRegs == Y.NumRegs) &&
         std::ranges::equal(
             X.Params, Y.Params, [&](const Param &P, const Param &Q) {
               return P.Name == Q.Name && sameType(P.Type, Q.Type);
             });
}

bool Comparison::sameInstr(const Instr &X, const Instr &Y) const {
  return X.Op == Y.Op && X.Sub == Y.Sub && X.HasFirst == Y.HasFirst &&
         X.Result == Y.Result && samePlace(X.Where, Y.Where) &&
         std::ranges::equal(X.Args, Y.Args,
                            [&](const Operand &O, const Operand &P) {
                              return O.R == P.R && O.How == P.How &&
                                     A.name(O.Slot) == B.name(P.Slot);
                            }) &&
         sameType(X.Ty, Y.Ty) && X.Callee == Y.Callee && X.Rec == Y.Rec &&
         X.SlotNo == Y.SlotNo && X.Glob == Y.Glob && X.Int == Y.Int &&
         X.Str == Y.Str && X.Targets == Y.Targets;
}

std::optional<std::string> Comparison::bodies(const Function &X,
                                              const Function &Y) const {
  if (X.blocks().size() != Y.blocks().size())
    return "the number of blocks";
  for (auto [I, Blocks] : enumerate(zip(X.blocks(), Y.blocks()))) {
    const auto &[S, T] = Blocks;
    std::string Where = "block " + std::to_string(I);
    if (S.Instrs.size() != T.Instrs.size())
      return "the number of instructions of " + Where;
    for (auto [J, Instrs] : enumerate(zip(S.Instrs, T.Instrs)))
      if (!sameInstr(std::get<0>(Instrs), std::get<1>(Instrs)))
        return Where + ", instruction " + std::to_string(J + 1);
  }
  return std::nullopt;
}

std::optional<std::string> Comparison::run() const {
  if (A.Name != B.Name)
    return "the module's name";
  if (A.Records.size() != B.Records.size())
    return "the number of records";
  if (A.Globals.size() != B.Globals.size())
    return "the number of globals";
  if (A.Functions.size() != B.Functions.size())
    return "the number of functions";
  for (const auto &[X, Y] : zip(A.Records, B.Records))
    if (!sameRecord(X, Y))
      return ("record @" + X.Name).str();
  for (const auto &[X, Y] : zip(A.Globals, B.Globals))
    if (!sameGlobal(X, Y))
      return ("global @" + X.Name).str();
  for (const auto &[X, Y] : zip(A.Functions, B.Functions)) {
    if (!sameHeader(X, Y))
      return ("the header of function @" + X.Name).str();
    if (auto Difference = bodies(X, Y))
      return ("function @" + X.Name + ", ").str() + *Difference;
  }
  return std::nullopt;
}

std::optional<std::string> findDifference(const Module &A, const Module &B) {
  return Comparison(A, B).run();
}

} // namespace weakspot::ir

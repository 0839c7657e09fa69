//===- Archive.h - Results of solving as bytes, and back --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One function says of each type what of it is kept, for both ways: transfer()
// writes with an Encoder and reads with a Decoder. Numbers of the link go by
// their stable names, and traces as the steps that they are made of; each is
// written once, and by its number where it comes again. A Decoder of bytes that
// are no good, or that name what this link does not have, says so and goes on
// with nothing.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_ARCHIVE_H
#define WEAKSPOT_ANALYSIS_ARCHIVE_H

#include "Analysis/Rings.h"
#include "Analysis/StableNames.h"
#include "Analysis/SummaryTable.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/LEB128.h"
#include "llvm/Support/raw_ostream.h"
#include <concepts>

namespace weakspot::analysis {

class Encoder {
public:
  static constexpr bool IsReading = false;

  Encoder(const StableNames &Names, Traces &T) : Names(Names), T(T) {}

  /// Small numbers take less.
  void number(uint64_t &V) {
    uint8_t Digits[10];
    Out.append(reinterpret_cast<char *>(Digits),
               llvm::encodeULEB128(V, Digits));
  }
  /// A hash, which is none of the topmost two numbers.
  void name(uint64_t &V) {
    auto [It, IsNew] = Seen.try_emplace(V, Seen.size());
    uint64_t No = It->second;
    number(No);
    if (!IsNew)
      return;
    char Digits[8];
    llvm::support::endian::write64le(Digits, V);
    Out.append(Digits, sizeof Digits);
  }
  void trace(TraceNo &How);
  void text(std::string &S) {
    uint64_t Size = S.size();
    number(Size);
    Out += S;
  }
  void fail() {}
  bool isBad() const { return false; }

  const StableNames &Names;
  Traces &T;
  std::string Out;

private:
  llvm::SmallDenseMap<uint64_t, uint32_t, 32> Seen;
  llvm::SmallDenseMap<uint32_t, uint32_t, 16> SeenTraces;
};

class Decoder {
public:
  static constexpr bool IsReading = true;

  Decoder(const StableNames &Names, Traces &T, llvm::StringRef In)
      : Names(Names), T(T), In(In) {}

  void number(uint64_t &V) {
    unsigned Size = 0;
    const char *Error = nullptr;
    V = llvm::decodeULEB128(In.bytes_begin(), &Size, In.bytes_end(), &Error);
    if (Error)
      return fail();
    In = In.drop_front(Size);
  }
  void name(uint64_t &V) {
    uint64_t No = 0;
    V = 0;
    number(No);
    if (No > Seen.size() || (No == Seen.size() && In.size() < 8))
      return fail();
    if (No == Seen.size()) {
      Seen.push_back(llvm::support::endian::read64le(In.data()));
      In = In.drop_front(8);
    }
    V = Seen[No];
  }
  void trace(TraceNo &How);
  void text(std::string &S) {
    uint64_t Size = 0;
    number(Size);
    if (Size > In.size())
      return fail();
    S = In.take_front(Size).str();
    In = In.drop_front(Size);
  }
  /// What text() would read, where it is.
  llvm::StringRef bytes() {
    uint64_t Size = 0;
    number(Size);
    if (Size > In.size())
      fail();
    llvm::StringRef Text = In.take_front(Bad ? 0 : Size);
    In = In.drop_front(Text.size());
    return Text;
  }
  void fail() {
    Bad = true;
    In = {};
  }
  bool isBad() const { return Bad; }
  bool isAtEnd() const { return In.empty(); }
  size_t left() const { return In.size(); }

  const StableNames &Names;
  Traces &T;

private:
  std::vector<uint64_t> Seen;
  std::vector<TraceNo> SeenTraces;
  llvm::StringRef In;
  bool Bad = false;
};

template <typename Ar, std::unsigned_integral T> void transfer(Ar &A, T &V) {
  uint64_t Number = V;
  A.number(Number);
  V = static_cast<T>(Number);
  if (V != Number)
    A.fail();
}

template <typename Ar> void transfer(Ar &A, int64_t &V) {
  auto Bits = static_cast<uint64_t>(V);
  uint64_t Folded = Bits << 1 ^ (V < 0 ? ~uint64_t(0) : 0);
  A.number(Folded);
  if (Ar::IsReading)
    V = static_cast<int64_t>(Folded >> 1 ^ (Folded & 1 ? ~uint64_t(0) : 0));
}

/// Enumerations whose numbers mean the same in every link.
template <typename Ar, typename T>
  requires std::is_enum_v<T>
void transfer(Ar &A, T &V) {
  auto Number = static_cast<std::underlying_type_t<T>>(V);
  transfer(A, Number);
  V = static_cast<T>(Number);
}

/// None takes one byte, too.
template <typename Ar> void transfer(Ar &A, NodeNo &N) {
  uint32_t Behind = index(N) + 1;
  transfer(A, Behind);
  N = static_cast<NodeNo>(Behind - 1);
}

template <typename Ar, typename Number> void transferNamed(Ar &A, Number &N) {
  uint64_t Name = Ar::IsReading ? 0 : A.Names.of(N);
  A.name(Name);
  if (Ar::IsReading && !A.Names.find(Name, N)) {
    N = Number::None;
    A.fail();
  }
}
template <typename Ar> void transfer(Ar &A, FuncNo &N) { transferNamed(A, N); }
template <typename Ar> void transfer(Ar &A, RecordNo &N) {
  transferNamed(A, N);
}
template <typename Ar> void transfer(Ar &A, SlotNo &N) { transferNamed(A, N); }
template <typename Ar> void transfer(Ar &A, GlobalNo &N) {
  transferNamed(A, N);
}
template <typename Ar> void transfer(Ar &A, TypeNo &N) { transferNamed(A, N); }

template <typename Ar> void transfer(Ar &A, std::string &S) { A.text(S); }

template <typename Ar, typename X, typename Y>
void transfer(Ar &A, std::pair<X, Y> &Both) {
  transfer(A, Both.first);
  transfer(A, Both.second);
}

/// Of anything that is resized like a vector.
template <typename Ar, typename C>
  requires requires(C &Of, size_t Size) { Of.resize(Size); }
void transfer(Ar &A, C &Elements) {
  uint64_t Size = Elements.size();
  A.number(Size);
  if constexpr (Ar::IsReading) {
    // Each takes a byte at least.
    if (Size > A.left())
      return A.fail();
    Elements.resize(Size);
  }
  for (auto &E : Elements)
    transfer(A, E);
}

template <typename Ar, typename... Members>
void transferAll(Ar &A, Members &...Each) {
  (transfer(A, Each), ...);
}

template <typename Ar> void transfer(Ar &A, Place &P) {
  transfer(A, P.Line);
  if (!P.isValid())
    return;
  uint64_t File = Ar::IsReading ? 0 : A.Names.ofFile(P.File);
  A.name(File);
  if (Ar::IsReading && !A.Names.findFile(File, P.File))
    A.fail();
  transfer(A, P.Col);
}

template <typename Ar> void transfer(Ar &A, TraceNo &How) { A.trace(How); }

template <typename Ar> void transfer(Ar &A, TraceStep &S) {
  transferAll(A, S.Where, S.In);
}

/// The steps that were not written before, the innermost first.
inline void Encoder::trace(TraceNo &How) {
  llvm::SmallVector<TraceNo, 8> New;
  TraceNo At = How;
  for (; At != TraceNo::None && !SeenTraces.contains(index(At));
       At = T[At].Inner)
    New.push_back(At);
  uint64_t Count = New.size();
  number(Count);
  uint64_t Inner = At == TraceNo::None ? 0 : SeenTraces.lookup(index(At));
  number(Inner);
  for (TraceNo Step : llvm::reverse(New)) {
    TraceStep Copy = T[Step];
    transfer(*this, Copy);
    SeenTraces.try_emplace(index(Step), SeenTraces.size() + 1);
  }
}

inline void Decoder::trace(TraceNo &How) {
  How = TraceNo::None;
  uint64_t Count = 0, Inner = 0;
  number(Count);
  number(Inner);
  if (Inner > SeenTraces.size() || Count > In.size())
    return fail();
  if (Inner != 0)
    How = SeenTraces[Inner - 1];
  for (; Count != 0 && !Bad; --Count) {
    TraceStep Step;
    transfer(*this, Step);
    if (Bad)
      return;
    How = T.add(Step.Where, Step.In, How);
    SeenTraces.push_back(How);
  }
}

template <typename Ar> void transfer(Ar &A, Value &V) {
  transfer(A, V.K);
  FuncNo F = V.func();
  if (V.K == Value::Func) {
    transfer(A, F);
    V = Value::function(F);
  } else {
    transfer(A, V.Data);
  }
}

template <typename Ar> void transfer(Ar &A, Expr &E) {
  transferAll(A, E.Op, E.X);
  auto Class = static_cast<RecordNo>(E.Y.Data);
  if (E.Op == Expr::IsA) {
    transfer(A, Class);
    E.Y = Value::integer(index(Class));
  } else {
    transfer(A, E.Y);
  }
}

template <typename Ar> void transfer(Ar &A, Range &R) {
  transferAll(A, R.Low, R.High);
}

template <typename Ar> void transfer(Ar &A, Node &N) {
  transferAll(A, N.Kind, N.Parent);
  auto Slot = static_cast<SlotNo>(N.A);
  auto Global = static_cast<GlobalNo>(N.A);
  if (N.Kind == NodeKind::Slot) {
    transfer(A, Slot);
    N.A = index(Slot);
  } else if (N.Kind == NodeKind::Global) {
    // None is where libraries keep things.
    transfer(A, Global);
    N.A = index(Global);
  } else {
    transfer(A, N.A);
  }
  A.name(N.Site);
  // An arena makes its Name anew.
  transferAll(A, N.Instance, N.Type, N.Input, N.Exact, N.Made, N.CopyOf,
              N.Once);
}

template <typename Ar> void transfer(Ar &A, Content &C) {
  transferAll(A, C.V, C.Owned, C.How, C.New, C.Certain, C.Once, C.AtEnd,
              C.FromSelf, C.Rest, C.Uncounted, C.Guessed, C.After, C.Elements,
              C.Erased);
}

template <typename Ar> void transfer(Ar &A, PendingCall &C) {
  transferAll(A, C.Callee, C.Target, C.Args, C.Where, C.In, C.Path);
}

template <typename Ar> void transfer(Ar &A, Event &E) {
  transferAll(A, E.Kind, E.On, E.Type, E.How, E.Parts);
}

template <typename Ar> void transfer(Ar &A, Choice &C) {
  transferAll(A, C.Fork, C.Way, C.At);
}

template <typename Ar> void transfer(Ar &A, Disjunct &D) {
  transferAll(A, D.Nodes, D.FirstOfFacts, D.NullFacts, D.ClassFacts,
              D.SymbolFacts, D.Ranges, D.Exprs, D.Cells, D.Keys, D.Escaped,
              D.Pending, D.Events, D.Ret, D.Skipped, D.Choices, D.Parted,
              D.Made, D.MayAlias, D.OfEach);
  if (Ar::IsReading)
    llvm::sort(D.Skipped);
}

template <typename Ar> void transfer(Ar &A, Summary &S) {
  transferAll(A, S.Disjuncts, S.Throwing, S.Truncated, S.Partial, S.Deep,
              S.Blurred);
}

template <typename Ar> void transfer(Ar &A, RingStep &S) {
  transferAll(A, S.From, S.FromType, S.Slot, S.Inner, S.InCollection,
              S.IsMember, S.Retained, S.RawKey, S.Table, S.Kind, S.Holder,
              S.How, S.Made, S.ToType, S.FromInput, S.FromSelf);
}

template <typename Ar> void transfer(Ar &A, Ring &R) {
  transferAll(A, R.Steps, R.Seen, R.End, R.Unreachable, R.Certain, R.Guessed,
              R.Skipped, R.After, R.Chosen, R.HeldByGlobal, R.Anyhow,
              R.Truncated, R.Thrown);
  if (Ar::IsReading)
    llvm::sort(R.Skipped);
}

template <typename Ar> void transfer(Ar &A, Binding &B) {
  transferAll(A, B.Path, B.Class, B.Function);
}

template <typename Ar> void transfer(Ar &A, CallContext &C) {
  transferAll(A, C.Args, C.Targets);
}

template <typename Ar> void transfer(Ar &A, SourcePlace &P) {
  transferAll(A, P.File, P.Line, P.Column);
}

template <typename Ar> void transfer(Ar &A, Note &N) {
  transferAll(A, N.Where, N.Message);
}

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_ARCHIVE_H

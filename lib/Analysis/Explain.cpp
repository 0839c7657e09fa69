//===- Explain.cpp - A judged ring in words ---------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
#include "Analysis/Explain.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot::analysis {

namespace {

/// After how many steps a ring, such as one of five nodes made by a loop, goes
/// on in the same way: by the same slots, made by the same statements.
unsigned period(ArrayRef<RingStep> Steps) {
  auto Same = [](const RingStep &X, const RingStep &Y) {
    return X.From == Y.From && X.Slot == Y.Slot && X.Inner == Y.Inner &&
           X.Kind == Y.Kind && X.How == Y.How && X.Made == Y.Made;
  };
  for (unsigned N = 1; N < Steps.size(); ++N)
    if (Steps.size() % N == 0 &&
        equal(Steps.drop_front(N), Steps.drop_back(N), Same))
      return N;
  return Steps.size();
}

/// A function's name, or that of something in it, without the lists of
/// parameters that would make it too long to read.
std::string readable(StringRef Name) {
  static constexpr size_t LongName = 72, LongList = 16;
  if (Name.size() <= LongName)
    return Name.str();
  std::string Text;
  size_t At = 0;
  while (At < Name.size()) {
    size_t Open = Name.find('(', At);
    size_t Close = Open;
    for (unsigned Level = 0; Close < Name.size(); ++Close) {
      if (Name[Close] == '(')
        ++Level;
      if (Name[Close] == ')')
        --Level;
      if (Level == 0)
        break;
    }
    if (Close >= Name.size())
      break;
    StringRef List = Name.slice(Open + 1, Close);
    Text += Name.slice(At, Open);
    Text += ("(" + (List.size() > LongList ? "..." : List) + ")").str();
    At = Close + 1;
  }
  return Text + Name.drop_front(At).str();
}

class Explainer {
public:
  Explainer(const Program &P, const Traces &T, const Judged &J)
      : P(P), T(T), J(J), R(J.R) {
    Turns = R.Steps.size();
    R.Steps.resize(period(R.Steps));
    Turns /= R.Steps.size();
  }

  Finding explain();

private:
  std::string headline() const;
  std::string quoted(StringRef S) const { return "'" + readable(S) + "'"; }
  std::string holder(const RingStep &S) const;
  std::string target(unsigned I) const {
    return holder(R.Steps[(I + 1) % R.Steps.size()]);
  }
  std::string edge(const RingStep &S) const;
  std::string ownerType(const RingStep &S) const;
  EdgeForm form(const RingStep &S) const;
  std::optional<Note> acceptance(const RingStep &S) const;
  void addSteps(unsigned I);
  void addObject(const RingStep &S);
  void addRemovals();
  void addEnd();
  void addMissed();
  void addCut();
  void addClaim();
  void note(Place Where, std::string Message);

  const Program &P;
  const Traces &T;
  const Judged &J;
  Ring R;             ///< One turn of it, where it goes on in the same way.
  unsigned Turns = 1; ///< How often the ring repeats that.
  Finding F;
};

std::string Explainer::holder(const RingStep &S) const {
  if (S.From != RecordNo::None && (P.record(S.From).Flags & ir::RF_Closure))
    return "the closure " + quoted(P.record(S.From).Name);
  return quoted(nameOfHolder(P, S));
}

std::string Explainer::edge(const RingStep &S) const {
  if (S.Kind == EdgeKind::WeakKey)
    return "the entry for " + quoted(nameOfHolder(P, S)) + " in " +
           (S.Table != GlobalNo::None ? quoted(P.global(S.Table).Name)
            : S.Slot == SlotNo::None
                ? std::string("a table with weak keys")
                : quoted((P.record(P.slot(S.Slot).Record).Name +
                          "::" + P.slot(S.Slot).Name)
                             .str()));
  if (S.Kind == EdgeKind::Deleter && S.Retained)
    return "the finalizer of " + holder(S);
  if (S.Kind == EdgeKind::Deleter)
    return "the deleter in the control block of " + quoted(nameOfHolder(P, S));
  if (S.Slot == SlotNo::None)
    return S.Retained ? "what the library keeps with " + holder(S)
                      : "the " + nameOfHolder(P, S);
  bool Capture = P.record(P.slot(S.Slot).Record).Flags & ir::RF_Closure;
  if (Capture)
    return "the capture " + quoted(P.slot(S.Slot).Name) + " of " + holder(S);
  std::string Text = quoted(nameOfEdge(P, S));
  for (SlotNo Inner : S.Inner)
    Text +=
        " (" +
        quoted((P.record(P.slot(Inner).Record).Name + "::" + P.slot(Inner).Name)
                   .str()) +
        " in it)";
  return S.InCollection ? "an element of " + Text : Text;
}

std::string Explainer::ownerType(const RingStep &S) const {
  if (P.kind(S.Holder) == ir::TypeKind::Borrow)
    return "a raw pointer that the destructor deletes";
  if (S.Holder != TypeNo::None && !P.type(S.Holder).Name.empty())
    return P.type(S.Holder).Name.str();
  if (S.Retained)
    return "kept by the library";
  switch (S.Kind) {
  case EdgeKind::Unique:
    return "std::unique_ptr";
  case EdgeKind::Callable:
    return "std::function";
  default:
    return "std::shared_ptr";
  }
}

EdgeForm Explainer::form(const RingStep &S) const {
  if (S.Slot == SlotNo::None)
    return EdgeForm::Other;
  if (S.InCollection || !S.Inner.empty())
    return EdgeForm::Part;
  bool Capture = P.record(P.slot(S.Slot).Record).Flags & ir::RF_Closure;
  return Capture ? EdgeForm::Capture : EdgeForm::Slot;
}

std::optional<Note> Explainer::acceptance(const RingStep &S) const {
  SmallVector<SlotNo, 2> Slots;
  if (S.Slot != SlotNo::None)
    Slots.push_back(S.Slot);
  append_range(Slots, S.Inner);
  for (SlotNo No : Slots)
    if (const SlotInfo &Slot = P.slot(No); Slot.IsAccepted)
      return Note{P.source(Slot.Where), Slot.Reason.str()};
  return std::nullopt;
}

void Explainer::note(Place Where, std::string Message) {
  if (Where.isValid())
    F.Notes.push_back({P.source(Where), std::move(Message)});
}

std::string Explainer::headline() const {
  std::string Text;
  unsigned N = R.Steps.size();
  if (Turns > 1) {
    Text = std::to_string(N * Turns) + " objects own each other in a ring: ";
    for (const RingStep &S : R.Steps)
      Text += holder(S) + " -> ";
    Text += "... through " + edge(R.Steps[N - 1]);
  } else if (N == 1) {
    Text = holder(R.Steps[0]) + " owns itself through " + edge(R.Steps[0]);
  } else if (N == 2) {
    Text = holder(R.Steps[0]) + " and " + holder(R.Steps[1]) +
           " own each other through " + edge(R.Steps[0]) + " and " +
           edge(R.Steps[1]);
  } else {
    Text = "ownership cycle: ";
    for (const RingStep &S : R.Steps)
      Text += holder(S) + " -> ";
    Text += holder(R.Steps[0]) + ", closed through " + edge(R.Steps[N - 1]);
  }
  if (J.Kind == Verdict::Leak)
    return Text + (N * Turns == 1
                       ? "; nothing else owns it, so it is never freed"
                       : "; nothing else owns them, so they are never freed");
  if (J.IsOnlyClaim)
    return Text + "; " + quoted(P.record(J.Acyclic).Name) +
           " is declared acyclic";
  return Text +
         (!J.Missed.empty()
              ? "; one way out of " +
                    quoted(P.function(J.Missed.front().What.In).Name) +
                    " removes none of these edges"
          : J.Unreachable.empty()
              ? std::string(
                    "; nothing in the program ever removes one of these edges")
          : any_of(J.Unreachable, [](const auto &X) { return X.IsCalled; })
              ? "; the only code that removes one of these edges can never "
                "run"
              : "; nothing calls the code that would remove one of these "
                "edges");
}

void Explainer::addObject(const RingStep &S) {
  if (S.Made == TraceNo::None)
    return;
  // The innermost place is the expression that makes it.
  TraceNo Inner = S.Made;
  while (T[Inner].Inner != TraceNo::None)
    Inner = T[Inner].Inner;
  note(T[Inner].Where, holder(S) + " is made here");
}

void Explainer::addSteps(unsigned I) {
  const RingStep &S = R.Steps[I];
  std::vector<Note> Steps;
  std::string What = edge(S) + " owns " + target(I) + " (" + ownerType(S) + ")";
  if (S.How == TraceNo::None) {
    Place Decl = S.Slot == SlotNo::None ? Place() : P.slot(S.Slot).Where;
    note(Decl,
         What + " when " + quoted(P.function(R.Seen).Name) + " is entered");
  }
  for (TraceNo Step = S.How; Step != TraceNo::None; Step = T[Step].Inner) {
    TraceNo Inner = T[Step].Inner;
    if (Inner == TraceNo::None)
      Steps.push_back({P.source(T[Step].Where), "here " + What});
    else
      Steps.push_back({P.source(T[Step].Where),
                       "calling " + quoted(P.function(T[Inner].In).Name)});
  }
  // A step of library code or of a macro may repeat its caller's place.
  Steps.erase(llvm::unique(Steps), Steps.end());
  for (const Note &N : Steps)
    if (N.Where.Line != 0)
      F.Notes.push_back(N);
  RingEdge E;
  E.From = nameOfHolder(P, S);
  E.Slot = S.Slot == SlotNo::None ? "" : P.slot(S.Slot).Name.str();
  E.To = nameOfHolder(P, R.Steps[(I + 1) % R.Steps.size()]);
  E.Holder = ownerType(S);
  E.Accepted = acceptance(S);
  for (TraceNo At = S.Made; At != TraceNo::None; At = T[At].Inner)
    E.Made.push_back(P.source(T[At].Where));
  llvm::erase_if(E.Made, [](const SourcePlace &At) { return At.Line == 0; });
  if (S.Slot != SlotNo::None)
    E.SlotDecl = P.source(P.slot(S.Slot).Where);
  E.Form = form(S);
  if (S.IsMember && !S.Inner.empty()) {
    const SlotInfo &Member = P.slot(S.Inner.back());
    const RecordInfo &Value = P.record(Member.Record);
    if (!(Value.Flags & (ir::RF_System | ir::RF_Closure))) {
      E.Member = (Value.Name + "::" + Member.Name).str();
      E.MemberDecl = P.source(Member.Where);
    }
  }
  E.IsCounted = S.Kind == EdgeKind::Strong && !S.Retained;
  E.IsFromCaller = R.Steps[(I + 1) % R.Steps.size()].FromInput;
  E.Steps = std::move(Steps);
  F.Ring.push_back(std::move(E));
}

void Explainer::addRemovals() {
  for (const auto &[Slot, X, IsCalled] : J.Unreachable) {
    std::string Edge = "the table";
    if (Slot != SlotNo::None) {
      const SlotInfo &Info = P.slot(Slot);
      Edge = quoted((P.record(Info.Record).Name + "::" + Info.Name).str());
    }
    const FunctionInfo &In = P.function(X.In);
    if (In.Flags & ir::FF_Dtor)
      note(X.Where, quoted(In.Name) + " would empty " + Edge +
                        ", but the cycle keeps it from ever running");
    else if (IsCalled)
      note(X.Where, quoted(In.Name) + " would empty " + Edge +
                        ", but it is only called from destructors that the "
                        "cycle keeps from ever running");
    else
      note(X.Where, quoted(In.Name) + " would empty " + Edge +
                        ", but nothing in the program calls it");
  }
}

void Explainer::addEnd() {
  if (J.Kind == Verdict::Leak)
    note(R.End, "when " +
                    (R.Thrown ? "an exception leaves " +
                                    quoted(P.function(R.Seen).Name) + ","
                              : quoted(P.function(R.Seen).Name) + " ends,") +
                    " no owner outside the cycle is left");
}

void Explainer::addMissed() {
  for (const auto &[Slot, X] : J.Missed) {
    const SlotInfo &Info = P.slot(Slot);
    note(X.Where,
         quoted(P.function(X.In).Name) + " empties " +
             quoted((P.record(Info.Record).Name + "::" + Info.Name).str()) +
             " here, but not on every way out");
    if (X.In == R.Seen)
      note(R.End, "on the way that ends here the edge stays");
  }
}

void Explainer::addCut() {
  const RingStep &S = R.Steps[J.Cut % R.Steps.size()];
  if (S.Kind != EdgeKind::Strong)
    return;
  Place Where = S.Slot != SlotNo::None ? P.slot(S.Slot).Where : Place();
  if (!Where.isValid() && S.How != TraceNo::None)
    Where = T[S.How].Where;
  bool Capture =
      S.From != RecordNo::None && (P.record(S.From).Flags & ir::RF_Closure);
  if (Capture)
    note(Where, "capture a weak pointer instead and lock it in the body to "
                "break the cycle");
  else if (S.Slot != SlotNo::None)
    note(Where, "making " + edge(S) + " a weak pointer breaks the cycle");
}

void Explainer::addClaim() {
  if (J.Acyclic != RecordNo::None)
    note(P.record(J.Acyclic).Where,
         quoted(P.record(J.Acyclic).Name) + " is declared acyclic here");
}

Finding Explainer::explain() {
  F.Check = J.Check;
  F.Kind = J.Kind;
  F.Identity = J.Identity;
  F.Message = headline();
  Place Closed;
  for (const RingStep &S : R.Steps)
    if (S.How != TraceNo::None)
      Closed = std::max(Closed, T[S.How].Where);
  F.Where = P.source(Closed);
  for (unsigned I = 0; I < R.Steps.size(); ++I) {
    addObject(R.Steps[I]);
    addSteps(I);
  }
  addEnd();
  addMissed();
  addRemovals();
  addClaim();
  addCut();
  return std::move(F);
}

} // namespace

Finding explain(const Program &P, const Traces &T, const Judged &J) {
  return Explainer(P, T, J).explain();
}

} // namespace weakspot::analysis

//===- LeakMatch.cpp - Why something leaked ---------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/LeakMatch.h"
#include "Report/ClassGraph.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"
#include <map>

using namespace llvm;

namespace weakspot {

namespace {

/// A place of a ring where something may have been allocated.
struct Site {
  size_t Finding;
  size_t Edge;
  const SourcePlace *Where;
};

class Matcher {
public:
  explicit Matcher(const RunReport &Run);

  LeakExplanation explain(const LeakedAllocation &Leak);
  /// What hangs on the rings that explain() found to have leaked.
  void explainHeld(const LeakedAllocation &Leak, LeakExplanation &E) const;

private:
  bool matchObject(const LeakedAllocation &Leak, LeakExplanation &E) const;
  bool matchEdge(const LeakedAllocation &Leak, LeakExplanation &E) const;
  bool matchClass(LeakExplanation &E) const;
  void matchPossible(LeakExplanation &E);
  bool findClass(const LeakedAllocation &Leak, std::string &Class) const;
  std::string memberOf(const StackFrame &Frame) const;
  bool isKnownFile(const StackFrame &Frame) const;
  size_t frameOfInterest(const LeakedAllocation &Leak) const;
  void noteHeld(size_t Finding);

  const RunReport &Run;
  StringSet<> ClassNames;
  StringSet<> FileNames;                        ///< Without directories.
  std::multimap<unsigned, Site> MadeAt, StepAt; ///< By line.
  StringMap<std::pair<size_t, size_t>> RingClasses;
  StringMap<unsigned> NodeNo;
  StringMap<std::vector<unsigned>> Rings; ///< That types allow, by class.
  /// Classes that an object of a ring that leaked owns, or is of.
  StringMap<size_t> HeldBy;
};

} // namespace

static std::string normal(StringRef Path) {
  SmallString<256> Result(Path);
  sys::path::remove_dots(Result, /*remove_dot_dot=*/true);
  return std::string(Result);
}

/// A debugger's path is absolute or as the compiler was given it, and may lack
/// its directories; ours is relative to the project's root.
static bool isSameFile(StringRef Seen, StringRef Known) {
  std::string A = normal(Seen), B = normal(Known);
  if (A.size() < B.size())
    std::swap(A, B);
  StringRef Longer = A;
  return Longer.consume_back(B) && (Longer.empty() || Longer.ends_with("/") ||
                                    StringRef(B).starts_with("/"));
}

static bool isAt(const StackFrame &Frame, const SourcePlace &Where) {
  return Frame.Line != 0 && Frame.Line == Where.Line &&
         isSameFile(Frame.File, Where.File);
}

/// `ns::make<A, B>(int)` without what stands in the last parentheses and what
/// follows them; names of lambdas and conversions have others.
static StringRef withoutParameters(StringRef Function) {
  size_t Close = Function.rfind(')');
  if (Close == StringRef::npos)
    return Function;
  unsigned Depth = 0;
  for (size_t At = Close + 1; At-- != 0;) {
    if (Function[At] == ')')
      ++Depth;
    if (Function[At] == '(' && --Depth == 0)
      return Function.take_front(At);
  }
  return Function;
}

/// The last `<` at the level of the name itself.
static size_t argumentsOf(StringRef Name) {
  unsigned Depth = 0;
  for (size_t At = Name.size(); At-- != 0;) {
    if (Name[At] == '>')
      ++Depth;
    if (Name[At] != '<' || Depth == 0)
      continue;
    if (--Depth == 0)
      return At;
  }
  return StringRef::npos;
}

/// `Session` of `std::shared_ptr<Session> make_shared<Session, int>(int&&)`.
static StringRef firstArgument(StringRef Function) {
  StringRef Name = withoutParameters(Function);
  if (!Name.ends_with(">"))
    return "";
  size_t Open = argumentsOf(Name);
  if (Open == StringRef::npos)
    return "";
  StringRef Arguments = Name.drop_front(Open + 1).drop_back();
  unsigned Depth = 0;
  for (size_t At = 0; At < Arguments.size(); ++At) {
    char C = Arguments[At];
    Depth += C == '<' || C == '(';
    Depth -= (C == '>' || C == ')') && Depth != 0;
    if (C == ',' && Depth == 0)
      return Arguments.take_front(At).trim();
  }
  return Arguments.trim();
}

Matcher::Matcher(const RunReport &Run) : Run(Run) {
  auto AddFile = [&](const SourcePlace &P) {
    FileNames.insert(sys::path::filename(P.File));
  };
  for (const auto &[No, N] : enumerate(Run.Classes.Nodes)) {
    ClassNames.insert(N.Label);
    NodeNo[N.Label] = static_cast<unsigned>(No);
    AddFile(N.Where);
  }
  for (const auto &[No, R] : enumerate(Run.Findings)) {
    if (R.State == BaselineState::Absent)
      continue;
    for (const auto &[EdgeNo, E] : enumerate(R.F.Ring)) {
      ClassNames.insert(E.From);
      RingClasses.try_emplace(E.From, No, EdgeNo);
      if (!E.Made.empty())
        MadeAt.insert({E.Made.back().Line, {No, EdgeNo, &E.Made.back()}});
      if (!E.Steps.empty())
        StepAt.insert(
            {E.Steps.back().Where.Line, {No, EdgeNo, &E.Steps.back().Where}});
      for (const SourcePlace &P : E.Made)
        AddFile(P);
    }
  }
}

/// Names the class of the object for which the memory is, as a function
/// template that made it does; and says whether a member function that was
/// called on the way allocates for the object rather than the object.
bool Matcher::findClass(const LeakedAllocation &Leak,
                        std::string &Class) const {
  bool InMember = false;
  for (const StackFrame &Frame : Leak.Stack) {
    if (StringRef Name = firstArgument(Frame.Function);
        ClassNames.contains(Name)) {
      Class = Name.str();
      return InMember;
    }
    InMember |= !memberOf(Frame).empty();
  }
  return InMember;
}

/// The class that the function is a member of, if that is known.
std::string Matcher::memberOf(const StackFrame &Frame) const {
  StringRef Name = withoutParameters(Frame.Function);
  for (size_t At = Name.rfind("::"); At != StringRef::npos;
       At = Name.take_front(At).rfind("::")) {
    StringRef Class = Name.take_front(At);
    // A return type stands before.
    while (!Class.empty()) {
      if (ClassNames.contains(Class))
        return Class.str();
      size_t Blank = Class.find(' ');
      Class = Blank == StringRef::npos ? "" : Class.drop_front(Blank + 1);
    }
  }
  return "";
}

bool Matcher::isKnownFile(const StackFrame &Frame) const {
  return FileNames.contains(sys::path::filename(Frame.File));
}

size_t Matcher::frameOfInterest(const LeakedAllocation &Leak) const {
  for (const auto &[No, Frame] : enumerate(Leak.Stack))
    if (Frame.Line != 0 && isKnownFile(Frame))
      return No;
  for (const auto &[No, Frame] : enumerate(Leak.Stack))
    if (Frame.Line != 0 && !StringRef(Frame.File).starts_with("/usr/"))
      return No;
  return 0;
}

/// How many of the calls that lead to where the object is made are in the
/// stack, in their order; twice that, and one more where the column is the
/// same.
static unsigned score(const LeakedAllocation &Leak, size_t Frame,
                      ArrayRef<SourcePlace> Made) {
  unsigned Score = 2 + (Leak.Stack[Frame].Column == Made.back().Column);
  for (const SourcePlace &Call : reverse(Made.drop_back())) {
    for (size_t At = Frame + 1; At < Leak.Stack.size(); ++At)
      if (isAt(Leak.Stack[At], Call)) {
        Frame = At;
        Score += 2;
        break;
      }
  }
  return Score;
}

bool Matcher::matchObject(const LeakedAllocation &Leak,
                          LeakExplanation &E) const {
  unsigned Best = 0;
  for (const auto &[No, Frame] : enumerate(Leak.Stack)) {
    auto [Begin, End] = MadeAt.equal_range(Frame.Line);
    for (const auto &[Line, S] : make_range(Begin, End)) {
      const RingEdge &Edge = Run.Findings[S.Finding].F.Ring[S.Edge];
      if (!isAt(Frame, *S.Where) ||
          (!E.ClassName.empty() && E.ClassName != Edge.From))
        continue;
      unsigned Score = score(Leak, No, Edge.Made);
      if (Score <= Best)
        continue;
      Best = Score;
      E.Finding = S.Finding;
      E.Edge = S.Edge;
      E.Frame = No;
      E.Why = LeakReason::Object;
    }
    if (Best != 0)
      break;
    // What a member function allocates is not its object.
    if (!memberOf(Frame).empty())
      return false;
  }
  if (Best != 0)
    E.ClassName = Run.Findings[E.Finding].F.Ring[E.Edge].From;
  return Best != 0;
}

bool Matcher::matchEdge(const LeakedAllocation &Leak,
                        LeakExplanation &E) const {
  if (!E.ClassName.empty())
    return false;
  for (const auto &[No, Frame] : enumerate(Leak.Stack)) {
    auto [Begin, End] = StepAt.equal_range(Frame.Line);
    for (const auto &[Line, S] : make_range(Begin, End)) {
      if (!isAt(Frame, *S.Where))
        continue;
      E.Why = LeakReason::Edge;
      E.Finding = S.Finding;
      E.Edge = S.Edge;
      E.Frame = No;
      return true;
    }
  }
  return false;
}

bool Matcher::matchClass(LeakExplanation &E) const {
  auto It = RingClasses.find(E.ClassName);
  if (It == RingClasses.end())
    return false;
  E.Why = LeakReason::Class;
  std::tie(E.Finding, E.Edge) = It->second;
  return true;
}

void Matcher::matchPossible(LeakExplanation &E) {
  auto Node = NodeNo.find(E.ClassName);
  if (Node == NodeNo.end())
    return;
  auto [It, IsNew] = Rings.try_emplace(E.ClassName);
  if (IsNew)
    It->second = ringThrough(Run.Classes, Node->second);
  if (It->second.empty())
    return;
  E.Why = LeakReason::Possible;
  E.PossibleRing = It->second;
}

void Matcher::noteHeld(size_t Finding) {
  SmallVector<unsigned, 16> Work;
  for (const RingEdge &E : Run.Findings[Finding].F.Ring) {
    HeldBy.try_emplace(E.From, Finding);
    if (auto It = NodeNo.find(E.From); It != NodeNo.end())
      Work.push_back(It->second);
  }
  DenseSet<unsigned> Seen;
  while (!Work.empty()) {
    unsigned No = Work.pop_back_val();
    if (!Seen.insert(No).second)
      continue;
    HeldBy.try_emplace(Run.Classes.Nodes[No].Label, Finding);
    for (const OwnershipGraph::Edge &E : Run.Classes.Edges)
      if (E.From == No && !E.IsWeak)
        Work.push_back(E.To);
  }
}

LeakExplanation Matcher::explain(const LeakedAllocation &Leak) {
  LeakExplanation E;
  bool InMember = findClass(Leak, E.ClassName);
  E.Frame = frameOfInterest(Leak);
  bool IsFound = matchObject(Leak, E) || matchEdge(Leak, E);
  if (!IsFound && !InMember)
    IsFound = matchClass(E);
  if (IsFound)
    noteHeld(E.Finding);
  else if (!InMember)
    matchPossible(E);
  return E;
}

void Matcher::explainHeld(const LeakedAllocation &Leak,
                          LeakExplanation &E) const {
  if (E.Why != LeakReason::Possible && E.Why != LeakReason::None)
    return;
  auto Take = [&](StringRef Class) {
    auto It = HeldBy.find(Class);
    if (It == HeldBy.end())
      return false;
    E.Why = LeakReason::Held;
    E.Finding = It->second;
    E.ClassName = Class.str();
    E.PossibleRing.clear();
    return true;
  };
  if (Take(E.ClassName))
    return;
  for (const StackFrame &Frame : Leak.Stack)
    if (std::string Class = memberOf(Frame); !Class.empty()) {
      Take(Class);
      return;
    }
}

std::vector<LeakExplanation> explainLeaks(ArrayRef<LeakedAllocation> Leaks,
                                          const RunReport &Run) {
  Matcher All(Run);
  std::vector<LeakExplanation> Result;
  Result.reserve(Leaks.size());
  for (const LeakedAllocation &Leak : Leaks)
    Result.push_back(All.explain(Leak));
  for (size_t No = 0; No < Leaks.size(); ++No)
    All.explainHeld(Leaks[No], Result[No]);
  return Result;
}

} // namespace weakspot

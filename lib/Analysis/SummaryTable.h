//===- SummaryTable.h - The summaries made so far ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One general summary per function, and a few for calls of which more is known:
// constants that the general one does not cover, such as a ring built with so
// many nodes, and what a callable or a virtual call leads to that the function
// only has from outside. Those are made when such a call is met; `nullptr`
// stands for one that is being made right now, further out on the stack.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_SUMMARYTABLE_H
#define WEAKSPOT_ANALYSIS_SUMMARYTABLE_H

#include "Analysis/Summary.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <functional>

namespace weakspot::analysis {

/// Constants by parameter; unknown where the parameter stays open.
using Constants = llvm::SmallVector<Value, 4>;

/// What a function calls that it is handed: the class of the closure, or of the
/// object of a virtual call; or where a function pointer points.
struct Binding {
  std::vector<Node> Path; ///< From a parameter or global to what is called.
  RecordNo Class = RecordNo::None;
  FuncNo Function = FuncNo::None;

  bool isKnown() const {
    return Class != RecordNo::None || Function != FuncNo::None;
  }

  bool isSamePath(const Binding &O) const {
    return llvm::equal(Path, O.Path, [](const Node &M, const Node &N) {
      return M.Kind == N.Kind && M.A == N.A && M.Site == N.Site &&
             M.Instance == N.Instance;
    });
  }
  friend bool operator==(const Binding &X, const Binding &Y) {
    return X.Class == Y.Class && X.Function == Y.Function && X.isSamePath(Y);
  }
};

/// What a caller knows of one call beyond the general summary.
struct CallContext {
  Constants Args;
  std::vector<Binding> Targets;

  friend bool operator==(const CallContext &, const CallContext &) = default;
};

class SummaryTable {
public:
  /// Caught: by function, whether what it throws may land in a handler.
  explicit SummaryTable(const std::vector<bool> &Caught)
      : General(Caught.size()), Growing(Caught.size()), Special(Caught.size()),
        Caught(Caught) {}

  /// Null where none was made yet.
  const Summary *of(FuncNo F) const {
    if (!General[index(F)] && Loader)
      Loader(F);
    return General[index(F)].get();
  }
  Summary *made(FuncNo F) const { return General[index(F)].get(); }
  void set(FuncNo F, Summary S) {
    General[index(F)] = std::make_unique<Summary>(std::move(S));
  }

  /// Nobody asks for a summary of it any more.
  void drop(FuncNo F) {
    General[index(F)].reset();
    Special[index(F)].clear();
  }

  bool isCaught(FuncNo F) const { return Caught[index(F)]; }

  /// Whether F is part of a small recursion that is being solved. A call that
  /// goes deeper than its summary knows has then no end yet, rather than an
  /// unknown one.
  bool isGrowing(FuncNo F) const { return Growing[index(F)]; }
  void setGrowing(FuncNo F, bool IsGrowing) { Growing[index(F)] = IsGrowing; }

  struct Entry {
    CallContext For;
    std::unique_ptr<Summary> Made;
    uint64_t Print = 0; ///< A hash of it, where uses are recorded.
  };
  /// The summary of F for such a call, if it was asked for before.
  Entry *special(FuncNo F, const CallContext &For) const {
    Entry *There = nullptr;
    for (const auto &E : Special[index(F)])
      if (E->For == For)
        There = E.get();
    if (Uses)
      Uses->push_back({There ? Use::Found : Use::Missing, F, For, There});
    return There;
  }
  bool hasRoom(FuncNo F) const { return Special[index(F)].size() < MaxSpecial; }
  /// A place for one; null if F has enough of them.
  Entry *addSpecial(FuncNo F, CallContext For) {
    if (!hasRoom(F)) {
      if (Uses)
        Uses->push_back({Use::Refused, F, std::move(For), nullptr});
      return nullptr;
    }
    Special[index(F)].push_back(
        std::make_unique<Entry>(Entry{std::move(For), nullptr}));
    Entry *E = Special[index(F)].back().get();
    if (Uses)
      Uses->push_back({Use::Made, F, E->For, E});
    return E;
  }
  /// Takes back the last one of F.
  void removeSpecial(FuncNo F) { Special[index(F)].pop_back(); }

  /// What was asked of special summaries, and the answer: who comes first gets
  /// the places that there are.
  struct Use {
    enum Answer : uint8_t { Missing, Found, Refused, Made } What = Missing;
    FuncNo Callee = FuncNo::None;
    CallContext For;
    Entry *Which = nullptr;
  };
  /// Where uses are noted from now on; null: nowhere.
  void record(std::vector<Use> *Into) { Uses = Into; }
  /// Makes the general summaries that are asked for and not there, as far as it
  /// knows them. May be null.
  void setLoader(std::function<void(FuncNo)> By) { Loader = std::move(By); }

  unsigned SpecialDepth = 0; ///< Of special summaries being made.
  /// The classes of closures that some path makes, or may make where it was not
  /// followed to its end.
  llvm::DenseSet<uint32_t> ClosuresMade;

private:
  static constexpr unsigned MaxSpecial = 4;

  std::vector<std::unique_ptr<Summary>> General;
  std::vector<bool> Growing;
  std::vector<llvm::SmallVector<std::unique_ptr<Entry>, 0>> Special;
  const std::vector<bool> &Caught;
  std::vector<Use> *Uses = nullptr;
  std::function<void(FuncNo)> Loader;
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_SUMMARYTABLE_H

//===- Reporter.h - Findings of the misuse checks ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One finding per check and place: a template that is wrong is wrong once,
// however often it is instantiated, and so is a line that several paths lead
// to. Identities name the function and what is misused, never a line; where a
// function has the same misuse several times, they are numbered from the top.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_REPORTER_H
#define WEAKSPOT_MISUSE_REPORTER_H

#include "Analysis/PathObserver.h"
#include "Misuse/Misuse.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <map>

namespace weakspot::misuse {

/// A finding before it has its identity.
struct Misuse {
  llvm::StringRef Check;
  analysis::Place Where;
  std::string Context; ///< The function, class or global it is in.
  std::string Subject; ///< What is misused: `Session::peer_`.
  std::string Message;
  std::vector<Note> Notes;
  /// The class of the object that it is about, if that is known.
  analysis::RecordNo Of = analysis::RecordNo::None;
};

/// What is a finding or not as all of the program decides.
struct Deferred {
  enum Kind : uint8_t {
    StoredBack, ///< M, unless somebody takes out what is in A.
    RawUse,     ///< M, of the captures A and B, if they are of one object.
    SameObject  ///< The captures A and B are.
  } What = StoredBack;
  analysis::SlotNo A = analysis::SlotNo::None;
  analysis::SlotNo B = analysis::SlotNo::None;
  Misuse M;
};

class Reporter {
public:
  explicit Reporter(MisuseOptions Options) : Options(std::move(Options)) {}

  bool isOn(llvm::StringRef Check) const { return Options.IsOn(Check); }
  const MisuseOptions &options() const { return Options; }
  void begin(const analysis::Program &Program) { P = &Program; }

  /// Dropped if the check is off, the place is nowhere or the class ignored.
  void report(Misuse M);
  bool has(llvm::StringRef Check, analysis::Place Where) const {
    return Found.contains({Where, Check});
  }

  /// A note at a place; none where the place is nowhere.
  void note(std::vector<Note> &Notes, analysis::Place Where,
            std::string Message) const;
  /// The calls of a trace, outermost first, and Message at the innermost place.
  void notes(std::vector<Note> &Notes, const analysis::Traces &T,
             analysis::TraceNo How, const std::string &Message) const;

  void defer(Deferred D);
  llvm::ArrayRef<Deferred> deferred() const { return Later; }

  std::vector<Finding> take();

  // See PathObserver.
  void startJournal();
  void writeJournal(analysis::Encoder &A);
  bool replayJournal(analysis::Decoder &A);

private:
  bool isIgnored(const Misuse &M) const;

  MisuseOptions Options;
  const analysis::Program *P = nullptr;
  std::map<std::pair<analysis::Place, llvm::StringRef>, Misuse> Found;
  std::vector<Deferred> Later;
  bool HasJournal = false;
  std::vector<Misuse> Journal;
  size_t LaterBefore = 0; ///< How many there were when the journal began.
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_REPORTER_H

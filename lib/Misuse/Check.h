//===- Check.h - What all misuse checks share -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A check observes paths and reports. It knows the IR only: which library a
// pointer is from has been settled by its contract.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_CHECK_H
#define WEAKSPOT_MISUSE_CHECK_H

#include "Analysis/PathObserver.h"
#include "Misuse/KeptReferents.h"
#include "Misuse/LocalClosures.h"
#include "Misuse/Reporter.h"

namespace weakspot::misuse {

using namespace analysis;

/// Events of all checks: they share a state's list.
enum EventKind : uint32_t {
  EV_Dereferenced = 1, ///< A pointer, without a check.
  EV_Adopted,          ///< A raw pointer, by a new control block.
  EV_FoundItself,      ///< An object, by shared_from_this.
  EV_Deleted,          ///< What a raw pointer was given for.
  EV_LockTaken,        ///< As not null, of a weak pointer that is known later.
  EV_Asked,            ///< Whether a weak pointer's object is there.
};

/// What the function's variables are called.
class Names {
public:
  void enter() { Locals.clear(); }
  void made(NodeNo Cell, llvm::StringRef Name) {
    Locals[index(Cell)] = Name.str();
  }

  /// `'Session::peer_'`, `'peer'`, `an element of 'peers'`; empty for what has
  /// no name.
  std::string describe(const PathView &V, NodeNo Cell) const;

private:
  llvm::DenseMap<uint32_t, std::string> Locals;
};

/// What one walk over the program has shown.
struct Invariants {
  LocalClosures Closures;
  KeptReferents Kept;
};

struct Context {
  Reporter &Out;
  Names &Name;
  const Invariants &Holds;
};

class Check : public PathObserver {
public:
  explicit Check(const Context &C) : Out(C.Out), Name(C.Name), Holds(C.Holds) {}

protected:
  /// A report in the function that is being followed, about an object, or what
  /// a pointer refers to.
  void report(const PathView &V, NodeNo About, llvm::StringRef CheckName,
              std::string Subject, std::string Message,
              std::vector<Note> Notes = {}, Place Where = {});

  /// Whether the owner beside it keeps alive what a weak member refers to: as
  /// long as there is that member, or as the path knows that it is not null.
  bool isKept(const PathView &V, const State &S, NodeNo Referent) const;

  Reporter &Out;
  Names &Name;
  const Invariants &Holds;
};

/// The weak cell whose referent on entry N is; None if N is something else.
/// Code can have got at N only by locking.
NodeNo weakSource(const PathView &V, NodeNo N);

/// The class of a T, of what it points to, or of what is in it.
RecordNo classOf(const Program &P, TypeNo T);

std::string quoted(llvm::StringRef Text);
/// What describe() says, or Otherwise where it has no name.
std::string nameOr(llvm::StringRef Description, llvm::StringRef Otherwise);

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_CHECK_H

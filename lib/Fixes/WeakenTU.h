//===- WeakenTU.h - Makes one edge weak in one TU ---------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The door to the edits that need Clang's AST: a member or a capture becomes
// weak, two classes that own each other become an inner object and a handle, a
// misuse is mended. All uses in this TU are rewritten to fit. What cannot be
// rewritten is a refusal with the reason; with one, the edits are of no use.
//
// Reads become locks. What a read that finds the object gone does, the null
// policy says; it is asked for only where the code accessed the object without
// a test, so that a null pointer was never right there.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FIXES_WEAKENTU_H
#define WEAKSPOT_FIXES_WEAKENTU_H

#include "Analysis/Finding.h"
#include "Fixes/Edit.h"
#include "Frontend/Extract.h"

namespace weakspot::fixes {

enum class NullPolicy : uint8_t {
  Return, ///< The function returns, with an empty value if it gives one.
  Skip,   ///< The statement is not executed; what cannot be skipped returns.
  Throw   ///< The exception of a strong pointer that is made of a dead one.
};

/// What keeps an inner object.
enum class InnerKeeper : uint8_t {
  Member,     ///< The outer object.
  PerInstance ///< A table of the runtime library, by outer object.
};

enum class RepairKind : uint8_t {
  Member,      ///< Decl becomes weak.
  Capture,     ///< The same.
  InnerObject, ///< The class that Decl owns becomes inner, Back goes.
  Misuse       ///< The finding of Check.
};

struct WeakenRequest {
  RepairKind Kind = RepairKind::Member;
  SourcePlace Decl; ///< Of the member or capture.
  std::string Name;
  NullPolicy Policy = NullPolicy::Return;
  SourcePlace Back; ///< The member that leads back.
  std::string BackName;
  InnerKeeper Keeper = InnerKeeper::Member;
  std::vector<std::string> Facts; ///< What other TUs know, sorted.
  /// Functions after whose call the member may have another value, by key.
  std::vector<std::string> Changers;
  /// No file outside is edited; empty: the project's root.
  std::string EditRoot;
  std::string Check;
  std::vector<SourcePlace> Places; ///< The finding's, then its notes'.
  std::vector<std::string> Taken;  ///< Names that must not be given again.
};

/// Whether a check's findings can be mended at all.
bool hasQuickFix(llvm::StringRef Check);

struct WeakenedTU {
  bool Found = false; ///< The TU has the declaration.
  unsigned Uses = 0;
  std::string WeakType; ///< `std::weak_ptr`, `BarInner`
  std::string Done;     ///< In words, for a misuse.
  bool Throws = false;  ///< Where the policy has no answer, an access throws.
  std::string Taken;    ///< The name of a new variable.
  std::string Sketch;   ///< What a person could write.
  std::vector<std::string> Facts; ///< Those asked with, and new ones; sorted.
  std::vector<Edit> Edits;
  std::vector<Note> Refusals;
  /// Templates that no instance here shows the meaning of: refusals, but for
  /// what another TU has understood.
  std::vector<Note> Open;
  std::vector<SourcePlace> Understood;
};

/// Each request alone, of one parse; by request. Only names are shared: what
/// mends one misuse does not use a name that mends another.
std::vector<WeakenedTU> weaken(const frontend::CompileCommand &Command,
                               const frontend::ExtractOptions &Options,
                               llvm::ArrayRef<WeakenRequest> Requests);

} // namespace weakspot::fixes

#endif // WEAKSPOT_FIXES_WEAKENTU_H

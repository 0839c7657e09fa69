//===- Finding.h - What the analysis reports --------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A finding is plain data, independent of the IR it was found in: reports,
// baseline and fixes read it. It is written like a proof: the notes, in order,
// say where each object is made, which statement makes each edge of the ring,
// where the last outside owner goes, which removal exists and why it does not
// help, and which edge to cut.
//
// Its identity is the ring of (class, slot) pairs turned to a canonical start,
// with the check's name: it survives moved lines and is equal for the same
// ring met through several TUs or instantiations. A misuse has no ring; it is
// identified by its function and by what is misused.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_FINDING_H
#define WEAKSPOT_ANALYSIS_FINDING_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace weakspot {

/// Misuse: of checks that are not about rings.
enum class Verdict : uint8_t { Leak, Cycle, Managed, Possible, Misuse };

/// A place in the analysed source. Line 0: nowhere.
struct SourcePlace {
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;

  friend auto operator<=>(const SourcePlace &, const SourcePlace &) = default;
};

struct Note {
  SourcePlace Where;
  std::string Message;

  friend auto operator<=>(const Note &, const Note &) = default;
};

/// Where the owner that makes an edge is.
enum class EdgeForm : uint8_t {
  Slot,    ///< The slot itself.
  Part,    ///< An element of the collection in it, or part of a value in it.
  Capture, ///< A capture of a closure.
  Other    ///< No place that a declaration names.
};

/// One edge of a ring: an object of From holds, in Slot, an object of To.
struct RingEdge {
  std::string From; ///< Qualified class name, or the closure's description.
  std::string Slot;
  std::string To;
  std::string
      Holder; ///< How: `std::shared_ptr`, `std::function`, `by value` ...
  SourcePlace SlotDecl;
  EdgeForm Form = EdgeForm::Other;
  /// Of a part that is a member of a value: that member, `Link::to`.
  std::string Member;
  SourcePlace MemberDecl;
  bool IsCounted = false; ///< The owner shares To: it could be weak.
  /// Where the ring was seen, To's object was there before: a caller has it.
  bool IsFromCaller = false;
  /// Where From's object is made, if that is in view: the outermost call first,
  /// and the expression that makes it last.
  std::vector<SourcePlace> Made;
  /// Set where the author of the member, or of one in it, says that a ring
  /// through it is intended: where that member is, and the reason.
  std::optional<Note> Accepted;
  std::vector<Note>
      Steps; ///< The statement that makes it, outermost call first.
};

struct Finding {
  std::string Check; ///< `shared-ptr-cycle`, without the `weakspot-` prefix.
  Verdict Kind = Verdict::Cycle;
  SourcePlace Where;
  std::string Message;
  std::vector<Note> Notes;    ///< The whole proof, in reading order.
  std::vector<RingEdge> Ring; ///< Empty for a misuse.
  std::string Identity;

  /// Whether something is wrong: no ring that is taken care of, or that only
  /// the types allow.
  bool isMistake() const {
    return Kind != Verdict::Managed && Kind != Verdict::Possible;
  }
};

} // namespace weakspot

#endif // WEAKSPOT_ANALYSIS_FINDING_H

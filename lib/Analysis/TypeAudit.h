//===- TypeAudit.h - Classes that could own each other ----------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An inventory of what the types alone allow: for each strongly connected
// component of the graph of classes and their owning members that has a counted
// edge, one entry, as evidence for AUTOSAR A20-8-7 (a weak_ptr for temporary
// shared ownership, so that no cycle of shared_ptr arises). An entry says what
// is known of it:
//
// * a ring is reported, or formed and taken apart again (managed);
// * proved acyclic: no member of the component is filled once its object is
//   made. Then each edge leads to an object that was there before, and a ring
//   would have to be older than itself;
// * unknown, with the statements that fill a member later.
//
// What a callable may hold is judged by its uses, not by its type: callables
// make no edges here.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_TYPEAUDIT_H
#define WEAKSPOT_ANALYSIS_TYPEAUDIT_H

#include "Analysis/Judge.h"

namespace weakspot::analysis {

/// One finding of verdict `possible` a component, in order of identity. Rings:
/// all that were judged, managed ones too. Of a part of a program nothing is
/// proved.
std::vector<Finding> auditTypes(const Program &P, const Removals &Changes,
                                llvm::ArrayRef<Judged> Rings,
                                bool IsWholeProgram);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_TYPEAUDIT_H

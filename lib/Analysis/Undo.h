//===- Undo.h - Removals that only take back what was just made -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// `self_ = shared_from_this(); if (failed) return; ... self_.reset();` has a
// removal that cannot help whoever leaves early: a later call makes the edge
// anew before it comes to the removal.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_UNDO_H
#define WEAKSPOT_ANALYSIS_UNDO_H

#include "Analysis/Removals.h"
#include "Analysis/Rings.h"

namespace weakspot::analysis {

/// Whether the edge is made in the removal's own function and every way to the
/// removal goes through the statement that makes it.
bool undoesOwnMaking(const Program &P, const Traces &T, const Removal &X,
                     const RingStep &S);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_UNDO_H

//===- FreshCells.h - Temporaries and locals that own nothing ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Who assigns from a cell that owns nothing takes away what was there. Told
// from the body alone, for whatever it is called with.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_FRESHCELLS_H
#define WEAKSPOT_ANALYSIS_FRESHCELLS_H

#include "Analysis/Program.h"

namespace weakspot::analysis {

/// Whether anything is put into the cell, or it is handed to who may.
bool isFilled(const ir::Function &F, ir::Reg Cell);

/// Whether the cell is a fresh one that is filled on some ways only, as by a
/// search or by `found ? *found : nullptr`.
bool mayStayEmpty(const ir::Function &F, ir::Reg Cell);

/// Whether it is a closure without captures or a number: a callable or any that
/// gets it owns nothing any more.
bool ownsNothing(const Program &P, const ModuleView &View,
                 const ir::Function &F, ir::Reg Cell);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_FRESHCELLS_H

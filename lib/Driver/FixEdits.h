//===- FixEdits.h - A fix as edits of the disk ------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Fixes are made one after the other, each upon what the ones before it left. A
// report tells each beside its finding, as edits of the files that are there.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_DRIVER_FIXEDITS_H
#define WEAKSPOT_DRIVER_FIXEDITS_H

#include "Driver/Repair.h"
#include "Report/Paths.h"
#include "Report/RunReport.h"

namespace weakspot {

/// Without edits where the fix changes lines that one before it has changed:
/// alone it means nothing.
SuggestedFix suggestedFix(const Fix &F, const Paths &Names);

} // namespace weakspot

#endif // WEAKSPOT_DRIVER_FIXEDITS_H

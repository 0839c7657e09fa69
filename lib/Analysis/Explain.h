//===- Explain.h - A judged ring in words -----------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Writes a finding as a proof that can be read from top to bottom without
// knowing how the tool works. Golden tests hold the wording.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_EXPLAIN_H
#define WEAKSPOT_ANALYSIS_EXPLAIN_H

#include "Analysis/Judge.h"

namespace weakspot::analysis {

Finding explain(const Program &P, const Traces &T, const Judged &J);

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_EXPLAIN_H

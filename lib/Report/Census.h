//===- Census.h - What a running program saw ------------------ -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The runtime library's census (docs/weakref/census.md) writes the graph of the
// objects that lived at one moment, and the rings among them that nothing
// reached. They become findings like those of the analysis, so that every
// report can show them: rings through the same members of the same classes are
// one finding, whose identity is the one that the analysis would give it.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_CENSUS_H
#define WEAKSPOT_REPORT_CENSUS_H

#include "Report/OwnershipGraph.h"
#include "Report/RunReport.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/JSON.h"

namespace weakspot {

inline constexpr llvm::StringLiteral CensusSchema = "weakspot-graph";
inline constexpr unsigned CensusVersion = 1;

struct Census {
  RunReport Run;        ///< A leak for each kind of ring that leaked.
  OwnershipGraph Graph; ///< Object by object.
};

/// Of a document that is known to be of this schema and version.
llvm::Expected<Census> censusFromJson(const llvm::json::Value &Document,
                                      llvm::StringRef Path);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_CENSUS_H

//===- Coverage.h - Which contracts have been held against life -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every contract of the standard library, of the kinds, and of the runtime
// library's annotations wants a scenario. What there is is read from the models
// and the annotated headers; what has been used, the frontend says. A contract
// that no scenario can use, or none uses yet, is named in a list of gaps: one
// that is not there any more, or not a gap, is as wrong as one that is missing.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_CONFORMANCE_COVERAGE_H
#define WEAKSPOT_CONFORMANCE_COVERAGE_H

#include "Contracts/Contracts.h"
#include "Frontend/Extract.h"
#include "llvm/Support/Error.h"
#include <map>
#include <set>
#include <string>

namespace weakspot::conformance {

class Coverage {
public:
  /// Wants the contracts of the shipped model file of that name.
  void wantModel(const contracts::Table &Table, llvm::StringRef ModelName);
  /// Wants the annotations of all headers below Directory.
  llvm::Error wantAnnotations(llvm::StringRef Directory);

  void use(const frontend::ExtractStats &Stats);

  /// Says what is missing or listed wrongly; how many there are.
  unsigned report(llvm::StringRef GapsText, llvm::raw_ostream &OS) const;

  size_t size() const { return Wanted.size(); }

private:
  void wantHeader(llvm::StringRef FileName, llvm::StringRef Text);
  void want(llvm::StringRef Origin, const llvm::Twine &Name);

  /// Where a contract is written, or the name of a class, and what it is
  /// called.
  std::map<std::string, std::string> Wanted;
  std::set<std::string> Used;
};

} // namespace weakspot::conformance

#endif // WEAKSPOT_CONFORMANCE_COVERAGE_H

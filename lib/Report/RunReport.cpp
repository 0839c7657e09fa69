//===- RunReport.cpp - What a run has to tell -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/RunReport.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include <tuple>

using namespace llvm;

namespace weakspot {

Severity severityOf(Verdict V) {
  switch (V) {
  case Verdict::Leak:
    return Severity::Error;
  case Verdict::Cycle:
  case Verdict::Misuse:
    return Severity::Warning;
  case Verdict::Managed:
  case Verdict::Possible:
    return Severity::Remark;
  }
  return Severity::Warning;
}

StringRef severityWord(Severity S) {
  switch (S) {
  case Severity::Error:
    return "error";
  case Severity::Warning:
    return "warning";
  case Severity::Remark:
  case Severity::Note:
    return "note";
  }
  return "";
}

static constexpr StringLiteral VerdictWords[] = {"leak", "cycle", "managed",
                                                 "possible", "misuse"};
static_assert(static_cast<unsigned>(Verdict::Misuse) + 1 ==
              std::size(VerdictWords));

StringRef verdictWord(Verdict V) {
  return VerdictWords[static_cast<unsigned>(V)];
}

std::optional<Verdict> verdictFromWord(StringRef Word) {
  const auto *It = find(VerdictWords, Word);
  if (It == std::end(VerdictWords))
    return std::nullopt;
  return static_cast<Verdict>(It - std::begin(VerdictWords));
}

Severity ReportedFinding::severity() const {
  return IsPromoted ? Severity::Error : severityOf(F.Kind);
}

bool ReportedFinding::isOpen() const {
  return !Suppressed &&
         (State == BaselineState::None || State == BaselineState::New);
}

std::vector<const ReportedFinding *> RunReport::open() const {
  std::vector<const ReportedFinding *> Result;
  for (const ReportedFinding &R : Findings)
    if (R.isOpen())
      Result.push_back(&R);
  return Result;
}

static auto reportKey(const Finding *F) {
  return std::tie(F->Where, F->Check, F->Identity, F->Message, F->Notes);
}

std::vector<const Finding *> inReportOrder(ArrayRef<Finding> Findings) {
  std::vector<const Finding *> Order;
  Order.reserve(Findings.size());
  for (const Finding &F : Findings)
    Order.push_back(&F);
  llvm::sort(Order, [](const Finding *A, const Finding *B) {
    return reportKey(A) < reportKey(B);
  });
  Order.erase(llvm::unique(Order,
                           [](const Finding *A, const Finding *B) {
                             return reportKey(A) == reportKey(B);
                           }),
              Order.end());
  return Order;
}

std::string fingerprint(const Finding &F) {
  SHA256 Hash;
  Hash.update(F.Check);
  Hash.update(StringRef("\0", 1));
  Hash.update(F.Identity);
  std::array<uint8_t, 32> Digest = Hash.final();
  return toHex(ArrayRef(Digest).take_front(8), /*LowerCase=*/true);
}

} // namespace weakspot

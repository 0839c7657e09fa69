//===- Routes.h - How functions get at things -------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// By which variable and members a function gets at something. Two routes that
// are equal lead to one object, as far as that can be read off a body; what is
// got at in another way is taken for another object.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_ROUTES_H
#define WEAKSPOT_MISUSE_ROUTES_H

#include "Misuse/Bodies.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace weakspot::misuse {

/// How a function gets at something: from a parameter, a variable or a global,
/// through members and what they point to.
struct Route {
  uint64_t Root = 0; ///< A register, or a global behind all registers.
  llvm::SmallVector<analysis::SlotNo, 4> Slots;

  bool isOfGlobal() const { return Root >= FirstGlobal; }
  static constexpr uint64_t FirstGlobal = uint64_t(1) << 32;

  friend bool operator==(const Route &, const Route &) = default;
};

std::optional<Route> routeTo(const analysis::Program &P, const Body &B,
                             ir::Reg R);

/// A route of a callee's, or of a closure's body, as its caller or maker has it
/// where At is what the callee's has its root for.
Route behind(const Route &At, const Route &Inner, unsigned Drop = 0);

/// A route of the callee's of a call, as the caller has it.
std::optional<Route> routeOver(const analysis::Program &P, const Body &Caller,
                               const ir::Instr &Call, const Route &Inner);

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_ROUTES_H

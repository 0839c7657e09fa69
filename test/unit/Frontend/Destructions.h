//===- Destructions.h - What a body destroys, told twice --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Holds the IR of each body against Clang's CFG of it: on every path from the
// entry to a return, the same variables and temporaries are to be destroyed in
// the same order.
//
// What the two leave out or forget on purpose is not compared:
//   * objects that the IR does not keep (strings), and those whose destructor
//     does nothing, of which the CFG says nothing;
//   * the temporaries of default arguments, where an older CFG has none;
//   * parameters, which are the caller's in the IR;
//   * an expression that initialises something else than a temporary: the CFG
//     takes some of those for temporaries;
//   * what is thrown: the CFG drops nothing on the way to a handler. The
//     handlers are left out of the CFG, and the IR of a body with a `try` may
//     say more;
//   * the CFG forgets the outcome of a condition over the temporaries that only
//     a part of it makes: then the CFG may say more;
//   * coroutines.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_UNIT_FRONTEND_DESTRUCTIONS_H
#define WEAKSPOT_UNIT_FRONTEND_DESTRUCTIONS_H

#include "Frontend/BodyObserver.h"
#include <string>
#include <vector>

namespace weakspot::test {

class DestructionsCompared : public frontend::BodyObserver {
public:
  void lowered(frontend::ModuleBuilder &MB, const clang::FunctionDecl *D,
               const ir::Function &F,
               const frontend::BodyCells &Cells) override;

  unsigned Bodies = 0;       ///< Compared.
  unsigned Destructions = 0; ///< The CFG's, in them.
  unsigned NotCompared = 0;  ///< Too large, or without a CFG.
  std::vector<std::string> Differences;
};

} // namespace weakspot::test

#endif // WEAKSPOT_UNIT_FRONTEND_DESTRUCTIONS_H

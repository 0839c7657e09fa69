//===- ListedClosures.h - Callbacks that change the list they are in ------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A closure that is put into a member of an object and, when it is called,
// changes that member of that very object: who calls it from a loop over the
// member loses his place. That both are one object is read off how the function
// that makes the closure gets at them: by the same variable and members. What
// is got at in another way is taken for another object.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_MISUSE_LISTEDCLOSURES_H
#define WEAKSPOT_MISUSE_LISTEDCLOSURES_H

#include "Analysis/CallGraph.h"
#include "Misuse/Bodies.h"
#include "llvm/ADT/SmallVector.h"
#include <map>
#include <set>

namespace weakspot::misuse {

class ListedClosures {
public:
  /// Which functions change a member: by member.
  using Changers = std::map<Home, std::set<analysis::FuncNo>>;

  void scan(const analysis::Program &P, const analysis::CallGraph &G,
            const Changers &Changing);

  /// The bodies of the closures in H that change it.
  const std::set<analysis::FuncNo> &in(const Home &H) const;

private:
  std::map<Home, std::set<analysis::FuncNo>> Found;
};

} // namespace weakspot::misuse

#endif // WEAKSPOT_MISUSE_LISTEDCLOSURES_H

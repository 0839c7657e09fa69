//===- LineHash.h - Lines by what they say -------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// GitHub tells whether an alert is an old one by a hash of the line that it is
// on and of the hundred characters from there, without white space. Its upload
// action adds the hash where a report lacks it, its REST API does not. This is
// the same hash, so that alerts keep their history whatever way a report came.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_LINEHASH_H
#define WEAKSPOT_REPORT_LINEHASH_H

#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace weakspot {

/// One hash for each line of the text, `39fa2ee980eb94b0:1`.
std::vector<std::string> lineHashes(llvm::StringRef Text);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_LINEHASH_H

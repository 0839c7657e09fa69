//===- RingPicture.h - A ring as SVG -------------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_RINGPICTURE_H
#define WEAKSPOT_REPORT_RINGPICTURE_H

#include "Analysis/Finding.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/raw_ostream.h"

namespace weakspot {

/// The arrows' head, for all pictures of a page: once, before them.
void writeArrowHead(llvm::raw_ostream &OS);

/// Writes an svg element: a box for each object, an arrow for each edge with
/// the member's name at it. Coordinates are whole numbers, so the same ring
/// gives the same bytes. It has classes and no styles or scripts of its own: a
/// page under a strict content policy can hold it. Of a very long ring the
/// middle is left out, and the picture says so.
void writeRingPicture(llvm::ArrayRef<RingEdge> Ring, llvm::raw_ostream &OS);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_RINGPICTURE_H

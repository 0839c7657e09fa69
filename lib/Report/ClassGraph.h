//===- ClassGraph.h - Who can own whom ------------------------ -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The classes of a program and what their members' types allow: an edge for
// each member that holds an object of another class by an owner, in a
// collection, by value, or weakly, and one from each class to its bases. What
// callables hold is not known from types. Classes of one name are one node. The
// same program gives the same graph, sorted by names.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_CLASSGRAPH_H
#define WEAKSPOT_REPORT_CLASSGRAPH_H

#include "IR/Module.h"
#include "Report/OwnershipGraph.h"
#include "llvm/ADT/ArrayRef.h"

namespace weakspot {

OwnershipGraph classGraph(llvm::ArrayRef<ir::Module> Modules);

/// The edges of a ring through the node that the types allow: the shortest,
/// with one edge that shares what it owns. An object of a class may be of any
/// class derived from it. Empty if there is none.
std::vector<unsigned> ringThrough(const OwnershipGraph &G, unsigned Node);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_CLASSGRAPH_H

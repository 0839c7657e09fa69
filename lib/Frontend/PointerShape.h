//===- PointerShape.h - Classes that look like owning pointers --*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_POINTERSHAPE_H
#define WEAKSPOT_FRONTEND_POINTERSHAPE_H

#include "clang/AST/DeclCXX.h"

namespace weakspot::frontend {

enum class PointerShape : uint8_t { None, Counted, Sole, Observer };

/// Whether D, a specialisation over a class T, has `*` and `->` that give its
/// T, and a destructor of its own that can release it; then, whether copying it
/// can retain. What has to be locked to give an owner is none itself.
PointerShape pointerShape(const clang::CXXRecordDecl *D);

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_POINTERSHAPE_H

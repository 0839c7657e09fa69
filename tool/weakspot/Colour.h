//===- Colour.h - Whether output is coloured --------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// --color decides; `auto`, the default, colours what goes to a terminal, unless
// NO_COLOR is set (https://no-color.org). CLICOLOR_FORCE colours everything.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_TOOL_WEAKSPOT_COLOUR_H
#define WEAKSPOT_TOOL_WEAKSPOT_COLOUR_H

namespace weakspot::tool {

/// Sets up standard output and standard error accordingly.
void setUpColour();

} // namespace weakspot::tool

#endif // WEAKSPOT_TOOL_WEAKSPOT_COLOUR_H

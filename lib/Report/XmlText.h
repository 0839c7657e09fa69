//===- XmlText.h - Text in XML and HTML ----------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_REPORT_XMLTEXT_H
#define WEAKSPOT_REPORT_XMLTEXT_H

#include "llvm/ADT/StringRef.h"
#include <string>

namespace weakspot {

/// For element content and for attribute values in double quotes. What XML 1.0
/// has no characters for (control characters, bytes that are not UTF-8) becomes
/// U+FFFD.
std::string xmlText(llvm::StringRef Text);

} // namespace weakspot

#endif // WEAKSPOT_REPORT_XMLTEXT_H

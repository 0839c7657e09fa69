//===- XmlText.cpp - Text in XML and HTML --------------------- -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/XmlText.h"
#include "llvm/Support/JSON.h"

using namespace llvm;

namespace weakspot {

std::string xmlText(StringRef Text) {
  std::string Result;
  for (char C : json::fixUTF8(Text)) {
    switch (C) {
    case '&':
      Result += "&amp;";
      break;
    case '<':
      Result += "&lt;";
      break;
    case '>':
      Result += "&gt;";
      break;
    case '"':
      Result += "&quot;";
      break;
    case '\'':
      Result += "&#39;";
      break;
    default:
      if (static_cast<unsigned char>(C) >= 0x20 || C == '\t' || C == '\n')
        Result += C;
      else
        Result += "\xef\xbf\xbd";
    }
  }
  return Result;
}

} // namespace weakspot

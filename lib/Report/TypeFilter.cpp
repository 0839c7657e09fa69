//===- TypeFilter.cpp - Classes that nothing is said of -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/TypeFilter.h"
#include "Report/CheckPages.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;

namespace weakspot {

Expected<TypeFilter> TypeFilter::parse(StringRef Names) {
  TypeFilter Filter;
  SmallVector<StringRef> All;
  Names.split(All, ';', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef One : All) {
    One = One.trim();
    Entry E;
    StringRef Name = One;
    if (auto [Check, Rest] = One.split('='); One.contains('=')) {
      Check.consume_front("weakspot-");
      if (none_of(checkPages(),
                  [&](const CheckPage &P) { return P.Name == Check; }))
        return createStringError("no check is called '" + Check + "'");
      E.Check = Check.str();
      Name = Rest;
    }
    E.IsQualified = Name.contains("::");
    E.Name = Regex(("^(" + Name + ")$").str());
    if (std::string Wrong; !E.Name.isValid(Wrong))
      return createStringError("'" + Name + "': " + Wrong);
    Filter.Entries.push_back(std::move(E));
  }
  Filter.Text = Names.str();
  return Filter;
}

void TypeFilter::add(TypeFilter Other) {
  llvm::move(Other.Entries, std::back_inserter(Entries));
  Text += ";" + Other.Text;
}

bool TypeFilter::ignores(StringRef Check, StringRef Class) const {
  StringRef Qualified = Class.take_until([](char C) { return C == '<'; });
  StringRef Last = Qualified.substr(Qualified.rfind(':') + 1);
  return any_of(Entries, [&](const Entry &E) {
    return (E.Check.empty() || E.Check == Check) &&
           E.Name.match(E.IsQualified ? Qualified : Last);
  });
}

bool TypeFilter::ignores(const Finding &F) const {
  return any_of(F.Ring, [&](const RingEdge &E) {
    return ignores(F.Check, E.From) || ignores(F.Check, E.To);
  });
}

} // namespace weakspot

//===- SlotCopies.cpp - Owners of what weak elements refer to -------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/ElementUses.h"
#include "Fixes/SlotWeakener.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// How an element is put behind the others of its collection; empty where that
/// is not known.
static std::string insertion(ASTContext &Context, const CXXRecordDecl &R,
                             const std::string &To, const std::string &Entry,
                             const std::string &Owner) {
  auto Has = [&](StringRef Name) {
    return !R.lookup(&Context.Idents.get(Name)).empty();
  };
  if (Has("mapped_type"))
    return Has("emplace") ? To + ".emplace(" + Entry + ".first, " + Owner + ");"
                          : "";
  if (Has("push_back"))
    return To + ".push_back(" + Owner + ");";
  return Has("insert") ? To + ".insert(" + Owner + ");" : "";
}

/// As it is written where the member is declared, for code of that class; else
/// as the variable has it.
std::string SlotWeakener::typeOfCopy(const WholeCopy &Copy) {
  const FieldDecl *F = Slot.Declarations.front();
  const FunctionDecl *In = enclosingFunction(Context, Copy.Collection);
  for (const DeclContext *C = In; C; C = C->getParent())
    if (const auto *R = dyn_cast<CXXRecordDecl>(C))
      if (any_of(Slot.Declarations, [&](const FieldDecl *Each) {
            return declaresSameEntity(cast<CXXRecordDecl>(Each->getParent()),
                                      R);
          }))
        return Out.text({F->getTypeSpecStartLoc(), F->getTypeSpecEndLoc()})
            .str();
  if (!Copy.Var || Copy.Var->getType()->getContainedAutoType())
    return "";
  return Out
      .text(Copy.Var->getTypeSourceInfo()
                ->getTypeLoc()
                .getUnqualifiedLoc()
                .getSourceRange())
      .str();
}

/// `return xs_;` becomes `std::vector<std::shared_ptr<X>> xs; for (const auto
/// &weakX : xs_) if (auto x = weakX.lock()) xs.push_back(x); return xs;`
void SlotWeakener::copyElements(const WholeCopy &Copy) {
  const FunctionDecl *F = enclosingFunction(Context, Copy.Collection);
  const CXXRecordDecl *R = Copy.Collection->getType()->getAsCXXRecordDecl();
  const Surroundings &S = around(Copy.Collection);
  SourceLocation Begin = Copy.Statement->getBeginLoc();
  std::string Type = typeOfCopy(Copy);
  auto Refuse = [&] {
    Out.refuse(Copy.Collection->getExprLoc(),
               Copy.Var ? "the whole collection is copied"
                        : "the whole collection is given out");
  };
  if (!F || !R || Type.empty() || Begin.isMacroID() ||
      (Copy.Getter && !giveValue(Copy.Getter)))
    return Refuse();
  std::vector<std::string> &Names = Taken[F];
  auto NewName = [&](const std::string &Wanted) {
    Names.push_back(freshName(Context, F, Wanted, Names));
    return Names.back();
  };
  std::string All = Copy.Var ? Copy.Var->getNameAsString() : NewName("alive_");
  std::string Element = NewName(elementName());
  std::string Entry = NewName("weak" + std::string(1, toUpper(Element[0])) +
                              Element.substr(1) + "_");
  bool IsPair = !R->lookup(&Context.Idents.get("mapped_type")).empty();
  std::string Insert = insertion(Context, *R, All, Entry, Element);
  if (Insert.empty())
    return Refuse();
  std::string Break = Out.breakIn(Copy.Statement);
  if (S.NeedsBraces)
    Break += Out.addBraces(Copy.Statement);
  bool IsOneLine = Break == " ";
  std::string Step = IsOneLine ? "" : Out.indentStep(Begin);
  std::string Text =
      Type + " " + All + ";" + Break + "for (const auto &" + Entry + " : " +
      Out.rendered(Copy.Collection->getSourceRange()) + ")" + Break + Step +
      "if (auto " + Element + " = " + Entry + (IsPair ? ".second." : ".") +
      Slot.Pointer->Lock + "())" + Break + Step + Step + Insert;
  if (Copy.Var)
    return Out.replace(Copy.Statement->getSourceRange(), Text);
  Out.insertBefore(Begin, Text + Break);
  Out.replace(Copy.Collection->getSourceRange(), All);
}

/// What a reference was to shows changes; what it is to from now on does not.
void SlotWeakener::checkView(const DeclStmt *View) {
  const auto *Var = cast<ValueDecl>(View->getSingleDecl());
  ArrayRef<const Stmt *> Behind = statementsBehind(View);
  while (!Behind.empty() && namingsOf(Var, Behind.back()).All.empty())
    Behind = Behind.drop_back();
  auto MayChange = [&](const Stmt *S) {
    return !changes(S).Calls.empty() ||
           any_of(Slot.Uses, [&](const SlotUse &Use) {
             return Use.IsWrite && Use.Member && isWithin(Use.Member, S);
           });
  };
  if (any_of(Behind, MayChange))
    Out.refuse(View->getBeginLoc(),
               "a reference to the whole collection is kept, which may change "
               "meanwhile");
}

} // namespace weakspot::fixes

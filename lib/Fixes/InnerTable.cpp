//===- InnerTable.cpp - A table keeps the inner objects -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// In place of the outer object's member: a `weakref::per_instance`, which a
// static member function gives. What is asked of the member is asked of the
// table, by the outer object's owner.
//
//===----------------------------------------------------------------------===//

#include "Fixes/InnerObject.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

std::string InnerObject::tableType() const {
  return "weakref::per_instance<" + OuterName + ", " + InnerName + ">";
}

std::string InnerObject::tableCall() const {
  return OuterName + "::" + TableName + "()";
}

/// Where a file's first include is; where the file begins if it has none.
static size_t firstInclude(StringRef Text) {
  for (size_t At = 0; At < Text.size();) {
    StringRef Line = Text.substr(At).split('\n').first;
    StringRef Word = Line;
    if (Word.consume_front("#") && Word.ltrim().starts_with("include"))
      return At;
    At += Line.size() + 1;
  }
  return 0;
}

/// The member becomes a static function.
void InnerObject::declareTable() {
  auto Refuse = [&](const Twine &Why) {
    Out.refuse(KeptField->getLocation(), Why);
  };
  const SourceManager &SM = Context.getSourceManager();
  for (const FieldDecl *Other : KeptField->getParent()->fields())
    if (Other != KeptField &&
        Other->getTypeSpecStartLoc() == KeptField->getTypeSpecStartLoc())
      return Refuse("it is declared together with others");
  const CXXRecordDecl *Def = Outer->getDefinition();
  if (!Def || !Def->lookup(&Context.Idents.get(TableName)).empty())
    return Refuse("'" + OuterName + "' has a member '" + TableName + "'");
  if (Pointer.Strong->Name != "std::shared_ptr")
    return Refuse("the table keeps a std::shared_ptr");
  Out.replace(KeptField->getSourceRange(),
              "static " + tableType() + " &" + TableName + "()");
  SourceLocation At = SM.getFileLoc(Def->getLocation());
  SourceLocation Top = SM.getLocForStartOfFile(SM.getFileID(At));
  Out.insertBefore(Top.getLocWithOffset(static_cast<int>(
                       firstInclude(SM.getBufferData(SM.getFileID(At))))),
                   "#include <weakref/per_instance.h>\n");
}

/// Where both classes are known.
void InnerObject::defineTable() {
  const SourceManager &SM = Context.getSourceManager();
  std::string Text = "\n\ninline " + tableType() + " &" + OuterName +
                     "::" + TableName + "() {\n  static " + tableType() +
                     " all;\n  return all;\n}";
  const CXXRecordDecl *Def = Outer->getDefinition();
  if (!Def ||
      SM.isBeforeInTranslationUnit(Def->getLocation(), Inner->getLocation())) {
    Handle += Text;
    return;
  }
  std::optional<Token> Last = Lexer::findNextToken(
      Def->getBraceRange().getEnd(), SM, Context.getLangOpts());
  if (!Last || Last->isNot(tok::semi))
    return Out.refuse(Def->getLocation(), "its declaration is not understood");
  Out.insertAfter(Last->getLocation(), Text);
}

void InnerObject::rewriteInTable(const SlotUse &Use) {
  const auto *M = cast<MemberExpr>(Use.Member);
  if (Use.Kind == UseKind::Raw)
    return Out.refuse(M->getExprLoc(), "its address is used");
  if (Use.Kind == UseKind::Exchange)
    return Out.refuse(M->getExprLoc(), "it is handed out by reference");
  if (Use.Kind == UseKind::Refill)
    return Out.refuse(M->getExprLoc(), "how it is set is not understood");
  if (Use.Kind == UseKind::Keep && !Use.IsWrite)
    return Out.refuse(M->getExprLoc(), "it is observed by a weak pointer, or "
                                       "given to another");
  std::string Owner = outerOf(M);
  if (Owner.empty())
    return;
  handled(M);
  std::string Found = tableCall() + ".peek(" + Owner + ")";
  switch (Use.Kind) {
  case UseKind::EraseNull:
    return;
  case UseKind::Test:
    return Out.replace(Use.Whole->getSourceRange(),
                       Found + ".inner() " + (Use.Negated ? "==" : "!=") +
                           " nullptr");
  case UseKind::WriteNull:
    return Out.replace(Use.Whole->getSourceRange(),
                       tableCall() + ".erase(" + Owner + ")");
  case UseKind::Keep:
    return rewriteWriteToTable(Use, Owner);
  case UseKind::Deref:
    if (!accessNeedsOuter(Use))
      return Out.replace(M->getSourceRange(), Found);
    break;
  case UseKind::GiveOut:
  case UseKind::Read:
  case UseKind::Exchange:
  case UseKind::Refill:
  case UseKind::Raw:
    break;
  }
  std::string Made = OldName + "(" + Owner + ", " + Found + ".inner())";
  if (Use.Kind == UseKind::GiveOut)
    return rewriteGetter(Use, Made);
  Out.replace(M->getSourceRange(), Made);
}

void InnerObject::rewriteWriteToTable(const SlotUse &Use,
                                      const std::string &Owner) {
  const auto *Op = dyn_cast_or_null<CXXOperatorCallExpr>(Use.Whole);
  if (!Op || Op->getOperator() != OO_Equal) {
    // `bar_.reset()`
    const Expr *Child = nullptr;
    const auto *Callee =
        meaningfulParent(Context, Use.Member, Child).get<MemberExpr>();
    const auto *Call =
        Callee
            ? meaningfulParent(Context, Callee, Child).get<CXXMemberCallExpr>()
            : nullptr;
    if (!Call || Call->getNumArgs() != 0)
      return Out.refuse(Use.Member->getExprLoc(),
                        "how it is set is not understood");
    return Out.replace(Call->getSourceRange(),
                       tableCall() + ".erase(" + Owner + ")");
  }
  const Expr *Value = Op->getArg(1);
  rewriteWrite(Use, Owner);
  Out.replaceChars(Op->getBeginLoc(), Value->getBeginLoc(),
                   tableCall() + ".set(" + Owner + ", ");
  Out.insertAfter(Value->getEndLoc(), ")");
}

} // namespace weakspot::fixes

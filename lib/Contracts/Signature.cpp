//===- Signature.cpp - Which calls a contract is for ----------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/Contracts.h"
#include "Contracts/Lexer.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using weakspot::ir::TypeKind;

namespace weakspot::contracts {

namespace {

struct TestWord {
  StringLiteral Word;
  ArgTest Test;
};
constexpr TestWord TestWords[] = {
    {"any", ArgTest::Any},
    {"null", ArgTest::Null},
    {"pointer", ArgTest::Pointer},
    {"array", ArgTest::Array},
    {"opaque", ArgTest::Opaque},
    {"scalar", ArgTest::Scalar},
    {"record", ArgTest::Record},
    {"strong", ArgTest::Strong},
    {"unique", ArgTest::Unique},
    {"weak", ArgTest::Weak},
    {"borrow", ArgTest::Borrow},
    {"callable", ArgTest::Callable},
    {"collection", ArgTest::Collection},
    {"iterator", ArgTest::Iterator},
    {"same", ArgTest::Same},
    {"lvalue", ArgTest::Lvalue},
    {"rvalue", ArgTest::Rvalue},
};

Error parseConditions(Lexer &Lex, ArgConditions &Groups) {
  do {
    std::vector<ArgCondition> Group;
    do {
      StringRef Word = Lex.peek();
      const auto *Known =
          find_if(TestWords, [&](const TestWord &T) { return T.Word == Word; });
      if (Known != std::end(TestWords)) {
        Group.push_back({Known->Test, {}});
      } else if (Word.contains("::")) {
        Group.push_back({ArgTest::Class, Word.str()});
      } else {
        SmallVector<StringRef> Words;
        for (const TestWord &T : TestWords)
          Words.push_back(T.Word);
        return Lex.unknown("condition on an argument", Words);
      }
      Lex.take();
    } while (Lex.accept("|"));
    Groups.push_back(std::move(Group));
  } while (Lexer::isWord(Lex.peek()));
  return Error::success();
}

/// What stands between the parentheses.
Error parseArguments(Lexer &Lex, Method &M) {
  M.MaxArgs = 0;
  if (Lex.atEnd())
    return Error::success();
  bool SawOptional = false;
  do {
    if (Lex.accept("...")) {
      M.MaxArgs = ~0U;
      if (!Lex.atEnd())
        return Lex.expected("')' after '...'");
      return Error::success();
    }
    ArgConditions Groups;
    if (Error E = parseConditions(Lex, Groups))
      return E;
    M.When.push_back(std::move(Groups));
    ++M.MaxArgs;
    if (Lex.accept("?"))
      SawOptional = true;
    else if (SawOptional)
      return Lex.error("an argument that must be there can't follow one that "
                       "may be missing");
    else
      ++M.MinArgs;
  } while (Lex.accept(","));
  if (!Lex.atEnd())
    return Lex.expected("',' or ')'");
  return Error::success();
}

bool isMemberName(StringRef Name) {
  if (Name == "*" || Name == "(constructor)" || Name == "(destructor)" ||
      Name == "(conversion)" ||
      Name.substr(Name.rfind(':') + 1).starts_with("operator"))
    return true;
  return Lexer::isWord(Name) && all_of(Name, [](char C) {
           return isAlnum(C) || C == '_' || C == ':';
         });
}

bool holds(const ArgCondition &Condition, StringRef Own, const ArgFacts &A) {
  switch (Condition.Test) {
  case ArgTest::Any:
    return true;
  case ArgTest::Null:
    return A.IsNull;
  case ArgTest::Pointer:
    return A.IsPointer && !A.IsNull;
  case ArgTest::Array:
    return A.IsArray;
  case ArgTest::Opaque:
    return A.Kind == TypeKind::Opaque && !A.IsNull && !A.IsPointer;
  case ArgTest::Scalar:
    return A.Kind == TypeKind::Scalar;
  case ArgTest::Record:
    return A.Kind == TypeKind::Record;
  case ArgTest::Strong:
    return A.Kind == TypeKind::Strong;
  case ArgTest::Unique:
    return A.Kind == TypeKind::Unique;
  case ArgTest::Weak:
    return A.Kind == TypeKind::Weak;
  case ArgTest::Borrow:
    return A.Kind == TypeKind::Borrow && !A.ClassName.empty();
  case ArgTest::Callable:
    return A.Kind == TypeKind::Callable;
  case ArgTest::Collection:
    return A.Kind == TypeKind::Collection;
  case ArgTest::Iterator:
    return A.IsIterator || (A.IsPointer && !A.IsNull);
  case ArgTest::Same:
    return !Own.empty() && A.ClassName == Own;
  case ArgTest::Lvalue:
    return !A.IsRvalue;
  case ArgTest::Rvalue:
    return A.IsRvalue;
  case ArgTest::Class:
    return A.ClassName == Condition.ClassName;
  }
  return false;
}

bool fits(const Method &M, StringRef Own, ArrayRef<ArgFacts> Args) {
  if (Args.size() < M.MinArgs || Args.size() > M.MaxArgs)
    return false;
  for (auto [Groups, Fact] : zip(M.When, Args)) {
    const ArgFacts &A = Fact;
    bool AllHold = all_of(Groups, [&](const std::vector<ArgCondition> &Group) {
      return any_of(Group,
                    [&](const ArgCondition &C) { return holds(C, Own, A); });
    });
    if (!AllHold)
      return false;
  }
  return true;
}

} // namespace

Expected<std::vector<Method>> parseSignature(StringRef Text) {
  // The names end where the last balanced parenthesis group begins:
  // `(constructor)(same)`, `operator()(...)`.
  StringRef Trimmed = Text.rtrim();
  size_t Open = Trimmed.rfind('(');
  if (Open == StringRef::npos || !Trimmed.ends_with(")"))
    return make_error<TextError>(
        Trimmed.size(), "expected arguments in parentheses after the name, as "
                        "in 'push_back(any)' or 'clear()'");

  Lexer Lex(Trimmed.drop_back());
  Method Common;
  while (Lex.offset() < Open)
    Lex.take();
  if (Error E = Lex.expect("("))
    return E;
  if (Error E = parseArguments(Lex, Common))
    return E;

  std::vector<Method> Methods;
  SmallVector<StringRef> Names;
  StringRef AllNames = Trimmed.take_front(Open);
  AllNames.split(Names, " | ");
  for (StringRef Name : Names) {
    Name = Name.trim();
    if (!isMemberName(Name))
      return make_error<TextError>(
          Name.data() - Text.data(),
          "'" + Name.str() +
              "' is no name of a member or function; expected a name, an "
              "operator, '(constructor)', '(destructor)', '(conversion)' or "
              "'*'");
    Methods.push_back(Common);
    Methods.back().Name = Name.str();
  }
  return Methods;
}

const Method *chooseMethod(const Class &C, StringRef Name,
                           ArrayRef<ArgFacts> Args) {
  for (StringRef Wanted : {Name, StringRef("*")})
    for (const Method &M : C.Methods)
      if (M.Name == Wanted && fits(M, C.Name, Args))
        return &M;
  return nullptr;
}

const Method *chooseFunction(ArrayRef<Function> Overloads,
                             ArrayRef<ArgFacts> Args) {
  for (const Function &F : Overloads)
    if (fits(F.Body, /*Own=*/"", Args))
      return &F.Body;
  return nullptr;
}

} // namespace weakspot::contracts

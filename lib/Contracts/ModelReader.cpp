//===- ModelReader.cpp - Reading model files ------------------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Contracts/ModelReader.h"
#include "Contracts/Lexer.h"
#include "Contracts/Spelling.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using weakspot::ir::TypeKind;
using yaml::MappingNode;
using yaml::ScalarNode;
using yaml::SequenceNode;

namespace weakspot::contracts {

static constexpr StringLiteral KindWords[] = {
    "opaque", "scalar", "record",   "strong",    "unique",
    "weak",   "borrow", "callable", "collection"};

static std::optional<TypeKind> parseKind(StringRef Word) {
  const auto *It = find(KindWords, Word);
  if (It == std::end(KindWords))
    return std::nullopt;
  return static_cast<TypeKind>(It - std::begin(KindWords));
}

static_assert(static_cast<unsigned>(TypeKind::Collection) + 1 ==
              std::size(KindWords));

Error ModelReader::read() {
  Node *Root = Yaml.root();
  Error E = Error::success();
  if (auto *Top = dyn_cast_if_present<MappingNode>(Root))
    E = readTop(*Top);
  else if (Root && !isa<yaml::NullNode>(Root))
    E = errorAt(*Root, "expected 'classes:' and 'functions:' at the top of a "
                       "model file");
  // The parser's own complaint explains what was read half.
  if (std::optional<YamlText::Mistake> Own = Yaml.mistake()) {
    consumeError(std::move(E));
    return errorAt(Own->Where, Own->Message);
  }
  return E;
}

Error ModelReader::readTop(MappingNode &Top) {
  for (yaml::KeyValueNode &Entry : Top) {
    if (!Entry.getKey() || !Entry.getValue())
      return Error::success();
    Expected<std::string> Key = readText(*Entry.getKey(), "a key");
    if (!Key)
      return Key.takeError();
    Error E = Error::success();
    if (*Key == "classes")
      E = readClasses(*Entry.getValue());
    else if (*Key == "functions")
      E = readFunctions(*Entry.getValue());
    else if (*Key == "namespaces")
      E = readNamespaces(*Entry.getValue());
    else
      E = errorAt(
          *Entry.getKey(),
          unknownWord("key", *Key, {"classes", "functions", "namespaces"}));
    if (E)
      return E;
  }
  return Error::success();
}

Error ModelReader::readNamespaces(Node &Value) {
  Expected<std::vector<std::string>> Names =
      readTexts(Value, "a namespace's name");
  if (!Names)
    return Names.takeError();
  append_range(Namespaces, *Names);
  return Error::success();
}

Error ModelReader::readClasses(Node &Value) {
  auto *List = dyn_cast<SequenceNode>(&Value);
  if (!List)
    return errorAt(Value, "expected a list of classes ('- class: ...')");
  for (Node &Item : *List)
    if (Error E = readClass(Item))
      return E;
  return Error::success();
}

Error ModelReader::readClass(Node &Value) {
  auto *Map = dyn_cast<MappingNode>(&Value);
  if (!Map)
    return errorAt(Value, "expected a class ('class: name', 'kind: ...')");
  Class C;
  C.Source = FileName;
  std::vector<std::string> Names;
  for (yaml::KeyValueNode &Entry : *Map) {
    if (!Entry.getKey() || !Entry.getValue())
      return Error::success();
    Expected<std::string> Key = readText(*Entry.getKey(), "a key");
    if (!Key)
      return Key.takeError();
    if (Error E =
            readClassKey(*Key, *Entry.getKey(), *Entry.getValue(), C, Names))
      return E;
  }
  if (Names.empty())
    return errorAt(Value, "expected the class's name ('class: ns::Name')");
  for (const std::string &Name : Names) {
    Classes.push_back(C);
    Classes.back().Name = Name;
  }
  return Error::success();
}

Error ModelReader::readClassKey(StringRef Key, Node &KeyNode, Node &Value,
                                Class &C, std::vector<std::string> &Names) {
  auto ReadFlag = [&](bool &Flag) -> Error {
    Expected<bool> Read = readFlag(Value);
    if (!Read)
      return Read.takeError();
    Flag = *Read;
    return Error::success();
  };
  auto ReadTexts = [&](StringRef What,
                       std::vector<std::string> &Into) -> Error {
    Expected<std::vector<std::string>> Read = readTexts(Value, What);
    if (!Read)
      return Read.takeError();
    Into = std::move(*Read);
    return Error::success();
  };

  if (Key == "class")
    return ReadTexts("a class's qualified name", Names);
  if (Key == "slots")
    return ReadTexts("a slot's name", C.SlotNames);
  if (Key == "like")
    return readLike(Value, C);
  if (Key == "of")
    return readParts(Value, C);
  if (Key == "methods")
    return readMethods(Value, C.Methods);
  if (Key == "weak-keyed")
    return ReadFlag(C.WeakKeyed);
  if (Key == "last-member")
    return ReadFlag(C.LastMember);
  if (Key == "exception-root")
    return ReadFlag(C.ExceptionRoot);
  if (Key == "unowned-error")
    return ReadFlag(C.UnownedError);
  if (Key == "shared-from-this")
    return ReadFlag(C.SharedFromThis);
  if (Key == "iterator")
    return ReadFlag(C.Iterator);
  if (Key == "text")
    return ReadFlag(C.Text);
  if (Key == "placeholder")
    return ReadFlag(C.Placeholder);
  if (Key == "nested-bind")
    return ReadFlag(C.NestedBind);
  if (Key == "union")
    return ReadFlag(C.Union);
  if (Key == "length")
    return readLength(Value, C);
  if (Key == "kind" || Key == "record" || Key == "weak") {
    Expected<std::string> Word = readText(Value, "a word");
    if (!Word)
      return Word.takeError();
    if (Key == "weak") {
      C.WeakPartner = std::move(*Word);
      return Error::success();
    }
    if (Key == "record") {
      C.RecordName = std::move(*Word);
      return Error::success();
    }
    C.Transparent = *Word == "transparent";
    if (C.Transparent)
      return Error::success();
    std::optional<TypeKind> Kind = parseKind(*Word);
    if (!Kind) {
      SmallVector<StringRef> Kinds(std::begin(KindWords), std::end(KindWords));
      Kinds.push_back("transparent");
      return errorAt(Value, unknownWord("kind", *Word, Kinds));
    }
    C.Kind = *Kind;
    return Error::success();
  }
  return errorAt(KeyNode,
                 unknownWord("key", Key,
                             {"class", "kind", "of", "slots", "record", "like",
                              "weak-keyed", "shared-from-this", "last-member",
                              "exception-root", "unowned-error", "iterator",
                              "union", "length", "text", "weak", "methods"}));
}

Error ModelReader::readParts(Node &Value, Class &C) {
  C.Parts.clear();
  auto *List = dyn_cast<SequenceNode>(&Value);
  if (!List)
    return readPart(Value, C);
  for (Node &Item : *List)
    if (Error E = readPart(Item, C))
      return E;
  return Error::success();
}

Error ModelReader::readPart(Node &Value, Class &C) {
  Expected<std::string> Text = readText(Value, "a template argument (T0)");
  if (!Text)
    return Text.takeError();
  if (Error E = parsePart(*Text, C))
    return errorIn(Value, std::move(E));
  return Error::success();
}

Error ModelReader::readLength(Node &Value, Class &C) {
  Expected<std::string> Text = readText(Value, "a template argument (T1)");
  if (!Text)
    return Text.takeError();
  StringRef Digits = *Text;
  uint32_t Number = 0;
  if (!Digits.consume_front("T") || Digits.getAsInteger(10, Number))
    return errorAt(Value, "expected a template argument (T1)");
  C.Length = Number;
  return Error::success();
}

std::string ModelReader::unknownClass(StringRef Name) const {
  std::vector<StringRef> Known;
  Known.reserve(Classes.size() + Base.classes().size());
  for (const Class &C : Classes)
    Known.push_back(C.Name);
  for (const auto &Entry : Base.classes())
    Known.push_back(Entry.getKey());
  // Of two that are as near the same is told each time.
  llvm::sort(Known);
  return ("no contract for '" + Name +
          "'; 'like' needs a class that stands above or in an earlier model "
          "file" +
          didYouMean(Name, Known))
      .str();
}

Error ModelReader::readLike(Node &Value, Class &C) {
  Expected<std::string> Name = readText(Value, "a class's qualified name");
  if (!Name)
    return Name.takeError();
  const Class *Other = findClass(*Name);
  if (!Other)
    return errorAt(Value, unknownClass(*Name));
  if (C.Kind != TypeKind::Opaque || !C.Parts.empty() || !C.Methods.empty())
    return errorAt(Value, "'like' must stand before 'kind', 'of' and "
                          "'methods', which then change what it took over");
  std::string Source = C.Source;
  C = *Other;
  C.Source = Source;
  // A pointer that behaves like another is not of its family.
  C.WeakPartner.clear();
  return Error::success();
}

Error ModelReader::readMethods(Node &Value, std::vector<Method> &Methods) {
  auto *Map = dyn_cast<MappingNode>(&Value);
  if (!Map)
    return errorAt(Value, "expected methods ('name(arguments): steps')");
  std::vector<Method> Own;
  for (yaml::KeyValueNode &Entry : *Map) {
    if (!Entry.getKey() || !Entry.getValue())
      return Error::success();
    Expected<std::string> Key = readText(*Entry.getKey(), "a method");
    if (!Key)
      return Key.takeError();
    Expected<std::vector<Method>> Parsed = parseSignature(*Key);
    if (!Parsed)
      return errorIn(*Entry.getKey(), Parsed.takeError());
    Method Steps;
    if (Error E = readSteps(*Entry.getValue(), Steps))
      return E;
    for (Method &M : *Parsed) {
      M.Steps = Steps.Steps;
      M.NumTemps = Steps.NumTemps;
      M.Origin = origin(*Entry.getKey());
      Own.push_back(std::move(M));
    }
  }
  // What `like` took over comes after, so that the own contracts win.
  Own.insert(Own.end(), Methods.begin(), Methods.end());
  Methods = std::move(Own);
  return Error::success();
}

Error ModelReader::readFunctions(Node &Value) {
  auto *Map = dyn_cast<MappingNode>(&Value);
  if (!Map)
    return errorAt(Value, "expected functions ('ns::name(arguments): steps')");
  for (yaml::KeyValueNode &Entry : *Map) {
    if (!Entry.getKey() || !Entry.getValue())
      return Error::success();
    if (Error E = readFunction(*Entry.getKey(), *Entry.getValue()))
      return E;
  }
  return Error::success();
}

Error ModelReader::readFunction(Node &KeyNode, Node &Value) {
  Expected<std::string> Key = readText(KeyNode, "a function");
  if (!Key)
    return Key.takeError();

  // `house::make: like std::make_shared` takes over all overloads.
  if (auto *Scalar = dyn_cast<ScalarNode>(&Value)) {
    SmallString<64> Storage;
    StringRef Text = Scalar->getValue(Storage);
    if (Text.consume_front("like ")) {
      StringRef Name = Text.trim();
      ArrayRef<Function> Found = Base.findFunctions(Name);
      if (auto It = Functions.find(Name); It != Functions.end())
        Found = It->second;
      if (Found.empty())
        return errorAt(Value, "no contract for the function '" + Name + "'");
      std::vector<Function> Copy = Found.vec();
      for (Function &F : Copy)
        F.Name = F.Body.Name = *Key;
      llvm::append_range(Functions[*Key], Copy);
      return Error::success();
    }
  }

  Expected<std::vector<Method>> Parsed = parseSignature(*Key);
  if (!Parsed)
    return errorIn(KeyNode, Parsed.takeError());
  Method Steps;
  if (Error E = readSteps(Value, Steps))
    return E;
  for (Method &M : *Parsed) {
    M.Steps = Steps.Steps;
    M.NumTemps = Steps.NumTemps;
    M.Origin = origin(KeyNode);
    std::string Name = M.Name;
    Functions[Name].push_back({Name, std::move(M)});
  }
  return Error::success();
}

Error ModelReader::readSteps(Node &Value, Method &M) {
  if (isa<yaml::NullNode>(&Value))
    return Error::success();
  if (auto *List = dyn_cast<SequenceNode>(&Value)) {
    // A mistake is placed in its own line, though temps go through all.
    TempNames Names;
    std::string All;
    for (Node &Item : *List) {
      Expected<std::string> Text = readText(Item, "a step");
      if (!Text)
        return Text.takeError();
      Expected<Step> S = parseStep(*Text, Names);
      if (!S)
        return errorIn(Item, S.takeError());
      All += *Text + ";";
    }
    if (Error E = parseSteps(All, M))
      return errorAt(Value, toString(std::move(E)));
    return Error::success();
  }
  Expected<std::string> Text = readText(Value, "steps");
  if (!Text)
    return Text.takeError();
  if (Error E = parseSteps(*Text, M))
    return errorIn(Value, std::move(E));
  return Error::success();
}

Expected<std::string> ModelReader::readText(Node &N, StringRef What) {
  if (std::optional<std::string> Text = textOf(&N))
    return *Text;
  return errorAt(N, "expected " + What);
}

Expected<std::vector<std::string>> ModelReader::readTexts(Node &N,
                                                          StringRef What) {
  std::vector<std::string> Texts;
  auto Add = [&](Node &Item) -> Error {
    Expected<std::string> Text = readText(Item, What);
    if (!Text)
      return Text.takeError();
    Texts.push_back(std::move(*Text));
    return Error::success();
  };
  auto *List = dyn_cast<SequenceNode>(&N);
  if (!List) {
    if (Error E = Add(N))
      return E;
    return Texts;
  }
  for (Node &Item : *List)
    if (Error E = Add(Item))
      return E;
  return Texts;
}

Expected<bool> ModelReader::readFlag(Node &N) {
  Expected<std::string> Text = readText(N, "true or false");
  if (!Text)
    return Text.takeError();
  if (*Text != "true" && *Text != "false")
    return errorAt(N, "expected true or false, got '" + *Text + "'");
  return *Text == "true";
}

const Class *ModelReader::findClass(StringRef ClassName) const {
  for (const Class &C : reverse(Classes))
    if (C.Name == ClassName)
      return &C;
  return Base.findClass(ClassName);
}

std::string ModelReader::origin(const Node &N) const {
  return FileName + ":" + std::to_string(Yaml.placeOf(N).Line);
}

Error ModelReader::errorAt(const Node &N, const Twine &Message,
                           size_t Offset) const {
  return errorAt(Yaml.placeOf(N, Offset), Message);
}

Error ModelReader::errorIn(const Node &N, Error E) const {
  Error Placed = Error::success();
  handleAllErrors(std::move(E), [&](const TextError &Mistake) {
    // In a plain scalar, text offsets are file offsets.
    bool Plain = false;
    if (const auto *Scalar = dyn_cast<ScalarNode>(&N))
      Plain = !Scalar->getRawValue().starts_with("'") &&
              !Scalar->getRawValue().starts_with("\"") &&
              !Scalar->getRawValue().contains('\n');
    consumeError(std::move(Placed));
    Placed = errorAt(N, Mistake.Message, Plain ? Mistake.Offset : 0);
  });
  return Placed;
}

Error ModelReader::errorAt(YamlText::Place Where, const Twine &Message) const {
  return createStringError(FileName + ":" + Where.str() +
                           ": error: " + Message);
}

} // namespace weakspot::contracts

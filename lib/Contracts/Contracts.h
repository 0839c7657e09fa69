//===- Contracts.h - What a library class means -----------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A contract says what a library class *is* in the vocabulary of the ownership
// IR (strong, unique, weak, borrow, callable, collection, ...) and what each of
// its members and free functions *does*, as a short list of IR operations over
// `this`, the arguments and the result. The frontend never walks into a
// library: it writes these operations in place of the call. No other part
// knows a library's names.
//
// Three sources fill one table: model files (YAML; the shipped ones are built
// into the tool), annotations in source, and, as the last resort, shape.
//
// lib/Contracts/README.md is the reference of the model files.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_CONTRACTS_CONTRACTS_H
#define WEAKSPOT_CONTRACTS_CONTRACTS_H

#include "IR/Module.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace weakspot::contracts {

/// What an operand of a step refers to.
enum class PlaceKind : uint8_t {
  This,   ///< The object the member is called on: the address of its cell.
  Arg,    ///< `arg0`, `arg1`, ...; `last`.
  Rest,   ///< `arg1...`: all arguments from `Index` on; in a list only.
  Result, ///< The fresh cell that the call gives.
  Temp,   ///< A name defined by an earlier step.
};

/// How the step takes its operand. `forward` is `move` where the C++ argument
/// is an rvalue, else `copy`.
enum class Pass : uint8_t { None, Copy, Move, Forward, Ref };

/// An argument stands for its C++ value; these name what lies around it.
enum class PlaceForm : uint8_t {
  Plain,
  Pointee, ///< `*arg0`: what the pointer or iterator points to.
  Address, ///< `&arg0`: the address of the argument's own cell.
  Unpack,  ///< `unpack arg0`, in a list: the slots of a record.
};

struct Place {
  /// The Index of `last`: the last argument that is written.
  static constexpr uint32_t LastArg = ~0U;

  PlaceKind Kind = PlaceKind::This;
  uint32_t Index = 0; ///< Argument number; number of the temp.
  Pass How = Pass::None;
  PlaceForm Form = PlaceForm::Plain;

  friend bool operator==(const Place &, const Place &) = default;
};

/// A step is either an operation of the IR or one of these, which need the
/// frontend's help.
enum class StepKind : uint8_t {
  Op,      ///< The IR operation `Op`.
  Forward, ///< `forward DST, SRC`: `move` where SRC is an rvalue, else `copy`.
  Construct, ///< `construct CELL (args)`: overload resolution picks the
             ///< constructor.
  Invoke,    ///< `[x =] invoke CALLABLE (args)`: a functor, lambda, pointer to
             ///< member, function or callable cell.
  Visit,     ///< `[x =] visit CALLABLE, UNION`: invoke with the alternative.
  Enter,     ///< `[x =] enter UNION, SLOT`: from now on it holds that one.
  Holds,     ///< `x = holds UNION, SLOT`: whether it does.
  Fill, ///< `fill CELL (args)`: constructs the record's slots, one from each
        ///< argument.
  Bind, ///< `bind CELL (target, args)`: makes CELL a closure that calls
        ///< the target with the bound arguments; placeholders among
        ///< them stand for arguments of the call.
  BindFront, ///< `bind_front CELL (target, args)`: the same, but the call's
             ///< arguments follow the bound ones.
  BindWeak, ///< `bind_weak CELL (target, object, args)`: as bind_front, but the
            ///< object is held weakly, and the target called while it lives.
  BindBack, ///< `bind_back CELL (target, args)`: they go before them.
  Value,    ///< `result = PLACE`: the call's value is this register.
  Each,   ///< `each x = FIRST [until LAST]`: the steps up to `done` happen for
          ///< each element from the iterator FIRST on, or of the
          ///< collection FIRST.
  Repeat, ///< `repeat N`: the steps up to `done` happen N times.
  When,   ///< `when X`: the steps up to `done` happen if X is true.
  Maybe,  ///< The steps up to `done` happen or they don't.
  Used,   ///< They happen if the call is part of an expression that uses what
          ///< it gives.
  Unused, ///< They happen if it is a statement of its own.
  Done,   ///< Ends one of the six before it.
};

/// Whether steps up to `done` belong to a step of this kind.
inline bool opensGroup(StepKind K) {
  return K == StepKind::Each || K == StepKind::Repeat || K == StepKind::When ||
         K == StepKind::Maybe || K == StepKind::Used || K == StepKind::Unused;
}

/// The type that a cell-making step (`temp`, `alloc`, `unknown`) gives its
/// cell, or the slot that `field` selects.
struct TypeRef {
  enum RefKind : uint8_t {
    NoType,
    Result,         ///< `result`: the call's own type.
    ResultPointee,  ///< `result.pointee`: what the result owns or points to.
    This,           ///< `this`
    ThisPointee,    ///< `this.pointee`; of a collection its element.
    Arg,            ///< `argN`: the type of an argument.
    TemplateArg,    ///< `TN`: the callee's template argument N, or for a member
                    ///< that is no template, its class's.
    ArgTemplateArg, ///< `argN.TM`: a template argument of an argument's type.
    ThisTemplateArg, ///< `this.TN`: a template argument of the class.
    Callable,        ///< `callable`
  } K = NoType;
  uint32_t Index = 0;
  uint32_t Index2 = 0; ///< M of `argN.TM`.

  friend bool operator==(const TypeRef &, const TypeRef &) = default;
};

struct Step {
  /// Values of Defines that are no temp's number.
  static constexpr int32_t Nothing = -1, TheResult = -2;

  StepKind Kind = StepKind::Op;
  ir::Opcode Op = ir::Opcode::Unreachable;
  uint8_t Sub = 0;           ///< As ir::Instr::Sub.
  bool HasFirst = true;      ///< As ir::Instr::HasFirst.
  int32_t Defines = Nothing; ///< Number of the temp it defines.
  TypeRef Type;              ///< For a cell; for `field` and `const` by a
                             ///< template argument (an index or a type); for
                             ///< `field` by an argument: the slot that its
                             ///< type initialises.
  int64_t Int = 0;           ///< For `const` of an integer.
  std::string Slot;          ///< For `field` by name (`first`, `second`).
  std::vector<Place> Operands;
};

/// What overload choice may ask of an argument.
enum class ArgTest : uint8_t {
  Any,
  Null, ///< A null pointer constant or nullptr_t.
  Pointer,
  Array,
  Opaque,
  Scalar,
  Record,
  Strong,
  Unique,
  Weak,
  Borrow, ///< A class whose contract is borrow: an iterator, a wrapper.
  Callable,
  Collection,
  Iterator, ///< A pointer, or a class whose contract says `iterator`.
  Same,     ///< The contract's own class, whatever its template arguments.
  Lvalue,
  Rvalue,
  Class, ///< The class of that name.
};

struct ArgCondition {
  ArgTest Test = ArgTest::Any;
  std::string ClassName;
};

/// The conditions on one argument: all of the groups, in a group any.
using ArgConditions = std::vector<std::vector<ArgCondition>>;

/// What is known of an argument when an overload is chosen.
struct ArgFacts {
  ir::TypeKind Kind = ir::TypeKind::Opaque;
  llvm::StringRef ClassName; ///< The contract's name of its class, if any.
  bool IsPointer = false;
  bool IsArray = false;
  bool IsNull = false;
  bool IsIterator = false;
  bool IsRvalue = false;
};

/// One overload's contract. The first in file order that fits is taken.
struct Method {
  std::string
      Name; ///< `push_back`, `operator->`, `(constructor)`, `(destructor)`;
            ///< `(conversion)` is any conversion function but
            ///< `operator bool`, `*` any method that has no contract.
  unsigned MinArgs = 0;
  unsigned MaxArgs = ~0U;
  std::vector<ArgConditions> When; ///< By position; may be shorter.
  std::string Origin; ///< Where it is written: `std.yaml:23`; what `like` took
                      ///< over keeps its own.
  std::vector<Step> Steps;
  unsigned NumTemps = 0;
};

/// A template argument that takes part in what a class is, or a callable of
/// any signature.
struct PartRef {
  unsigned Index = 0;
  bool Pointee = false; ///< `T0.pointee`: what a pointer or iterator points to.
  bool Callable = false; ///< `callable`: no template argument.
  /// `weak T0`, `strong T0`: a reference of that kind to it, or to what it
  /// points to where it is a pointer itself. Opaque: it as it is.
  ir::TypeKind Reference = ir::TypeKind::Opaque;

  friend bool operator==(const PartRef &, const PartRef &) = default;
};

struct Class {
  std::string
      Name; ///< Qualified, without inline namespaces: `std::shared_ptr`.
  ir::TypeKind Kind = ir::TypeKind::Opaque;
  /// An element lives only while what its weak part refers to does.
  bool WeakKeyed = false;
  bool SharedFromThis = false; ///< A base like enable_shared_from_this.
  bool LastMember = false;     ///< Has to be the last member of a class.
  bool ExceptionRoot = false;  ///< What is thrown out of sight is one of it.
  bool Transparent = false;    ///< Not a type of its own, but that of its part:
                               ///< std::atomic, gsl::not_null.
  bool Iterator = false;       ///< A borrow that `next` moves on.
  bool Union = false;          ///< A record that holds one slot at a time.
  bool Placeholder = false;    ///< In `bind`: the call's argument whose number,
                               ///< from 1, is template argument 0.
  bool NestedBind = false;     ///< In `bind`: called, its result is bound.
  bool Text = false;           ///< Compared as a whole: a member of it is
                               ///< followed by what it is made from.
  bool UnownedError = false;   ///< Thrown to say that an object has no owner.
  /// The pointee, element or slots. One, for a kind with a pointee or element,
  /// is that; several make it a record with slots named by SlotNames.
  std::vector<PartRef> Parts;
  bool AllParts = false;         ///< `of: T...`: all template arguments.
  bool CollectionOfPart = false; ///< `of: collection T0`: the pointee is a
                                 ///< collection of the part.
  /// Of a collection whose elements are there from the start, as an array's:
  /// the template argument that is their number.
  std::optional<uint32_t> Length;
  std::vector<std::string> SlotNames; ///< Missing ones are numbers from 0.
  std::string RecordName;  ///< The class whose record the parts make, so that a
                           ///< map's element is the same record as std::pair.
  std::string WeakPartner; ///< Of a strong class: the weak one of its
                           ///< family, `std::weak_ptr`.
  std::vector<Method> Methods;
  std::string Source; ///< Model file, annotation or shape, for people.
};

/// A function that is no member, a static member, or a member of a class that
/// has no contract of its own and stays what it is: `QTimer::callOnTimeout`.
struct Function {
  std::string Name; ///< Qualified: `std::make_shared`.
  Method Body;
};

/// The table. Immutable once loaded; safe to share between threads.
class Table {
public:
  /// The model files built into the tool.
  static llvm::Expected<Table> builtin();

  /// Adds a model file's contracts; a later file's class or function of the
  /// same name replaces an earlier file's. An error names file, line, column
  /// and what was expected; the table is then as before.
  llvm::Error addFile(llvm::StringRef Path);
  llvm::Error addBuffer(llvm::StringRef Text, llvm::StringRef NameForErrors);

  /// Adds one class, as annotations and shape do.
  void addClass(Class C);

  const Class *findClass(llvm::StringRef QualifiedName) const;
  /// Whether what is declared in this namespace is a library's own affair,
  /// wherever its headers lie.
  bool isLibraryNamespace(llvm::StringRef QualifiedName) const {
    return LibraryNamespaces.contains(QualifiedName);
  }
  /// All contracts of the functions of a name.
  llvm::ArrayRef<Function> findFunctions(llvm::StringRef QualifiedName) const;

  const llvm::StringMap<Class> &classes() const { return Classes; }
  const llvm::StringMap<std::vector<Function>> &functions() const {
    return Functions;
  }

  /// A digest of all model files read: part of a cache's key.
  std::string digest() const;

private:
  friend class ModelReader;

  llvm::StringMap<Class> Classes;
  llvm::StringMap<std::vector<Function>> Functions;
  llvm::StringSet<> LibraryNamespaces;
  std::string Digest;
};

/// The first of the contracts of that name whose conditions hold, else the
/// class's contract for any method (`*`), else null.
const Method *chooseMethod(const Class &C, llvm::StringRef Name,
                           llvm::ArrayRef<ArgFacts> Args);
const Method *chooseFunction(llvm::ArrayRef<Function> Overloads,
                             llvm::ArrayRef<ArgFacts> Args);

/// The names of a method's temps while its steps are parsed. Temps are numbered
/// in order of definition.
using TempNames = std::vector<std::string>;

/// Parses one step, e.g. `t0 = insert this, back forward arg0`. Shared by model
/// files and annotations.
llvm::Expected<Step> parseStep(llvm::StringRef Text, TempNames &Names);

/// Parses steps with `;` between them into M.Steps and checks that every `each`
/// and `maybe` is ended.
llvm::Error parseSteps(llvm::StringRef Text, Method &M);

/// Parses one part, e.g. `T0`, `weak T1`, `collection T0`, and adds it to C.
llvm::Error parsePart(llvm::StringRef Text, Class &C);

/// Parses parts with `,` between them, each with its slot's name before it or
/// without, e.g. `first: weak T0, second: T1`, in place of those that C has.
llvm::Error parseParts(llvm::StringRef Text, Class &C);

/// Parses `name | name(conditions, ...)`; one Method without steps per name.
/// `word` is an argument, `word?` one that may be missing, `...` any number.
llvm::Expected<std::vector<Method>> parseSignature(llvm::StringRef Text);

/// A mistake at an offset in a text that was parsed.
class TextError : public llvm::ErrorInfo<TextError> {
public:
  static char ID;
  TextError(size_t Offset, std::string Message)
      : Offset(Offset), Message(std::move(Message)) {}

  void log(llvm::raw_ostream &OS) const override;
  std::error_code convertToErrorCode() const override;

  const size_t Offset;
  const std::string Message;
};

} // namespace weakspot::contracts

#endif // WEAKSPOT_CONTRACTS_CONTRACTS_H

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
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace weakspot::contracts {

/// What an operand of an effect refers to.
enum class PlaceKind : uint8_t {
  This,   ///< The object the member is called on.
  Arg,    ///< `arg0`, `arg1`, ...
  Rest,   ///< All arguments from `Index` on, where an operand list is allowed.
  Result, ///< The value or the fresh cell that the call gives.
  Temp,   ///< A name defined by an earlier step.
};

/// How the step takes its operand. `forward` is `move` where the C++ argument
/// is an rvalue, else `copy`.
enum class Pass : uint8_t { None, Copy, Move, Forward, Ref };

struct Place {
  PlaceKind Kind = PlaceKind::This;
  uint32_t Index = 0; ///< Argument number; number of the temp.
  Pass How = Pass::None;
};

/// A step is either an operation of the IR or one of these, which need the
/// frontend's help.
enum class StepKind : uint8_t {
  Op,        ///< The IR operation `Opcode`.
  Construct, ///< `construct CELL (rest)`: overload resolution picks the
             ///< constructor.
  Result,    ///< `result VALUE`: the call's value is this register.
  Invoke, ///< `invoke CALLABLE (args)`: a functor, lambda, pointer to member or
          ///< function.
  Bind,   ///< `bind RESULT (rest)`: a closure of std::bind's form.
};

/// The type that a cell-making step (`temp`, `alloc`, ...) gives its cell.
struct TypeRef {
  enum Kind : uint8_t {
    NoType,
    Result,      ///< `result`: the call's own type.
    Pointee,     ///< `pointee`: what the result owns or points to.
    ThisPointee, ///< `this.pointee`
    Element,     ///< `element`: the element of `this`.
    Arg,         ///< `argN`: the type of an argument.
    TemplateArg, ///< `TN`: the callee's template argument N.
  } K = NoType;
  uint32_t Index = 0;
};

struct Step {
  StepKind Kind = StepKind::Op;
  ir::Opcode Op = ir::Opcode::Unreachable;
  uint8_t Sub = 0;      ///< As ir::Instr::Sub.
  int32_t Defines = -1; ///< Number of the temp it defines, or -1.
  TypeRef Type;
  std::string
      Slot; ///< For `field`: the slot's name in the record (`first`, `second`).
  std::vector<Place> Operands;
};

/// One overload's contract. The first in file order that fits is taken.
struct Method {
  std::string
      Name; ///< `push_back`, `operator->`, `(constructor)`, `(destructor)`.
  unsigned MinArgs = 0;
  unsigned MaxArgs = ~0U;
  /// What arguments must be for this overload to apply, by position. Words:
  /// `any`, `pointer`, `null`, `strong`, `unique`, `weak`, `callable`,
  /// `collection`, `iterator`, `scalar`, `same` (the class itself), `lvalue`,
  /// `rvalue`, joined by `|`.
  std::vector<std::string> When;
  std::vector<Step> Steps;
};

struct Class {
  std::string
      Name; ///< Qualified, without inline namespaces: `std::shared_ptr`.
  ir::TypeKind Kind = ir::TypeKind::Opaque;
  bool WeakKeyed = false;
  bool SharedFromThis = false; ///< A base like enable_shared_from_this.
  /// Template arguments that are pointee or element. More than one makes the
  /// element a record with slots named by ElementSlots.
  std::vector<unsigned> Args;
  std::vector<std::string> ElementSlots;
  std::vector<Method> Methods;
  std::string Source; ///< Model file, annotation or shape, for people.
};

struct Function {
  std::string Name; ///< Qualified: `std::make_shared`.
  Method Body;
};

/// The table. Immutable once loaded; safe to share between threads.
class Table {
public:
  /// The model files built into the tool.
  static llvm::Expected<Table> builtin();

  /// Adds a model file's contracts; a later file's class replaces an earlier
  /// one's. An error names file, line and what was expected.
  llvm::Error addFile(llvm::StringRef Path);
  llvm::Error addBuffer(llvm::StringRef Text, llvm::StringRef NameForErrors);

  /// Adds one class, as annotations and shape do.
  void addClass(Class C);

  const Class *findClass(llvm::StringRef QualifiedName) const;
  /// All contracts of the free functions (and static members) of a name.
  llvm::ArrayRef<Function> findFunctions(llvm::StringRef QualifiedName) const;

  /// A digest of everything in the table: part of a cache's key.
  std::string digest() const;

private:
  llvm::StringMap<Class> Classes;
  llvm::StringMap<std::vector<Function>> Functions;
  std::string Digest;
};

/// Parses one step, e.g. `t0 = insert this, back forward arg0`. Shared by model
/// files and annotations. Temps are numbered in order of definition; TempNames
/// is kept between the steps of one method.
llvm::Expected<Step> parseStep(llvm::StringRef Text,
                               std::vector<std::string> &TempNames);

} // namespace weakspot::contracts

#endif // WEAKSPOT_CONTRACTS_CONTRACTS_H

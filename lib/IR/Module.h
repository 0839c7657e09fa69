//===- Module.h - The ownership IR of one TU --------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The ownership IR keeps of a TU only what creates, moves, copies, stores,
// weakens, locks, removes, captures, calls and ends the life of owners. It is
// all that the analysis sees: nothing here knows Clang.
//
// The machine is one of *cells*. A cell is storage with a type: a local, a
// heap object, a global, a slot of a record, an element of a collection. A
// register holds a *value*: the address of a cell, null, a boolean or integer
// constant, the address of a function, or something unknown. C++ references,
// raw pointers and glvalues are all addresses. A `shared_ptr` variable is a
// cell of a strong type; `load` of it gives the address of the object it owns.
// A derived object and its bases are one cell, so upcasts are no operation.
//
// Guarantees of a verified module (Verify.h): every index is in range, every
// register is defined once and before its uses on every path, every block
// ends with exactly one terminator, and operands fit their operation. Types,
// records held by value and overridden methods form no cycles.
//
// docs/ir.md is the reference: text form, meaning of each operation.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_MODULE_H
#define WEAKSPOT_IR_MODULE_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Allocator.h"
#include "llvm/Support/MemoryBuffer.h"
#include <bitset>
#include <cstdint>
#include <memory>
#include <vector>

namespace weakspot::ir {

/// Indexes into the tables of a Module. `None` is "there is none".
enum class TypeId : uint32_t { None = ~0U };
enum class RecordId : uint32_t { None = ~0U };
enum class FuncId : uint32_t { None = ~0U };
enum class GlobalId : uint32_t { None = ~0U };
enum class BlockId : uint32_t { None = ~0U };
enum class Reg : uint32_t { None = ~0U };
enum class NameId : uint32_t { None = 0 }; ///< None: the empty name.

/// No function has more: it keeps what is made per register within reason.
inline constexpr uint32_t MaxRegisters = 1U << 24;

template <typename Id> uint32_t index(Id I) { return static_cast<uint32_t>(I); }

/// A place in the source. Line and column are 1-based; line 0 is "nowhere".
struct Loc {
  uint32_t File = 0; ///< Index into Module::Files.
  uint32_t Line = 0;
  uint32_t Col = 0;

  bool isValid() const { return Line != 0; }
  friend bool operator==(const Loc &, const Loc &) = default;
};

enum class TypeKind : uint8_t {
  Opaque,     ///< Nothing that can own or be owned: numbers, strings.
  Scalar,     ///< bool, enumeration or integer whose constants are followed.
  Record,     ///< An object by value.
  Strong,     ///< Counted owner: shared_ptr.
  Unique,     ///< Sole owner: unique_ptr.
  Weak,       ///< Counted non-owner: weak_ptr.
  Borrow,     ///< Raw pointer, reference, iterator, view: owns nothing.
  Callable,   ///< Owns a closure whose type is erased: std::function.
  Collection, ///< Owns elements of one type by value.
};

/// A structural, interned type. Text: `strong @T`, `collection strong @T`,
/// `strong "boost::shared_ptr" @T`, `collection weakkeyed @Entry`, `opaque`.
struct Type {
  TypeKind Kind = TypeKind::Opaque;
  /// For a collection: an ephemeron table, where an element lives only while
  /// what it, or its weak slot, refers to does.
  bool WeakKeyed = false;
  TypeId Arg = TypeId::None;        ///< Pointee or element; None: unknown.
  RecordId Record = RecordId::None; ///< For TypeKind::Record.
  llvm::StringRef
      Name; ///< The library class, as contracts spell it; may be empty.

  friend bool operator==(const Type &, const Type &) = default;
};

enum class Access : uint8_t { Public, Protected, Private };

struct Slot {
  llvm::StringRef Name;
  TypeId Type = TypeId::None;
  Access Acc = Access::Public;
  Loc Where;
  bool IsAccepted = false; ///< Its author says: a ring through it is intended.
  llvm::StringRef Reason = {}; ///< And why; empty unless IsAccepted.
};

enum RecordFlags : uint16_t {
  RF_None = 0,
  RF_Closure = 1 << 0,     ///< A lambda's or bind's object; slots are captures.
  RF_Polymorphic = 1 << 1, ///< Has virtual functions.
  RF_SharedFromThis =
      1 << 2, ///< Derives from enable_shared_from_this or its like.
  RF_Union = 1 << 3,
  RF_System = 1 << 4,     ///< Declared in a system header.
  RF_Incomplete = 1 << 5, ///< Only declared in this TU.
  RF_Internal = 1 << 6,   ///< Local to this TU; never merged with another TU's.
  RF_HiddenSelf = 1 << 7, ///< Its only base by which an object finds its owner
                          ///< is not public: no owner can be told to it.
  RF_RepeatedSelf =
      1 << 8,             ///< It has such a base of one family more than once.
  RF_KeyFunctor = 1 << 9, ///< A container orders, hashes or compares by it.
  RF_HookNotLast = 1 << 10, ///< Has members behind one that has to be the last.
  RF_Acyclic = 1 << 11,     ///< Its author says: its objects never form a ring.
  RF_OrderedKey = 1 << 12,  ///< A container orders its objects by their own <.
  RF_HashedKey = 1 << 13, ///< A container compares its objects by their own ==.
};

struct Record {
  llvm::StringRef Key;  ///< The USR: equal keys in two TUs are one record.
  llvm::StringRef Name; ///< Qualified, for people.
  Loc Where;
  uint16_t Flags = RF_None;
  FuncId Dtor = FuncId::None;   ///< A destructor with a body of its own.
  FuncId CallOp = FuncId::None; ///< operator() of a closure or functor.
  std::vector<RecordId> Bases;
  std::vector<Slot> Slots; ///< Its own; those of bases are with the bases.
};

enum GlobalFlags : uint8_t {
  GF_None = 0,
  GF_Internal = 1,
  GF_ThreadLocal = 2,
  GF_Local = 4,
  GF_Guard = 8 ///< Whether a local that is static was initialised.
};

struct Global {
  llvm::StringRef Key;
  llvm::StringRef Name;
  Loc Where;
  TypeId Type = TypeId::None;
  uint8_t Flags = GF_None;
};

enum class Opcode : uint8_t {
#define OP(Enumerator, Mnemonic, Signature) Enumerator,
#include "IR/Ops.def"
};

inline constexpr unsigned NumOpcodes =
    static_cast<unsigned>(Opcode::Unreachable) + 1;

/// The mnemonic and the signature of Ops.def.
llvm::StringRef mnemonic(Opcode Op);
llvm::StringRef signature(Opcode Op);
bool isTerminator(Opcode Op);

enum class Transfer : uint8_t { None, Copy, Move, Ref };
/// Of an element. Key and Again have a key: of the one with it, and of one more
/// with it. Linked is at the back, where to put something moves nothing else.
enum class Position : uint8_t { Any, Front, Back, Key, Again, Linked };
inline bool hasKey(Position P) {
  return P == Position::Key || P == Position::Again;
}
enum class Lifetime : uint8_t { Once, Cancel, Holder, Forever };
enum class Predicate : uint8_t { Eq, Ne, Lt, Le, Gt, Ge };
enum class ConstKind : uint8_t { Null, True, False, Int };

/// Small, for a program has millions of them.
struct Operand {
  Reg R = Reg::None;
  NameId Slot = NameId::None; ///< Of a closure's capture.
  Transfer How = Transfer::None;

  friend bool operator==(const Operand &, const Operand &) = default;
};

/// One operation. Which members mean something follows from signature(Op);
/// the others keep their defaults, so that equality is structural.
struct Instr {
  Opcode Op = Opcode::Unreachable;
  uint8_t Sub = 0;      ///< Position, Lifetime, Predicate or ConstKind.
  bool HasFirst = true; ///< For `retain`: whether operand 0 is a holder.
  Reg Result = Reg::None;
  Loc Where;
  TypeId Ty = TypeId::None;
  llvm::SmallVector<Operand, 2> Args;
  FuncId Callee = FuncId::None;
  RecordId Rec = RecordId::None; ///< Closure's record; a slot's record.
  uint32_t SlotNo = 0;           ///< Index in Rec's own slots, for `field`.
  GlobalId Glob = GlobalId::None;
  int64_t Int = 0;     ///< For `const` of an integer.
  llvm::StringRef Str; ///< Variable name; kind of an opaque construct.
  llvm::SmallVector<BlockId, 2> Targets;
};

struct Block {
  std::vector<Instr> Instrs;
};

using OpSet = std::bitset<NumOpcodes>;

inline OpSet opSet(std::initializer_list<Opcode> Ops) {
  OpSet Result;
  for (Opcode Op : Ops)
    Result.set(static_cast<size_t>(Op));
  return Result;
}

/// The blocks of a function in few bytes, in memory only.
class PackedBody {
public:
  PackedBody() = default;
  explicit PackedBody(llvm::ArrayRef<Block> Blocks);

  explicit operator bool() const { return Bytes != nullptr; }
  void unpack(std::vector<Block> &Blocks) const;
  OpSet ops() const { return Ops; }

private:
  std::unique_ptr<uint8_t[]> Bytes;
  OpSet Ops;
};

enum FuncFlags : uint16_t {
  FF_None = 0,
  FF_Defined = 1 << 0, ///< Has blocks.
  FF_Virtual = 1 << 1,
  FF_Pure = 1 << 2,
  FF_Ctor = 1 << 3,
  FF_Dtor = 1 << 4,
  FF_Method = 1 << 5,   ///< Register 0 is `this`.
  FF_Internal = 1 << 6, ///< Local to this TU.
  FF_Entry = 1 << 7,    ///< main, or the dynamic initialisers of a TU.
  FF_System = 1 << 8,   ///< Declared in a system header.
  FF_Coroutine = 1 << 9,
  FF_NoReturn = 1 << 10,
  FF_Truncated = 1 << 11,      ///< Part of the body is missing (over a limit).
  FF_GivesReference = 1 << 12, ///< The address it returns is that of a
                               ///< reference: never null, nothing to own.
};

struct Param {
  llvm::StringRef Name;
  /// A class by value is the cell itself (the caller makes and drops it); a
  /// reference or pointer is `borrow T`, and its register is the address.
  /// Without a body, opaque where numbers are given only to be read.
  TypeId Type = TypeId::None;
};

struct Function {
  llvm::StringRef Key;
  llvm::StringRef Name; ///< Qualified, with parameter types, for people.
  Loc Where;
  uint16_t Flags = FF_None;
  RecordId Parent = RecordId::None;
  TypeId Ret = TypeId::None; ///< None: void. A class by value is a fresh cell.
  std::vector<Param> Params; ///< Registers 0..n-1, `this` among them.
  std::vector<FuncId> Overrides; ///< Directly overridden methods.
  uint32_t NumRegs = 0;          ///< Registers are 0..NumRegs-1.
  uint32_t NumOpaque = 0;        ///< Constructs lowered to `opaque`.
  /// The body while it is made. Block 0 is the entry.
  mutable std::vector<Block> Blocks;
  PackedBody Packed; ///< The same, once it is packed.

  /// A body that is packed is unpacked, and stays so: see OpenBody.
  const std::vector<Block> &blocks() const {
    if (Blocks.empty() && Packed)
      Packed.unpack(Blocks);
    return Blocks;
  }
  /// Otherwise it is only declared, or the body was dropped.
  bool hasBody() const { return Packed || !Blocks.empty(); }
  /// The kinds of operations in the body.
  OpSet ops() const;
  bool hasAny(OpSet Of) const { return (ops() & Of).any(); }
  /// Bodies take a tenth packed, and a program has millions. The body must be
  /// one of a verified module, whose strings it goes on to refer to.
  void pack();
  void dropBody();
};

/// For as long as it lives, what it was given of a packed body stays where it
/// is; thereafter the body is as it was before.
class OpenBody {
public:
  explicit OpenBody(const Function &F)
      : F(F), WasOpen(!F.Packed || !F.Blocks.empty()) {}
  OpenBody(const OpenBody &) = delete;
  OpenBody &operator=(const OpenBody &) = delete;
  ~OpenBody() {
    if (!WasOpen)
      std::vector<Block>().swap(F.Blocks);
  }

private:
  const Function &F;
  bool WasOpen;
};

/// The IR of one TU. Owns its strings, either in its own allocator or in the
/// buffer it was read from.
class Module {
public:
  Module();
  Module(Module &&) = default;
  Module &operator=(Module &&) = default;

  /// The source file, relative to the project where that can be.
  llvm::StringRef Name;
  std::vector<llvm::StringRef> Files;
  std::vector<Type> Types;
  std::vector<Record> Records;
  std::vector<Global> Globals;
  std::vector<Function> Functions;

  /// Copies S into the module once; equal strings share storage.
  llvm::StringRef intern(llvm::StringRef S);
  uint32_t internFile(llvm::StringRef Path);
  NameId internName(llvm::StringRef Name);
  TypeId internType(const Type &T);

  /// What internName() was given. The number may be any: see Verify.h.
  llvm::StringRef name(NameId I) const {
    return index(I) < Names.size() ? Names[index(I)] : llvm::StringRef();
  }
  bool hasName(NameId I) const { return index(I) < Names.size(); }
  const Type &type(TypeId I) const { return Types[index(I)]; }
  const Record &record(RecordId I) const { return Records[index(I)]; }
  Record &record(RecordId I) { return Records[index(I)]; }
  const Function &function(FuncId I) const { return Functions[index(I)]; }
  Function &function(FuncId I) { return Functions[index(I)]; }
  const Global &global(GlobalId I) const { return Globals[index(I)]; }

  /// Keeps a buffer alive whose bytes the strings refer to.
  void keepAlive(std::unique_ptr<llvm::MemoryBuffer> Buffer);

private:
  std::unique_ptr<llvm::BumpPtrAllocator> Storage;
  llvm::StringMap<llvm::StringRef> Interned;
  llvm::StringMap<uint32_t> FileIds;
  std::vector<llvm::StringRef> Names{llvm::StringRef()};
  llvm::StringMap<NameId> NameIds;
  llvm::DenseMap<uint64_t, llvm::SmallVector<TypeId, 1>> TypeIds;
  // How much of Files and Types the maps above know: both may be filled
  // directly.
  size_t IndexedFiles = 0;
  size_t IndexedTypes = 0;
  std::vector<std::unique_ptr<llvm::MemoryBuffer>> Buffers;

  llvm::SmallVector<TypeId, 1> &typesLike(const Type &T);
};

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_MODULE_H

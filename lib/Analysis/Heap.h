//===- Heap.h - Abstract objects and what they hold -------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The heap of one path through one function. A *node* names a cell of the
// ownership IR: a local, an allocation, a parameter's pointee, a global, a slot
// or an element inside another node, or what an input cell pointed to on entry.
// Nodes are interned in an Arena, so the same access path means the same node
// on every path.
//
// A State maps nodes to contents. Input nodes (those that exist before the
// function runs) have contents only once they were read or written: reading
// materialises the pointee, and the edge so made is not New.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_ANALYSIS_HEAP_H
#define WEAKSPOT_ANALYSIS_HEAP_H

#include "Analysis/Program.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include <map>
#include <optional>

namespace weakspot::analysis {

enum class NodeNo : uint32_t { None = ~0U };

/// One step of how something came to be: at a place in a function, and, if that
/// is a call, what happened inside. 0 is no trace.
enum class TraceNo : uint32_t { None = 0 };

struct TraceStep {
  Place Where;
  FuncNo In = FuncNo::None;
  TraceNo Inner = TraceNo::None;
};

/// All traces of the program, shared by summaries.
class Traces {
public:
  TraceNo add(Place Where, FuncNo In, TraceNo Inner = TraceNo::None);
  const TraceStep &operator[](TraceNo T) const { return Steps[index(T) - 1]; }
  unsigned depth(TraceNo T) const;
  /// The places from the outermost call to the statement itself.
  llvm::SmallVector<Place, 4> path(TraceNo T) const;

private:
  std::vector<TraceStep> Steps;
  /// By file, line, column, function and inner trace.
  llvm::DenseMap<std::tuple<uint32_t, uint32_t, uint32_t, uint32_t, uint32_t>,
                 TraceNo>
      Known;
};

enum class NodeKind : uint8_t {
  Param,   ///< The cell that parameter A's register addresses.
  Global,  ///< Global A; A == ~0 is the place where libraries keep what they
           ///< retain.
  Pointee, ///< What the input cell Parent pointed to on entry.
  Slot,    ///< Slot A of Parent.
  Element, ///< Element of the collection Parent: see ElementKind in A.
  Deleter, ///< The deleter in the control block of Parent.
  Kept,    ///< The collection of what a library retains with Parent.
  Local,   ///< A cell of the frame, made at Site.
  Heap,    ///< A heap cell, made at Site.
  Opaque,  ///< A cell that unknown code handed out at Site.
};

enum class ElementKind : uint32_t {
  Each,  ///< Input: stands for every element.
  Front, ///< Input; Site tells how many went before it.
  Back,  ///< Input; the same.
  Key,   ///< Input: the one at a key; Site tells keys apart.
  Made,  ///< Input: the one at a key, made empty if it was missing.
  Fresh, ///< Inserted, at Site.
  Left,  ///< Input: whether any is left once the first Site of those in
         ///< Content::Erased have gone.
};

struct Node {
  NodeKind Kind = NodeKind::Local;
  NodeNo Parent = NodeNo::None;
  uint32_t A = 0;
  uint64_t Site = 0;
  uint32_t Instance = 0; ///< Of several cells made at one site.
  TypeNo Type = TypeNo::None;
  bool Input = false; ///< Existed, or may have, before the function ran.
  bool Exact = false; ///< Type's record is the dynamic class.
  TraceNo Made = TraceNo::None;
  /// Of an element of a collection that was copied or moved as a whole: the one
  /// that it was made from.
  NodeNo CopyOf = NodeNo::None;
  /// The same for one access path in every arena.
  uint64_t Name = 0;
  /// In summaries: made before the function came to elements of which one
  /// stands for each, so once for all of them.
  bool Once = false;

  /// Whether it lives and dies with Parent.
  bool isPart() const {
    return Kind == NodeKind::Slot || Kind == NodeKind::Element ||
           Kind == NodeKind::Deleter || Kind == NodeKind::Kept;
  }
  /// Whether it stands for every element that a collection had on entry.
  bool isEach() const {
    return Kind == NodeKind::Element &&
           A == static_cast<uint32_t>(ElementKind::Each);
  }
};

/// What a register or a scalar cell holds.
struct Value {
  enum Kind : uint8_t {
    Unknown,
    Null,
    True,
    False,
    Int,
    Func,
    Addr
  } K = Unknown;
  /// Unknown: a symbol (0: nothing at all is known). Int: the number. Func: its
  /// FuncNo. Addr: the NodeNo.
  int64_t Data = 0;

  static Value null() { return {Null, 0}; }
  static Value boolean(bool B) { return {B ? True : False, 0}; }
  static Value integer(int64_t I) { return {Int, I}; }
  static Value symbol(uint64_t S) { return {Unknown, static_cast<int64_t>(S)}; }
  static Value function(FuncNo F) {
    return {Func, static_cast<int64_t>(index(F))};
  }
  static Value address(NodeNo N) {
    return {Addr, static_cast<int64_t>(index(N))};
  }

  /// A number that a program may count up to or have elements at. Larger ones
  /// are the frontend's for the texts of strings.
  static constexpr int64_t MaxCount = INT64_C(1) << 32;

  bool isTruth() const { return K == True || K == False; }
  bool isConstant() const { return isTruth() || K == Int; }
  bool isCount() const { return K == Int && Data < MaxCount; }
  bool isAddress() const { return K == Addr; }
  /// Nothing is known of it, not even whether it is another one's equal.
  bool isNameless() const { return K == Unknown && Data == 0; }
  NodeNo node() const {
    return K == Addr ? static_cast<NodeNo>(Data) : NodeNo::None;
  }
  FuncNo func() const {
    return K == Func ? static_cast<FuncNo>(Data) : FuncNo::None;
  }
  friend bool operator==(const Value &, const Value &) = default;
};

/// A condition or a number over values that are not known.
struct Expr {
  enum Operation : uint8_t {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
    Not,
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    And,
    Or,
    Xor,
    Shl,
    Shr,
    Combine,
    IsA ///< Whether the object at X is of the class Y, a RecordNo, or derived.
  };
  Operation Op = Eq; ///< Up to Ge as ir::Predicate.
  Value X, Y;

  friend bool operator==(const Expr &, const Expr &) = default;
};

/// What an expression is, if its operands tell.
std::optional<Value> evaluate(const Expr &E);

/// The numbers that something may be; both ends belong to it.
struct Range {
  int64_t Low = INT64_MIN, High = INT64_MAX;

  bool isEmpty() const { return Low > High; }
  Range meet(Range O) const {
    return {std::max(Low, O.Low), std::min(High, O.High)};
  }
  Range hull(Range O) const {
    return {std::min(Low, O.Low), std::max(High, O.High)};
  }
  friend bool operator==(const Range &, const Range &) = default;
};

class Arena {
public:
  explicit Arena(const Program &P) : P(P) {}

  const Node &operator[](NodeNo N) const { return Nodes[index(N)]; }
  uint32_t size() const { return Nodes.size(); }

  /// The node with this kind, parent, A, site and instance; made from N if new.
  NodeNo get(const Node &N);
  NodeNo slot(NodeNo Parent, SlotNo S);
  NodeNo pointee(NodeNo Cell);
  NodeNo element(NodeNo Coll, ElementKind K, uint64_t Site = 0,
                 uint32_t Instance = 0);
  /// Says nothing where Source is itself a part of N, or was made from it in an
  /// earlier turn.
  void setCopyOf(NodeNo N, NodeNo Source);
  /// What N was copied from in the end; N itself if it is no copy.
  NodeNo originOf(NodeNo N) const {
    while ((*this)[N].CopyOf != NodeNo::None)
      N = (*this)[N].CopyOf;
    return N;
  }
  bool isEach(NodeNo N) const { return (*this)[originOf(N)].isEach(); }
  /// The cell that decides whether there is an N: of a copy of all that was in
  /// a collection on entry that, else N itself.
  NodeNo presenceOf(NodeNo N) const { return isEach(N) ? originOf(N) : N; }
  NodeNo deleter(NodeNo Object);
  NodeNo kept(NodeNo Holder);

  /// The object that N is a part of; N itself if it is no part.
  NodeNo root(NodeNo N) const;
  /// The newest of the nodes that are parts of N, and the next older one with
  /// the same whole.
  NodeNo newestPart(NodeNo N) const { return Parts[index(N)].Newest; }
  NodeNo olderPart(NodeNo N) const { return Parts[index(N)].Older; }
  /// Calls F with N and with all that lies in it.
  template <typename Callback> void eachWithin(NodeNo N, Callback F) const {
    llvm::SmallVector<NodeNo, 8> Work{N};
    while (!Work.empty()) {
      NodeNo Whole = Work.pop_back_val();
      F(Whole);
      for (NodeNo Part = newestPart(Whole); Part != NodeNo::None;
           Part = olderPart(Part))
        Work.push_back(Part);
    }
  }
  ir::TypeKind kind(NodeNo N) const { return P.kind((*this)[N].Type); }
  /// Whether nothing that N's type can hold owns anything, or leads to it.
  bool holdsNothing(NodeNo N) const { return P.holdsNothing((*this)[N].Type); }

  /// Nodes from here on may have been made for each element of a collection.
  NodeNo firstOfEach() const { return FirstOfEach; }

  /// The number of an expression; equal ones have the same.
  uint32_t number(const Expr &E);
  const Expr &expr(uint64_t Number) const { return Exprs[Number]; }
  /// How many operations it has, those of its operands included, as far as
  /// they can be counted.
  unsigned size(const Expr &E) const;

private:
  const Program &P;
  struct PartLinks {
    NodeNo Newest = NodeNo::None, Older = NodeNo::None;
  };

  std::vector<Node> Nodes;
  std::vector<PartLinks> Parts; ///< By node.
  NodeNo FirstOfEach = NodeNo::None;
  std::vector<Expr> Exprs;
  std::vector<uint8_t> ExprSizes;
  /// By kind, parent, A, site and instance.
  llvm::DenseMap<std::tuple<uint32_t, uint32_t, uint32_t, uint64_t, uint32_t>,
                 NodeNo>
      Known;
  std::map<std::tuple<uint8_t, uint8_t, int64_t, uint8_t, int64_t>, uint32_t>
      KnownExprs;
};

/// What a cell holds.
struct Content {
  Value V; ///< Pointer-like and scalar cells.
  NodeNo Owned =
      NodeNo::None; ///< Owners: what is kept alive; V may point elsewhere.
  TraceNo How = TraceNo::None; ///< What put it there.
  bool New = false;            ///< Set in this function, not found on entry.
  bool Certain = true;         ///< Not one of several that it may be.
  bool Once = false;           ///< A library lets go of it by itself.
  bool AtEnd = false;          ///< A library calls it when its holder dies.
  bool FromSelf = false;       ///< Made by shared_from_this.
  bool Rest = false;      ///< Collections: elements from before entry remain.
  bool Uncounted = false; ///< Collections: an element may stand for several.
  bool Guessed = false;   ///< Put there after a guess; see State::Guessed.
  uint8_t After = 0;      ///< How many choices came before it.
  llvm::SmallVector<NodeNo, 2> Elements; ///< Collections.
  llvm::SmallVector<NodeNo, 0>
      Erased; ///< Collections: input elements that went.

  /// A number, a condition: nothing that points anywhere.
  bool isScalar() const {
    return Owned == NodeNo::None && !Rest && Elements.empty() &&
           Erased.empty() && V.K != Value::Null && V.K != Value::Addr &&
           V.K != Value::Func;
  }
  /// Whether the same is held, made in the same way.
  friend bool operator==(const Content &X, const Content &Y) {
    return X.V == Y.V && X.Owned == Y.Owned && X.How == Y.How &&
           X.New == Y.New && X.Certain == Y.Certain && X.Once == Y.Once &&
           X.AtEnd == Y.AtEnd && X.FromSelf == Y.FromSelf && X.Rest == Y.Rest &&
           X.Uncounted == Y.Uncounted && X.Elements == Y.Elements &&
           X.Erased == Y.Erased;
  }
};

/// A call that could not be resolved where it stands, for the callers to try.
struct PendingCall {
  FuncNo Callee = FuncNo::None; ///< Of a virtual call; None: an invocation.
  Value Target;
  llvm::SmallVector<Value, 4> Args;
  Place Where;
  FuncNo In = FuncNo::None;
  TraceNo Path = TraceNo::None;

  friend bool operator==(const PendingCall &A, const PendingCall &B) {
    return A.Callee == B.Callee && A.Target == B.Target && A.Args == B.Args &&
           A.Where == B.Where;
  }
};

/// What an observer noted of a path: that something was done to a node. Kinds
/// are the observer's.
struct Event {
  uint32_t Kind = 0;
  NodeNo On = NodeNo::None;
  TypeNo Type = TypeNo::None; ///< Of the owner that took part, if one did.
  TraceNo How = TraceNo::None;
  /// Whether paths with it are kept apart from those without: a caller may know
  /// which of them is taken.
  bool Parts = false;

  friend bool operator==(const Event &, const Event &) = default;
};

/// One of the ways on which something is decided that is not known and that is
/// no free choice either: whether a search finds what it looks for at this
/// turn, or which element a key means.
struct Choice {
  uint64_t Fork = 0; ///< All ways that part at one place in one state have it.
  unsigned Way = 0;
  uint8_t At = 0; ///< How many the path had made before.

  friend bool operator==(const Choice &X, const Choice &Y) {
    return X.Fork == Y.Fork && X.Way == Y.Way;
  }
};

inline bool isOwnerKind(ir::TypeKind K) {
  return K == ir::TypeKind::Strong || K == ir::TypeKind::Unique ||
         K == ir::TypeKind::Callable;
}

/// One path's knowledge.
struct State {
  /// Notes kept of one path; more are dropped.
  static constexpr unsigned MaxEvents = 16;
  static constexpr unsigned MaxChoices = 12;
  static constexpr unsigned MaxParted = 2 * MaxChoices;

  State() = default;
  State(const State &) = default;
  /// A vector that grows copies what may throw while it is moved.
  State(State &&) noexcept = default;
  State &operator=(const State &) = default;
  State &operator=(State &&) noexcept = default;
  ~State() = default;

  std::vector<Value> Regs;
  llvm::DenseMap<uint32_t, Content> Cells;     ///< By NodeNo.
  llvm::DenseMap<uint32_t, bool> NullFacts;    ///< NodeNo -> is null.
  llvm::DenseMap<uint64_t, Value> SymbolFacts; ///< Symbol -> constant.
  llvm::DenseMap<uint64_t, Range> Ranges;      ///< Symbol -> what it may be.
  llvm::DenseMap<uint32_t, uint32_t>
      ClassFacts;                       ///< Input NodeNo -> exact RecordNo.
  llvm::DenseMap<uint32_t, Value> Keys; ///< Element NodeNo -> its key.
  /// By collection: which element an index was taken to mean.
  llvm::DenseMap<uint32_t, llvm::SmallVector<std::pair<Value, NodeNo>, 1>>
      Picks;
  llvm::DenseMap<uint64_t, uint32_t> SiteCount;
  llvm::DenseMap<uint32_t, uint32_t>
      Visits; ///< BlockId -> times gone back to by a guess.
  llvm::DenseMap<uint32_t, uint32_t>
      KnownTurns; ///< BlockId -> known choices made there.
  /// Cells that were filled by a lock, or a copy of it, with what they own if
  /// that is alive: paths that know different things of it are kept apart while
  /// they hold it.
  llvm::SmallVector<std::pair<NodeNo, NodeNo>, 0> Locked;
  llvm::DenseSet<uint32_t> Dead;
  llvm::DenseSet<uint32_t> Escaped;
  std::vector<PendingCall> Pending;
  llvm::SmallVector<Event, 0> Events;
  Value Ret;
  /// Where what is thrown lands; None: it leaves the function.
  ir::BlockId Landing = ir::BlockId::None;
  uint32_t Joins = 0;
  bool Blurred = false; ///< A join forgot what was asked of the entry.
  /// Something was picked that could be another: what is made from now on may
  /// not come about, and the function is among the skipped, since another pick
  /// may take away what was made before.
  bool Guessed = false;
  /// Called in a way that their summaries do not cover, ascending.
  llvm::SmallVector<FuncNo, 2> Skipped;
  /// In the order in which they were made; later ones than MaxChoices are not
  /// kept.
  llvm::SmallVector<Choice, 0> Choices;
  /// Made on one of the paths that were joined here, not on all; in no order.
  llvm::SmallVector<Choice, 0> Parted;
  uint8_t Made = 0; ///< How many choices led here, along the longest path.
  /// Nodes for each element of which a loop went on to the next one.
  llvm::SmallDenseSet<uint32_t, 2> Visited;
  Place End; ///< Where the function was left.

  /// Whether a later step could tell the two apart by what the heap holds;
  /// facts and registers aside.
  bool sameHeap(const State &O, const Arena &A) const;
  /// Whether both leave the same constants in members of objects, as far as one
  /// of them set them.
  bool sameFlags(const State &O, const Arena &A) const;
  /// Whether both have the events that keep paths apart.
  bool sameEvents(const State &O) const;
  /// Whether O assumes all that this path assumes of what was there on entry.
  bool assumesLess(const State &O, const Arena &A) const;
  /// Whether the path is gone whatever there was on entry, as long as what it
  /// looks at was there.
  bool asksNothing(const Arena &A) const;
  void skip(llvm::ArrayRef<FuncNo> Callees);
  /// Keeps only the facts that O has too. A scalar that differs becomes
  /// unknown. What happened on either path has happened on the joined one.
  void join(const State &O, const Arena &A);

  void choose(Choice C) {
    C.At = Made;
    Made = madeWith(1);
    if (Choices.size() < MaxChoices)
      Choices.push_back(C);
  }
  void part(Choice C) {
    if (Parted.size() < MaxParted && !llvm::is_contained(Parted, C))
      Parted.push_back(C);
  }
  uint8_t madeWith(unsigned More) const {
    return std::min<unsigned>(Made + More, UINT8_MAX);
  }
  void joinSkipped(const State &O, bool AssumesLess, bool OtherAssumesLess);
  void forget(uint32_t Cell, uint64_t Salt, const Arena &A);
  void note(const Event &E);
};

} // namespace weakspot::analysis

#endif // WEAKSPOT_ANALYSIS_HEAP_H

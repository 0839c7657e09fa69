//===- Destructions.cpp - What a body destroys, told twice ----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Destructions.h"
#include "Automaton.h"
#include "Frontend/ModuleBuilder.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/StringExtras.h"
#include <map>
#include <set>

using namespace llvm;
using namespace clang;
using namespace weakspot::frontend;

namespace weakspot::test {
namespace {

/// The CXXBindTemporaryExprs of a body: which of them make temporaries, and
/// what such a temporary is called in both. Of the arms of a conditional
/// operator, that is the operator.
class Temporaries {
public:
  explicit Temporaries(const FunctionDecl *D) {
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(D))
      for (const CXXCtorInitializer *Init : Ctor->inits()) {
        initialiser(Init->getInit());
        visit(Init->getInit());
      }
    visit(D->getBody());
  }

  const Expr *nameOf(const Expr *E) const {
    while (const Expr *Around = ArmOf.lookup(E))
      E = Around;
    return E;
  }

  /// Not what Sema made for a call that a library makes.
  bool isOfBody(const Expr *E) const { return All.contains(E); }
  bool isOfDefaultArg(const Expr *E) const { return InDefaultArg.contains(E); }
  /// E initialises an object that is no temporary.
  bool isInPlace(const CXXBindTemporaryExpr *E) const {
    return InPlace.contains(E);
  }

  /// The body says `try`.
  bool HasTry = false;

private:
  void visit(const Stmt *S) {
    if (!S)
      return;
    HasTry |= isa<CXXTryStmt>(S);
    if (isa<CXXBindTemporaryExpr, ConditionalOperator>(S)) {
      All.insert(cast<Expr>(S));
      if (DefaultArgs)
        InDefaultArg.insert(cast<Expr>(S));
    }
    if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(S))
      visit(Default->getExpr());
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(S)) {
      ++DefaultArgs;
      visit(Default->getExpr());
      --DefaultArgs;
    }
    noteInitialisers(S);
    if (const auto *C = dyn_cast<ConditionalOperator>(S)) {
      arm(C->getTrueExpr(), C);
      arm(C->getFalseExpr(), C);
    }
    for (const Stmt *Child : S->children())
      visit(Child);
  }

  void noteInitialisers(const Stmt *S) {
    if (const auto *Decls = dyn_cast<DeclStmt>(S)) {
      for (const Decl *D : Decls->decls())
        if (const auto *V = dyn_cast<VarDecl>(D))
          initialiser(V->getInit());
    } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
      initialiser(Return->getRetValue());
    } else if (const auto *New = dyn_cast<CXXNewExpr>(S)) {
      initialiser(New->getInitializer());
    } else if (const auto *Throw = dyn_cast<CXXThrowExpr>(S)) {
      initialiser(Throw->getSubExpr());
    } else if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
      for (const Expr *Init : Lambda->capture_inits())
        initialiser(Init);
    } else if (isa<InitListExpr, CXXParenListInitExpr>(S)) {
      for (const Stmt *Init : S->children())
        initialiser(cast_or_null<Expr>(Init));
    }
  }

  /// E makes an object that is no temporary, if it is a prvalue.
  void initialiser(const Expr *E) {
    if (!E || E->isGLValue())
      return;
    E = E->IgnoreParens();
    if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E)) {
      InPlace.insert(Bind);
      return initialiser(Bind->getSubExpr());
    }
    if (const auto *Full = dyn_cast<FullExpr>(E))
      return initialiser(Full->getSubExpr());
    if (const auto *Cast = dyn_cast<CastExpr>(E))
      return initialiser(Cast->getSubExpr());
    if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
      return initialiser(Default->getExpr());
    if (const auto *C = dyn_cast<ConditionalOperator>(E)) {
      initialiser(C->getTrueExpr());
      return initialiser(C->getFalseExpr());
    }
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(E);
        Construct && Construct->isElidable() && Construct->getNumArgs())
      initialiser(Construct->getArg(0));
  }

  void arm(const Expr *E, const ConditionalOperator *Of) {
    E = E->IgnoreParens();
    if (E->isGLValue())
      return;
    if (const auto *Cast = dyn_cast<CastExpr>(E))
      return arm(Cast->getSubExpr(), Of);
    if (isa<CXXBindTemporaryExpr, ConditionalOperator>(E))
      ArmOf[E] = Of;
    if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      arm(Bind->getSubExpr(), Of);
  }

  DenseSet<const Expr *> All, InDefaultArg;
  unsigned DefaultArgs = 0;
  DenseMap<const Expr *, const Expr *> ArmOf;
  DenseSet<const CXXBindTemporaryExpr *> InPlace;
};

/// A point of a graph together with which temporaries are objects there.
template <typename Block, typename Object> struct At {
  Block B;
  std::set<Object> Made;
  friend auto operator<=>(const At &, const At &) = default;
};

/// Walks a graph of blocks whose way depends on what was made.
template <typename Place> class Explorer {
public:
  Automaton Result;

  Automaton::Node nodeOf(Place P) {
    auto [It, Inserted] = Nodes.try_emplace(std::move(P), 0);
    if (Inserted) {
      if (Nodes.size() > 1)
        It->second = Result.addNode();
      ToDo.push_back(&*It);
    }
    return It->second;
  }
  Automaton::Node event(Automaton::Node From, Event E) {
    Automaton::Node To = Result.addNode();
    Result.addStep(From, E, To);
    return To;
  }
  /// False: there is too much of it.
  bool explore(function_ref<void(const Place &, Automaton::Node)> Visit) {
    constexpr size_t MaxNodes = 20000;
    while (!ToDo.empty()) {
      if (Result.size() > MaxNodes)
        return false;
      auto *Next = ToDo.back();
      ToDo.pop_back();
      Visit(Next->first, Next->second);
    }
    return true;
  }

private:
  std::map<Place, Automaton::Node> Nodes;
  std::vector<const std::pair<const Place, Automaton::Node> *> ToDo;
};

/// One body, as both tell it.
class Body {
public:
  Body(ModuleBuilder &MB, const FunctionDecl *D, const ir::Function &F,
       const BodyCells &Cells)
      : MB(MB), D(D), F(F), Cells(Cells), Temps(D) {}

  bool build();
  std::string show(const Word &W) const;

  std::optional<Automaton> FromCFG, FromIR;
  unsigned Destructions = 0;
  /// Clang's CFG has forgotten the outcome of a condition.
  bool Forgets = false;
  bool hasTry() const { return Temps.HasTry; }

private:
  using CFGPlace = At<const CFGBlock *, const Expr *>;
  using IRPlace = At<unsigned, ir::Reg>;

  void noteMentioned();
  bool isKept(QualType T) { return MB.types().travel(T) == Travel::Cell; }
  bool isCompared(const VarDecl *V);
  std::optional<Automaton> walkCFG();
  void step(Explorer<CFGPlace> &E, CFGPlace P, Automaton::Node N);
  std::optional<Automaton> walkIR();
  void step(Explorer<IRPlace> &E, IRPlace P, Automaton::Node N);
  Event dropped(ir::Reg R, std::set<ir::Reg> &Made);

  ModuleBuilder &MB;
  const FunctionDecl *D;
  const ir::Function &F;
  const BodyCells &Cells;
  Temporaries Temps;
  std::unique_ptr<CFG> Graph;
  /// What the CFG destroys somewhere.
  DenseSet<const VarDecl *> Mentioned;
  DenseSet<const Expr *> MentionedTemps;
  DenseSet<const VarDecl *> WithCells;
  /// Registers that hold a constant, and those that a flag was read into.
  DenseMap<ir::Reg, bool> Constants;
  DenseMap<ir::Reg, ir::Reg> FlagReads;
};

bool Body::build() {
  CFG::BuildOptions Options;
  Options.AddImplicitDtors = true;
  Options.AddTemporaryDtors = true;
  Options.AddInitializers = true;
  Options.AddStaticInitBranches = true;
  Options.AddCXXDefaultInitExprInCtors = true;
  Options.AddCXXDefaultInitExprInAggregates = true;
  Options.setAlwaysAdd(Stmt::CXXBindTemporaryExprClass);
  Options.setAlwaysAdd(Stmt::CXXThrowExprClass);
  Graph = CFG::buildCFG(D, D->getBody(), &MB.context(), Options);
  if (!Graph)
    return false;
  for (auto [Cell, V] : Cells.Variables)
    WithCells.insert(V);
  noteMentioned();
  FromCFG = walkCFG();
  FromIR = walkIR();
  return FromCFG && FromIR;
}

void Body::noteMentioned() {
  for (const CFGBlock *B : *Graph) {
    Forgets |= B->getTerminator().isTemporaryDtorsBranch();
    for (const CFGElement &E : *B) {
      if (auto Dtor = E.getAs<CFGAutomaticObjDtor>())
        Mentioned.insert(Dtor->getVarDecl());
      if (auto Dtor = E.getAs<CFGTemporaryDtor>())
        MentionedTemps.insert(Temps.nameOf(Dtor->getBindTemporaryExpr()));
    }
  }
}

bool Body::isCompared(const VarDecl *V) {
  if (isa<ParmVarDecl>(V))
    return false;
  // A reference may be bound to what is nobody's temporary.
  if (V->getType()->isReferenceType())
    return Mentioned.contains(V) && WithCells.contains(V);
  return isKept(V->getType()) &&
         V->needsDestruction(MB.context()) == QualType::DK_cxx_destructor;
}

std::optional<Automaton> Body::walkCFG() {
  Explorer<CFGPlace> E;
  E.nodeOf({&Graph->getEntry(), {}});
  if (!E.explore([&](const CFGPlace &P, Automaton::Node N) { step(E, P, N); }))
    return std::nullopt;
  return std::move(E.Result);
}

void Body::step(Explorer<CFGPlace> &E, CFGPlace P, Automaton::Node N) {
  if (P.B == &Graph->getExit())
    return E.Result.accept(N);
  for (const CFGElement &Element : *P.B) {
    if (auto S = Element.getAs<CFGStmt>()) {
      if (isa<CXXThrowExpr>(S->getStmt()))
        return;
      if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(S->getStmt()))
        P.Made.insert(Bind);
    } else if (auto Dtor = Element.getAs<CFGAutomaticObjDtor>()) {
      // What is returned whole is the result.
      const auto *Return = dyn_cast<ReturnStmt>(Dtor->getTriggerStmt());
      if (!isCompared(Dtor->getVarDecl()) ||
          (Return && Return->getNRVOCandidate() == Dtor->getVarDecl()))
        continue;
      ++Destructions;
      N = E.event(N, Dtor->getVarDecl());
    } else if (auto Dtor = Element.getAs<CFGTemporaryDtor>()) {
      const CXXBindTemporaryExpr *Bind = Dtor->getBindTemporaryExpr();
      P.Made.erase(Bind);
      if (!isKept(Bind->getType()) || Temps.isInPlace(Bind))
        continue;
      ++Destructions;
      N = E.event(N, Temps.nameOf(Bind));
    }
  }
  if (P.B->hasNoReturnElement())
    return;
  auto Go = [&](CFGBlock::AdjacentBlock To) {
    const CFGBlock *B = To.getReachableBlock();
    if (B && !isa_and_nonnull<CXXCatchStmt>(B->getLabel()))
      E.Result.addStep(N, nullptr, E.nodeOf({B, P.Made}));
  };
  CFGTerminator T = P.B->getTerminator();
  if (T.isTemporaryDtorsBranch())
    return Go(
        P.B->succ_begin()[P.Made.contains(cast<Expr>(T.getStmt())) ? 0 : 1]);
  for (const CFGBlock::AdjacentBlock &To : P.B->succs())
    Go(To);
}

std::optional<Automaton> Body::walkIR() {
  for (const ir::Block &B : F.blocks())
    for (const ir::Instr &I : B.Instrs) {
      if (I.Op == ir::Opcode::Const &&
          (I.Sub == static_cast<uint8_t>(ir::ConstKind::True) ||
           I.Sub == static_cast<uint8_t>(ir::ConstKind::False)))
        Constants[I.Result] =
            I.Sub == static_cast<uint8_t>(ir::ConstKind::True);
      if (I.Op == ir::Opcode::Load && Cells.Flags.contains(I.Args[0].R))
        FlagReads[I.Result] = I.Args[0].R;
    }
  Explorer<IRPlace> E;
  E.nodeOf({0, {}});
  if (!E.explore([&](const IRPlace &P, Automaton::Node N) { step(E, P, N); }))
    return std::nullopt;
  return std::move(E.Result);
}

Event Body::dropped(ir::Reg R, std::set<ir::Reg> &Made) {
  if (const VarDecl *V = Cells.Variables.lookup(R))
    return isCompared(V) ? V : nullptr;
  if (Cells.Conditional.contains(R) && !Made.erase(R))
    return nullptr;
  const Expr *E = Cells.Temporaries.lookup(R);
  if (!E || !Temps.isOfBody(E) || !isKept(E->getType()) ||
      E->getType().isDestructedType() != QualType::DK_cxx_destructor)
    return nullptr;
  // An owner that was moved to where it belongs is empty: its end is none.
  if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E);
      Bind && Temps.isInPlace(Bind) &&
      !MB.types().is(MB.types().type(E->getType()), ir::TypeKind::Record))
    return nullptr;
  if (Temps.isOfDefaultArg(E) && !MentionedTemps.contains(Temps.nameOf(E)))
    return nullptr;
  return Temps.nameOf(E);
}

void Body::step(Explorer<IRPlace> &E, IRPlace P, Automaton::Node N) {
  auto Go = [&](ir::BlockId B) {
    E.Result.addStep(N, nullptr, E.nodeOf({ir::index(B), P.Made}));
  };
  for (const ir::Instr &I : F.blocks()[P.B].Instrs) {
    switch (I.Op) {
    case ir::Opcode::Drop:
      if (Event What = dropped(I.Args[0].R, P.Made))
        N = E.event(N, What);
      continue;
    case ir::Opcode::Store:
      if (Cells.Flags.contains(I.Args[0].R)) {
        if (Constants.lookup(I.Args[1].R))
          P.Made.insert(I.Args[0].R);
        else
          P.Made.erase(I.Args[0].R);
      }
      break;
    case ir::Opcode::Return:
      return E.Result.accept(N);
    case ir::Opcode::Try:
      // Not what is thrown.
      return Go(I.Targets[0]);
    case ir::Opcode::Branch:
      if (auto Read = FlagReads.find(I.Args[0].R); Read != FlagReads.end())
        return Go(I.Targets[P.Made.contains(Read->second) ? 0 : 1]);
      break;
    default:
      break;
    }
    for (const ir::Operand &O : I.Args)
      if (Cells.Conditional.contains(O.R))
        P.Made.insert(O.R);
    for (ir::BlockId To : I.Targets)
      Go(To);
  }
}

std::string Body::show(const Word &W) const {
  const SourceManager &SM = MB.context().getSourceManager();
  DenseSet<Event> Vars;
  for (const VarDecl *V : Mentioned)
    Vars.insert(V);
  for (const VarDecl *V : WithCells)
    Vars.insert(V);
  std::string Text;
  raw_string_ostream OS(Text);
  for (Event E : W) {
    SourceLocation L;
    if (Vars.contains(E)) {
      const auto *V = static_cast<const VarDecl *>(E);
      OS << ' ' << V->getName();
      L = V->getLocation();
    } else {
      OS << " temporary";
      L = static_cast<const Expr *>(E)->getExprLoc();
    }
    OS << '@' << SM.getExpansionLineNumber(L) << ':'
       << SM.getExpansionColumnNumber(L);
  }
  return Text.empty() ? " nothing" : Text;
}

} // namespace

void DestructionsCompared::lowered(ModuleBuilder &MB, const FunctionDecl *D,
                                   const ir::Function &F,
                                   const BodyCells &Cells) {
  if (!D->getBody() || F.Flags & (ir::FF_Coroutine | ir::FF_Truncated))
    return;
  Body B(MB, D, F, Cells);
  if (!B.build()) {
    ++NotCompared;
    return;
  }
  ++Bodies;
  Destructions += B.Destructions;
  auto Compare = [&](const Automaton &One, const Automaton &Other,
                     StringRef Who) {
    Automaton::Difference Diff = One.without(Other);
    NotCompared += Diff.TooLarge;
    if (Diff.Missing)
      Differences.push_back(
          (D->getLocation().printToString(MB.context().getSourceManager()) +
           ": " + F.Name + ": only " + Who + " destroys" +
           B.show(*Diff.Missing))
              .str());
  };
  if (!B.hasTry())
    Compare(*B.FromIR, *B.FromCFG, "the IR");
  if (!B.Forgets)
    Compare(*B.FromCFG, *B.FromIR, "the CFG");
}

} // namespace weakspot::test

//===- FunctionLowering.h - A function's body becomes IR --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Walks a body top-down, as code generation does: an initialiser is lowered
// into the cell that it initialises, so that a constructor's `this` is the
// object's own cell; temporaries die at the end of their full expression;
// every way out of a scope drops what the scope owns.
//
// What an expression gives:
//   glvalue                the address of its cell
//   prvalue that travels   as a cell: the address of a fresh cell, which nobody
//                          drops until keep() or a variable takes it over
//                          as a value: what a cell of its type would hold
//                          as opaque: Reg::None
// Reg::None is also the address of a cell that is not kept (an opaque field);
// operand() turns it into something that can be passed.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_FRONTEND_FUNCTIONLOWERING_H
#define WEAKSPOT_FRONTEND_FUNCTIONLOWERING_H

#include "Frontend/BodyObserver.h"
#include "Frontend/ContractCalls.h"
#include "Frontend/FunctionBuilder.h"
#include "Frontend/ModuleBuilder.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

namespace weakspot::frontend {

/// Which types can lead to an owner.
struct MatteringTypes {
  bool matters(const TypeLowering &Types, ir::TypeId T);
};

class FunctionLowering : public FunctionBuilder {
public:
  FunctionLowering(ModuleBuilder &MB, unsigned NumParams);

  ModuleBuilder &tu() { return MB; }
  TypeLowering &types() { return MB.types(); }
  clang::ASTContext &context() { return MB.context(); }

  // Expressions.

  /// Lowers E; the result is as the head of this file says.
  ir::Reg expr(const clang::Expr *E);
  /// Initialises Cell, a fresh cell of E's type, in place.
  void init(ir::Reg Cell, const clang::Expr *E);
  /// Only E's effects.
  void discard(const clang::Expr *E);
  /// Whether E is the call whose effects alone are wanted.
  bool isDiscarded(const clang::Expr *E) const { return E == Discarded; }
  /// The address of something that holds E's value: a prvalue gets a temporary
  /// that lives until the full expression ends. None for opaque things.
  ir::Reg address(const clang::Expr *E);
  /// The same value as a register that may stand in an operand list.
  ir::Reg operand(ir::Reg R) { return R == ir::Reg::None ? opaqueValue() : R; }

  /// While it lives, E stands for a value that has been lowered already: how
  /// calls that Sema built for us (see Resolve.h) receive their arguments.
  class Bound {
  public:
    Bound(FunctionLowering &F, const clang::OpaqueValueExpr *E, ir::Reg R);
    ~Bound();
    Bound(const Bound &) = delete;
    Bound &operator=(const Bound &) = delete;

  private:
    FunctionLowering &F;
    const clang::OpaqueValueExpr *E;
    ir::Reg Previous;
    bool HadPrevious;
  };

  /// What tells the opaque value of E from others, as far as that is known: the
  /// number of a string literal, a parameter that stays what it was. None where
  /// nothing is known. A key may mean a parameter that has been changed since;
  /// what is Exact is the value itself.
  ir::Reg identity(const clang::Expr *E, bool IsExact = false);
  /// Whether the function leaves its variable V what it was made as.
  bool isNeverChanged(const clang::VarDecl *V);

  // Members that are texts (TextMembers.cpp).

  /// Notes which member a getter gave, and what the call may have changed.
  void followTexts(const clang::CallExpr &Call, ir::Reg Object);
  /// The slot of the member that E named or gave when it was last lowered.
  ir::Reg textCell(const clang::Expr *E) const;
  void initText(ir::Reg Object, const clang::FieldDecl *F,
                const clang::Expr *Init);

  // What is asked of opaque values (Questions.cpp). None where they may have
  // changed since, or where something is called that does more than look.

  /// A number that is the same whenever the value of E is; E is not run.
  ir::Reg standIn(const clang::Expr *E);
  /// What a library's function gives of its arguments.
  ir::Reg answer(const clang::Expr *Site);
  /// How many elements an opaque container, or characters a text has: null
  /// means the object that the member call Site is of.
  ir::Reg sizeOf(const clang::Expr *Container, const clang::Expr *Site);
  /// Of a text's bytes. The analysis takes smaller ones for what is counted.
  static int64_t numberOf(llvm::StringRef Text);

  // Temporaries.

  /// A cell that is dropped when the full expression ends.
  ir::Reg tempCell(ir::TypeId T);
  /// Takes a fresh cell over, to be dropped when the full expression ends; the
  /// result is the address to go on with.
  ir::Reg keep(ir::Reg Fresh, ir::TypeId T);
  /// Moves the content of a fresh cell into Dst, which has been initialised or
  /// is empty. The fresh cell is no more.
  void moveInto(ir::Reg Dst, ir::Reg Fresh);
  /// A cell of a value type that holds Value, living as tempCell()'s do.
  ir::Reg spill(ir::Reg Value, ir::TypeId T);

  // Calls.

  /// Whether a value of this type, or what it refers to, can matter to owners.
  bool matters(clang::QualType T);

  /// The part of an object of class Derived that is its base Base: the same
  /// address, unless Base is kept as a slot.
  ir::Reg basePart(ir::Reg Object, const clang::CXXRecordDecl *Derived,
                   const clang::CXXRecordDecl *Base);

  // Whole bodies; each ends with finish().
  void lowerFunction(const clang::FunctionDecl *D, ir::FuncId Id);
  void lowerInitialisers(llvm::ArrayRef<const clang::VarDecl *> Vars,
                         ir::FuncId Id);
  /// Of a finished body, for the TU's observer; empty if it has none.
  BodyCells cells() const;

private:
  friend class ContractEmitter;

  //===--- Scopes (Scopes.cpp) --------------------------------------------===//

  /// A cell that the current scope drops when it is left.
  struct Cleanup {
    ir::Reg Cell;
    /// A scalar cell that says whether Cell was ever initialised; None: it was.
    ir::Reg Flag;
    /// A variable whose class's contract says what its end does.
    const clang::VarDecl *Guard = nullptr;
  };
  struct Target {
    ir::BlockId Block = ir::BlockId::None;
    size_t Depth = 0; ///< Of Cleanups.
  };
  struct Handler {
    ir::BlockId Block = ir::BlockId::None;
    clang::QualType Type; ///< Null for `...`.
  };
  struct TryScope {
    llvm::SmallVector<Handler, 2> Handlers;
    bool CatchesAll = false; ///< That calls throw.
    /// Whether it is there for an object that has no owner.
    bool CatchesUnowned = false;
    size_t Depth = 0;
    unsigned Landings = 0;
  };

  /// Everything from its construction on that is left to be dropped is dropped
  /// when it ends: the scope of a block, a loop's body, a full expression.
  class Scope {
  public:
    Scope(FunctionLowering &F, const clang::Stmt *S);
    ~Scope();
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

  private:
    FunctionLowering &F;
    size_t Depth, NumInScope;
  };
  /// A full expression: temporaries die at its end; those whose life is
  /// extended pass to the scope around it.
  class FullExpression {
  public:
    explicit FullExpression(FunctionLowering &F);
    ~FullExpression() { end(); }
    FullExpression(const FullExpression &) = delete;
    FullExpression &operator=(const FullExpression &) = delete;
    void end();

  private:
    FunctionLowering &F;
    size_t Depth;
    InsertPoint *Around;
    llvm::SmallVector<Cleanup, 2> ExtendedAround;
    bool Ended = false;
  };
  /// Marks code that runs only on some paths of a full expression: cells of
  /// temporaries are made before it, where all paths pass.
  class ConditionalCode {
  public:
    explicit ConditionalCode(FunctionLowering &F);
    ~ConditionalCode();
    ConditionalCode(const ConditionalCode &) = delete;
    ConditionalCode &operator=(const ConditionalCode &) = delete;

  private:
    FunctionLowering &F;
    InsertPoint Before;
    bool Outermost;
  };

  // For the TU's observer.
  /// V null: the cell has no name, and is no temporary any more.
  void noteVariable(ir::Reg Cell, const clang::VarDecl *V);
  void noteTemporary(ir::Reg Cell, const clang::Expr *E);
  void noteConditional(ir::Reg Cell, ir::Reg Flag);
  void noteMoved(ir::Reg From, ir::Reg To);

  void dropLater(ir::Reg Cell) { Cleanups.push_back({Cell, ir::Reg::None}); }
  void emitCleanups(size_t Depth, ir::Reg Except = ir::Reg::None);
  /// Null if the class of V has no contract for its destructor.
  const clang::VarDecl *asGuard(const clang::VarDecl *V);
  void endGuard(const clang::VarDecl *V, ir::Reg Cell);
  void jumpOut(const Target &T);
  /// Where a thrown exception goes from here: handlers, or out.
  /// Type is what a `throw` in sight throws; of calls it is not known.
  void jumpToHandlers(ir::Reg Thrown, clang::QualType Type = {});
  ir::Reg keepIn(llvm::SmallVectorImpl<Cleanup> &Owner, ir::Reg Fresh,
                 ir::TypeId T);
  /// A cell for a merged value; in conditional code it is made before that.
  ir::Reg valueCell(ir::TypeId T);

  //===--- Bodies (FunctionLowering.cpp) ----------------------------------===//

  void bindParameters(const clang::FunctionDecl *D);
  void bindCaptures(const clang::CXXRecordDecl *Closure);
  void lowerConstructorInits(const clang::CXXConstructorDecl *Ctor);
  void lowerStaticInvoker(const clang::CXXMethodDecl *Invoker);
  void initGlobal(const clang::VarDecl *V);

  //===--- Statements (StmtLowering.cpp) ----------------------------------===//

  void stmt(const clang::Stmt *S);
  void dispatchStmt(const clang::Stmt *S);
  void expressionStmt(const clang::Expr *E);
  void lowerIf(const clang::IfStmt *S);
  void enterRound(const clang::VarDecl *V, const clang::Expr *Condition,
                  ir::BlockId Body, ir::BlockId After, size_t Outside);
  void lowerWhile(const clang::WhileStmt *S);
  void lowerDo(const clang::DoStmt *S);
  void lowerFor(const clang::ForStmt *S);
  void lowerRangeFor(const clang::CXXForRangeStmt *S);
  void lowerUnmodelled(const clang::Stmt *S);

  // AssertionLowering.cpp
  /// Lowers S, and what it asserts where a macro of that name made it.
  void withAssertion(const clang::Stmt *S);
  void assume(llvm::ArrayRef<AssertedTerm> Terms);
  void assume(const AssertedTerm &T);
  clang::Expr *asserted(const AssertedTerm &T);
  const clang::ValueDecl *localNamed(llvm::StringRef Name);
  const clang::CXXRecordDecl *classAround();

  // Jumps.cpp
  void lowerSwitch(const clang::SwitchStmt *S);
  void lowerCase(const clang::SwitchCase *S);
  void lowerLabel(const clang::LabelStmt *S);
  void lowerGoto(const clang::LabelDecl *L);
  void lowerIndirectGoto(const clang::IndirectGotoStmt *S);
  void lowerReturn(const clang::ReturnStmt *S);
  Target labelTarget(const clang::LabelDecl *L);

  // Exceptions.cpp
  void lowerTry(const clang::CXXTryStmt *S);
  /// Whether a handler here waits for objects that have no owner.
  bool expectsNoOwner() const;
  ir::Reg throwExpr(const clang::CXXThrowExpr *E);
  /// What S throws, lowered from here on until endThrowing, lands in the
  /// handlers. False: it throws nothing, or no handler is there.
  bool beginThrowing(const clang::Stmt *S);
  void endThrowing();
  void throwing(const clang::Stmt *S, llvm::function_ref<void()> Lower);

  // Coroutines.cpp
  void lowerCoroutine(const clang::CoroutineBodyStmt *S);
  void lowerCoreturn(const clang::CoreturnStmt *S);
  ir::Reg suspend(const clang::CoroutineSuspendExpr *E);

  // Declarations.cpp
  void lowerDecl(const clang::Decl *D);
  void lowerVar(const clang::VarDecl *V);
  void lowerStaticLocal(const clang::VarDecl *V);
  void bindVar(const clang::VarDecl *V, const clang::Expr *Init);

  //===--- Expressions (ExprLowering.cpp) ---------------------------------===//

  ir::Reg lower(const clang::Expr *E);
  ir::Reg lowerValue(const clang::Expr *E);
  /// Lowers E's parts for their effects; its value is not known.
  ir::Reg unmodelled(const clang::Expr *E);
  ir::Reg discardParts(const clang::Expr *E);
  ir::Reg unknownOf(const clang::Expr *E);
  /// What a library's function gives; unknown where answer() says nothing.
  ir::Reg answerOr(const clang::Expr *Site, ir::TypeId T);
  ir::Reg combine(llvm::StringRef What, llvm::ArrayRef<ir::Reg> Of);
  ir::Reg combine(llvm::StringRef What, llvm::ArrayRef<const clang::Expr *> Of);
  ir::Reg standInOf(const clang::DeclRefExpr *E);
  ir::Reg standInOf(const clang::MemberExpr *E);
  ir::Reg standInOf(const clang::CastExpr *E);
  ir::Reg standInOfThis();
  ir::Reg inThisRun(ir::Reg Address);
  void standInFor(const clang::VarDecl *V);
  /// The value of E as a register, also where it is not known.
  ir::Reg valueOf(const clang::Expr *E);

  // Constants.cpp
  std::optional<int64_t> constantOf(const clang::Expr *E);

  // Places.cpp
  ir::Reg declRef(const clang::DeclRefExpr *E);
  // Views.cpp
  bool isView(clang::QualType T);
  bool givesPart(const clang::CXXMethodDecl *M);
  bool isPartOfThis(const clang::Expr *E);
  void findAccesses(
      const clang::Expr *E, bool InReturn,
      llvm::SmallVectorImpl<const clang::CXXOperatorCallExpr *> &Found);
  /// A cell that borrows the object that E, when it is lowered, reaches through
  /// a temporary owner, or, in a return statement, one that the function does
  /// not outlive; None if it reaches none. What E gives is nothing that the IR
  /// follows otherwise.
  ir::Reg prepareView(const clang::Expr *E, llvm::StringRef Name,
                      bool InReturn = false);
  bool isSetLater(const clang::VarDecl *V);
  /// Keeps V, which Init, if there is one, is about to initialise, as such a
  /// borrow if it is one, or is to be one.
  void bindView(const clang::VarDecl *V, const clang::Expr *Init);
  /// Lowers E if it sets such a variable; else it does nothing and gives false.
  bool setView(const clang::Expr *E);
  void useView(const clang::ValueDecl *D);
  ir::Reg variable(const clang::ValueDecl *D);
  ir::Reg thisValue();
  ir::Reg member(const clang::MemberExpr *E);
  ir::Reg fieldOf(ir::Reg Object, const clang::FieldDecl *F);
  ir::Reg subscript(const clang::ArraySubscriptExpr *E);
  /// How many elements an array has, the language's or a library's.
  std::optional<int64_t> lengthOf(clang::QualType T);
  /// The elements of an array are there before anything is put into them: those
  /// of a short one that can own something are made known before a walk.
  void showElements(ir::Reg Array, clang::QualType T);
  ir::Reg materialize(const clang::MaterializeTemporaryExpr *E);

  // Closures.cpp
  ir::Reg lambda(const clang::LambdaExpr *E);
  void captureInto(ir::Operand &O, const clang::FieldDecl *F,
                   const clang::Expr *Value);

  // Casts.cpp
  ir::Reg castExpr(const clang::CastExpr *E);
  ir::Reg castPath(ir::Reg R, const clang::CastExpr *E,
                   const clang::CXXRecordDecl *Until = nullptr);
  ir::Reg loadValue(const clang::Expr *Glvalue);
  /// The address that a pointer holds, as an access through it.
  ir::Reg pointee(const clang::Expr *Pointer);

  // Operators.cpp
  ir::Reg unary(const clang::UnaryOperator *E);
  ir::Reg increment(const clang::UnaryOperator *E);
  ir::Reg binary(const clang::BinaryOperator *E);
  ir::Reg assign(const clang::BinaryOperator *E);
  ir::Reg comparison(const clang::BinaryOperator *E);
  ir::Reg pointerPlus(const clang::Expr *Pointer, const clang::Expr *Offset);
  ir::Reg memberPointer(const clang::BinaryOperator *E);

  // Conditions.cpp
  ir::Reg logicalValue(const clang::Expr *E);
  ir::Reg conditional(const clang::AbstractConditionalOperator *E);
  ir::Reg statementExpr(const clang::StmtExpr *E);
  /// Goes on at True or False by E, a condition in a full expression.
  void branchOn(const clang::Expr *E, ir::BlockId True, ir::BlockId False);
  /// The same for a condition that is a full expression of its own.
  void branchOnFull(const clang::Expr *E, ir::BlockId True, ir::BlockId False);

  //===--- Calls (CallLowering.cpp) ---------------------------------------===//

  ir::Reg callExpr(const clang::CallExpr *E);
  std::optional<ir::Reg> builtinCall(const clang::CallExpr *E,
                                     const clang::FunctionDecl *Callee);
  ir::Reg indirectCall(const clang::CallExpr *E);
  LibraryArg argument(const clang::Expr *E);
  ir::Reg argumentReg(const clang::Expr *E);
  ir::Reg callResolved(LibraryCall &Call, bool Virtual);
  void setObject(LibraryCall &Call, const clang::Expr *Object, bool IsArrow);
  const clang::CXXMethodDecl *
  overriderInConstruction(const clang::MemberExpr &Member);

  //===--- Initialisation (Initializers.cpp) ------------------------------===//

  ir::Reg newExpr(const clang::CXXNewExpr *E);
  ir::Reg deleteExpr(const clang::CXXDeleteExpr *E);
  ir::Reg initialiser(const clang::Expr *E);
  ir::Reg initialValue(const clang::Expr *E, ir::TypeId T);
  void initInPlace(ir::Reg Cell, const clang::Expr *E);
  void construct(ir::Reg Cell, const clang::CXXConstructExpr *E);
  void constructObject(ir::Reg Cell, const clang::CXXConstructExpr *E);
  void inheritedConstruct(ir::Reg Cell,
                          const clang::CXXInheritedCtorInitExpr *E);
  void initList(ir::Reg Cell, const clang::Expr *E,
                llvm::ArrayRef<const clang::Expr *> Inits,
                const clang::FieldDecl *UnionField);
  void initElements(ir::Reg Cell, const clang::Expr *E,
                    llvm::ArrayRef<const clang::Expr *> Inits);
  void initMember(ir::Reg Object, const clang::FieldDecl *F,
                  const clang::Expr *Init);

  ModuleBuilder &MB;
  MatteringTypes Mattering;
  llvm::DenseMap<const clang::OpaqueValueExpr *, ir::Reg> BoundValues;

  /// Address of a variable's cell; of a reference: its referent's.
  llvm::DenseMap<const clang::ValueDecl *, ir::Reg> Vars;
  /// The view that what the `->` or `*` of an owner gives is kept in.
  llvm::DenseMap<const clang::Expr *, ir::Reg> ViewedBy;
  /// Borrow cells of variables that are views.
  llvm::DenseMap<const clang::ValueDecl *, ir::Reg> Views;
  /// Parameters of value types that are never changed have no cell.
  llvm::DenseMap<const clang::ValueDecl *, ir::Reg> ParamValues;
  llvm::DenseSet<const clang::ValueDecl *> AddressedParams;
  llvm::DenseMap<const clang::ValueDecl *, clang::FieldDecl *> Captures;
  clang::FieldDecl *ThisCapture = nullptr;
  ir::Reg ThisReg = ir::Reg::None;
  /// The object whose default member initialisers are being lowered where that
  /// is not the function's own.
  ir::Reg InitObject = ir::Reg::None;
  bool InDefaultArg = false;

  /// What is noted for the TU's observer.
  BodyCells Noted;

  llvm::SmallVector<Cleanup, 16> Cleanups;
  llvm::SmallVector<Cleanup, 2> Extended;
  llvm::SmallVector<std::pair<const clang::Stmt *, size_t>, 16> Scopes;
  llvm::SmallVector<Target, 4> Breaks, Continues;
  llvm::SmallVector<TryScope, 2> Tries;
  llvm::DenseMap<const clang::SwitchCase *, ir::BlockId> Cases;
  llvm::DenseMap<const clang::LabelDecl *, ir::BlockId> Labels;
  llvm::DenseMap<const clang::LabelDecl *,
                 llvm::SmallVector<const clang::Stmt *, 8>>
      ScopesOfLabels;
  llvm::DenseMap<const clang::LabelDecl *, size_t> DepthOfLabels;
  llvm::SmallVector<const clang::LabelDecl *, 2> AddressedLabels;
  InsertPoint *Conditional = nullptr;
  const clang::CoroutineBodyStmt *Coroutine = nullptr;
  const clang::Expr *Discarded = nullptr;
  /// The variables that can be named here, the innermost last.
  llvm::SmallVector<const clang::ValueDecl *, 16> InScope;
  /// Where the source of a statement to come may begin.
  clang::SourceLocation TextBefore;
  /// The assertion whose expansion is being lowered.
  clang::SourceLocation InAssertion;
  ir::TypeId RetType = ir::TypeId::None;
  /// What is being lowered; null for a TU's initialisers.
  const clang::FunctionDecl *Lowered = nullptr;
  /// Of opaque variables: made where they are declared.
  llvm::DenseMap<const clang::VarDecl *, ir::Reg> StandIns;
  /// Slots of texts, by what was last lowered to name one.
  llvm::DenseMap<const clang::Expr *, ir::Reg> TextCells;
  /// The variables that are set to views later, once that has been asked for.
  std::optional<llvm::DenseSet<const clang::VarDecl *>> LateViews;
  /// The variables that it may change, once that has been asked for.
  std::optional<llvm::DenseSet<const clang::VarDecl *>> Changed;
};

} // namespace weakspot::frontend

#endif // WEAKSPOT_FRONTEND_FUNCTIONLOWERING_H

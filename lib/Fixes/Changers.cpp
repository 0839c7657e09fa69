//===- Changers.cpp - Which calls may change a member ---------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fixes/Changers.h"
#include "Analysis/Removals.h"
#include "Fixes/SlotUses.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/RecursiveASTVisitor.h"

using namespace llvm;
using namespace clang;

namespace weakspot::fixes {

/// What is called by way of a value: closures, function pointers.
static constexpr llvm::StringLiteral Indirect = "*";

namespace {

/// The destructors with a body that run where a cell of a type ends: its own,
/// its members', and those of what it owns.
class Ends {
public:
  explicit Ends(const ir::Module &M) : M(M) {}

  ArrayRef<StringRef> of(ir::TypeId T) {
    if (T == ir::TypeId::None)
      return {};
    auto [It, IsNew] = Known.try_emplace(ir::index(T));
    if (IsNew) {
      SmallDenseSet<uint32_t, 8> Types, Records;
      addType(T, It->second, Types, Records);
    }
    return It->second;
  }

private:
  void addType(ir::TypeId T, SmallVector<StringRef, 2> &Found,
               SmallDenseSet<uint32_t, 8> &Types,
               SmallDenseSet<uint32_t, 8> &Records) {
    if (T == ir::TypeId::None || !Types.insert(ir::index(T)).second)
      return;
    const ir::Type &Type = M.type(T);
    if (Type.Kind == ir::TypeKind::Weak || Type.Kind == ir::TypeKind::Borrow)
      return;
    addType(Type.Arg, Found, Types, Records);
    if (Type.Record != ir::RecordId::None)
      addRecord(Type.Record, Found, Types, Records);
  }
  void addRecord(ir::RecordId R, SmallVector<StringRef, 2> &Found,
                 SmallDenseSet<uint32_t, 8> &Types,
                 SmallDenseSet<uint32_t, 8> &Records) {
    if (!Records.insert(ir::index(R)).second)
      return;
    const ir::Record &Record = M.record(R);
    if (Record.Dtor != ir::FuncId::None)
      Found.push_back(M.function(Record.Dtor).Key);
    for (ir::RecordId Base : Record.Bases)
      addRecord(Base, Found, Types, Records);
    for (const ir::Slot &S : Record.Slots)
      addType(S.Type, Found, Types, Records);
  }

  const ir::Module &M;
  DenseMap<uint32_t, SmallVector<StringRef, 2>> Known;
};

/// Who may call what, by key; a virtual function calls what overrides it.
class Callers {
public:
  explicit Callers(const std::vector<ir::Module> &Modules) {
    for (const ir::Module &M : Modules) {
      Ends End(M);
      for (const ir::Function &F : M.Functions) {
        add(M, F);
        addEnds(M, F, End);
      }
    }
  }

  std::vector<std::string> reaching(ArrayRef<StringRef> Called) const {
    StringSet<> Seen;
    SmallVector<StringRef, 32> Work;
    auto Add = [&](StringRef Key) {
      if (auto [It, IsNew] = Seen.insert(Key); IsNew)
        Work.push_back(It->first());
    };
    for (StringRef Key : Called)
      Add(Key);
    while (!Work.empty())
      if (auto It = Of.find(Work.pop_back_val()); It != Of.end())
        for (StringRef Key : It->second)
          Add(Key);
    std::vector<std::string> Sorted;
    for (const auto &Entry : Seen)
      Sorted.push_back(Entry.first().str());
    llvm::sort(Sorted);
    return Sorted;
  }

private:
  void add(const ir::Module &M, const ir::Function &F) {
    for (ir::FuncId Base : F.Overrides)
      Of[F.Key].push_back(M.function(Base).Key);
    for (const ir::Block &B : F.blocks())
      for (const ir::Instr &I : B.Instrs)
        add(M, F, I);
  }

  void add(const ir::Module &M, const ir::Function &F, const ir::Instr &I) {
    switch (I.Op) {
    case ir::Opcode::Call:
    case ir::Opcode::VCall:
      Of[M.function(I.Callee).Key].push_back(F.Key);
      break;
    case ir::Opcode::FuncRef:
      Of[M.function(I.Callee).Key].push_back(Indirect);
      break;
    case ir::Opcode::Invoke:
      Of[Indirect].push_back(F.Key);
      break;
    case ir::Opcode::Closure:
      // Whoever is handed it may call it at once.
      if (I.Rec != ir::RecordId::None &&
          M.record(I.Rec).CallOp != ir::FuncId::None) {
        StringRef Body = M.function(M.record(I.Rec).CallOp).Key;
        Of[Body].push_back(Indirect);
        Of[Body].push_back(F.Key);
      }
      break;
    default:
      break;
    }
  }

  /// Destructors that nothing spells a call of.
  void addEnds(const ir::Module &M, const ir::Function &F, Ends &End) {
    SmallDenseMap<uint32_t, ir::TypeId, 16> Types;
    auto TypeOf = [&](const ir::Instr &I, unsigned No) {
      bool IsThere = No < I.Args.size() && I.Args[No].R != ir::Reg::None;
      auto It = IsThere ? Types.find(ir::index(I.Args[No].R)) : Types.end();
      return It == Types.end() ? ir::TypeId::None : It->second;
    };
    auto ArgOf = [&](ir::TypeId T) {
      return T == ir::TypeId::None ? T : M.type(T).Arg;
    };
    for (const ir::Block &B : F.blocks())
      for (const ir::Instr &I : B.Instrs) {
        switch (I.Op) {
        case ir::Opcode::Local:
        case ir::Opcode::Temp:
        case ir::Opcode::Alloc:
          Types[ir::index(I.Result)] = I.Ty;
          break;
        case ir::Opcode::Global:
          Types[ir::index(I.Result)] = M.global(I.Glob).Type;
          break;
        case ir::Opcode::Field:
          Types[ir::index(I.Result)] = M.record(I.Rec).Slots[I.SlotNo].Type;
          break;
        case ir::Opcode::Elem:
        case ir::Opcode::Next:
        case ir::Opcode::Load:
        case ir::Opcode::Deref:
          Types[ir::index(I.Result)] = ArgOf(TypeOf(I, 0));
          break;
        case ir::Opcode::Drop:
        case ir::Opcode::Delete:
        case ir::Opcode::Copy:
        case ir::Opcode::Move:
        case ir::Opcode::Swap:
        case ir::Opcode::Reset:
        case ir::Opcode::Adopt:
        case ir::Opcode::Alias:
        case ir::Opcode::Lock:
        case ir::Opcode::Erase:
        case ir::Opcode::Splice:
          for (StringRef Destructor : End.of(TypeOf(I, 0)))
            Of[Destructor].push_back(F.Key);
          break;
        default:
          break;
        }
      }
  }

  StringMap<SmallVector<StringRef, 4>> Of;
};

// NOLINTBEGIN(bugprone-derived-method-shadowing-base-method): how a visitor is
// told what to visit.
class ChangerFinder : public RecursiveASTVisitor<ChangerFinder> {
public:
  ChangerFinder(const StringSet<> &Changers, const contracts::Table &Table,
                frontend::Symbols &Names)
      : Changers(Changers), Table(Table), Names(Names) {}

  bool VisitCallExpr(CallExpr *Call) {
    const FunctionDecl *F = Call->getDirectCallee();
    const auto *Op = dyn_cast<CXXOperatorCallExpr>(Call);
    bool IsIndirect =
        !F || (Op && Op->getOperator() == OO_Call && Op->getNumArgs() > 0 &&
               kindOf(Op->getArg(0)->getType(), Table, Names) ==
                   ir::TypeKind::Callable);
    if (IsIndirect ? Changers.contains(Indirect)
                   : isChanger(F) || makesChanger(F) || releasesChanger(F))
      Found.Calls.push_back(Call);
    return true;
  }
  /// Its end comes behind it, somewhere.
  bool VisitVarDecl(VarDecl *Var) {
    if (Var->hasLocalStorage() && Var->getInit() &&
        endsInChange(Var->getType()))
      Found.Calls.push_back(Var->getInit());
    return true;
  }
  bool VisitCXXBindTemporaryExpr(CXXBindTemporaryExpr *E) {
    if (endsInChange(E->getType()))
      Found.Calls.push_back(E);
    return true;
  }
  bool VisitCXXDeleteExpr(CXXDeleteExpr *E) {
    if (!E->isTypeDependent() && endsInChange(E->getDestroyedType()))
      Found.Calls.push_back(E);
    return true;
  }
  bool VisitCXXConstructExpr(CXXConstructExpr *Made) {
    if (isChanger(Made->getConstructor()))
      Found.Calls.push_back(Made);
    return true;
  }
  bool VisitForStmt(ForStmt *S) { return addLoop(S); }
  bool VisitWhileStmt(WhileStmt *S) { return addLoop(S); }
  bool VisitDoStmt(DoStmt *S) { return addLoop(S); }
  bool VisitCXXForRangeStmt(CXXForRangeStmt *S) { return addLoop(S); }

  ChangesIn Found;

private:
  bool isChanger(const FunctionDecl *F) {
    return Changers.contains(Names.key(F).Text);
  }
  /// Its own destructor, or a member's; an owner's or a collection's is that of
  /// what it holds.
  bool endsInChange(QualType T) {
    const CXXRecordDecl *R =
        T.isNull() || T->isDependentType()
            ? nullptr
            : T->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    if (!R || !R->hasDefinition())
      return false;
    auto [It, IsNew] = Ending.try_emplace(R, false);
    if (!IsNew)
      return It->second;
    bool Changes = false;
    const CXXDestructorDecl *End = R->getDestructor();
    if (const auto *Class = dyn_cast<ClassTemplateSpecializationDecl>(R);
        Class && Names.inSystemHeader(Class)) {
      ir::TypeKind K = kindOf(T, Table, Names);
      Changes = K != ir::TypeKind::Weak && K != ir::TypeKind::Borrow &&
                holdsChanger(*Class, 0);
    } else {
      R = R->getDefinition();
      Changes = (End && isChanger(End)) ||
                any_of(R->bases(),
                       [&](const CXXBaseSpecifier &B) {
                         return endsInChange(B.getType());
                       }) ||
                any_of(R->fields(), [&](const FieldDecl *F) {
                  return endsInChange(F->getType());
                });
    }
    return Ending[R] = Changes;
  }
  /// An owner or a collection of T lets go of one where it is changed, a
  /// library's code does not say so.
  bool releasesChanger(const FunctionDecl *F) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    const auto *Class =
        Method && Method->isInstance() && !Method->isConst()
            ? dyn_cast<ClassTemplateSpecializationDecl>(Method->getParent())
            : nullptr;
    return Class && Names.inSystemHeader(Class) && holdsChanger(*Class, 0);
  }
  bool holdsChanger(const ClassTemplateSpecializationDecl &Class,
                    unsigned Level) {
    constexpr unsigned MaxLevel = 4;
    return any_of(
        Class.getTemplateArgs().asArray(), [&](const TemplateArgument &A) {
          if (A.getKind() != TemplateArgument::Type)
            return false;
          const auto *Inner = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
              A.getAsType()->getAsCXXRecordDecl());
          return endsInChange(A.getAsType()) ||
                 (Inner && Level < MaxLevel && holdsChanger(*Inner, Level + 1));
        });
  }
  /// `std::make_shared<T>(...)` runs a constructor of T.
  bool makesChanger(const FunctionDecl *F) {
    const TemplateArgumentList *Args = F->getTemplateSpecializationArgs();
    if (!Args || !Names.inSystemHeader(F))
      return false;
    return any_of(Args->asArray(), [&](const TemplateArgument &A) {
      const CXXRecordDecl *R = A.getKind() == TemplateArgument::Type
                                   ? A.getAsType()->getAsCXXRecordDecl()
                                   : nullptr;
      return R && R->hasDefinition() &&
             any_of(R->ctors(),
                    [&](const CXXConstructorDecl *C) { return isChanger(C); });
    });
  }
  bool addLoop(const Stmt *S) {
    Found.Loops.push_back(S);
    return true;
  }

  const StringSet<> &Changers;
  const contracts::Table &Table;
  frontend::Symbols &Names;
  DenseMap<const CXXRecordDecl *, bool> Ending;
};
// NOLINTEND(bugprone-derived-method-shadowing-base-method)

} // namespace

std::vector<std::string> changersOf(const std::vector<ir::Module> &Modules,
                                    const SourcePlace &Decl, StringRef Name) {
  analysis::Program P(Modules);
  analysis::CallGraph G(P);
  analysis::Removals Changes(P, G);
  SmallVector<StringRef, 16> Direct;
  auto AddAll = [&](ArrayRef<analysis::Removal> All) {
    for (const analysis::Removal &R : All)
      if (const ir::Function *Body = P.function(R.In).Body)
        Direct.push_back(Body->Key);
  };
  for (uint32_t R = 0; R < P.numRecords(); ++R) {
    auto Record = static_cast<analysis::RecordNo>(R);
    for (uint32_t I = 0; I < P.record(Record).NumSlots; ++I) {
      analysis::SlotNo S = P.slotOf(Record, I);
      if (P.slot(S).Name != Name || P.source(P.slot(S).Where) != Decl)
        continue;
      AddAll(Changes.of(S));
      AddAll(Changes.fillsOf(S));
    }
  }
  return Callers(Modules).reaching(Direct);
}

ChangesIn changesIn(const Stmt *S, const StringSet<> &Changers,
                    const contracts::Table &Table, frontend::Symbols &Names) {
  ChangerFinder F(Changers, Table, Names);
  F.TraverseStmt(const_cast<Stmt *>(S));
  return std::move(F.Found);
}

} // namespace weakspot::fixes

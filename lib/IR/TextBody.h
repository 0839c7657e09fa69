//===- TextBody.h - A function's blocks in the text form --------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reads the parameters and the body of one function. Registers and labels may
// be used before the line that defines them. `%5` and `%name.5` are register
// 5; other names get the lowest numbers that nothing else in the function
// uses, in the order in which they first occur. As in LineCursor, a function
// that returns true has failed.
//
//===----------------------------------------------------------------------===//

#ifndef WEAKSPOT_IR_TEXTBODY_H
#define WEAKSPOT_IR_TEXTBODY_H

#include "IR/Signature.h"
#include "IR/TextRefs.h"

namespace weakspot::ir {

class TextBody {
public:
  /// What the function's header may state, where it can't be counted.
  struct Counts {
    std::optional<uint32_t> Regs;
    std::optional<uint32_t> Opaques;
  };

  TextBody(Module &M, TextRefs &Refs, Function &F);

  /// `(%name : type, ...)`
  [[nodiscard]] bool params(LineCursor &C);
  /// A label or an instruction.
  [[nodiscard]] bool line(LineCursor &C);
  /// Numbers registers and blocks. Header stands in the function's first line.
  [[nodiscard]] bool finish(LineCursor &Header, const Counts &Stated);

private:
  /// Something named, and where it first occurred.
  struct Mention {
    LineCursor Where;
    size_t At;
    std::string Spelling;
    uint32_t Number = ~0U;
    bool Defined = false;
  };
  struct RegToken {
    std::string Name;
    std::optional<uint32_t> Number;
    std::string Spelling;
  };

  bool param(LineCursor &C, Param &P);
  bool regToken(LineCursor &C, RegToken &Out);
  bool reg(LineCursor &C, Reg &Out, bool Defines);
  bool label(LineCursor &C, BlockId &Out, bool Defines);
  bool instruction(LineCursor &C, Instr &I);
  bool part(LineCursor &C, Instr &I, const Part &P, bool StringFollows);
  bool transferred(LineCursor &C, Operand &O);
  bool operandList(LineCursor &C, Instr &I, bool Captures);
  bool sub(LineCursor &C, Instr &I, char PartKind);
  void numberRegisters();

  Module &M;
  TextRefs &Refs;
  Function &F;
  llvm::StringRef DefaultFile;
  uint32_t OpaqueCount = 0;
  // Until `finish`, registers and targets index these.
  std::vector<Mention> Regs;
  std::vector<Mention> Labels;
  llvm::StringMap<uint32_t> RegsByName;
  llvm::DenseMap<uint32_t, uint32_t> RegsByNumber;
  llvm::StringMap<uint32_t> LabelsByName;
};

} // namespace weakspot::ir

#endif // WEAKSPOT_IR_TEXTBODY_H

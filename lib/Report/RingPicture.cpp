//===- RingPicture.cpp - A ring as SVG ------------------------ -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Report/RingPicture.h"
#include "Report/XmlText.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/JSON.h"
#include <cmath>
#include <numbers>
#include <vector>

using namespace llvm;

namespace weakspot {

static constexpr size_t MaxNodes = 16;
static constexpr size_t MaxLabel = 30;
static constexpr int CharWidth = 8;
static constexpr int HalfHeight = 16;

namespace {
struct Point {
  int X = 0;
  int Y = 0;
};
struct Box {
  std::string Label; ///< What is left out stands for the objects between.
  Point Centre;
  int HalfWidth = 0;
};
} // namespace

/// The end of a name says more than its namespaces.
static std::string shortened(StringRef Name) {
  std::string Valid = json::fixUTF8(Name);
  if (Valid.size() <= MaxLabel)
    return Valid;
  return "…" + json::fixUTF8(StringRef(Valid).take_back(MaxLabel - 1));
}

static void writeText(Point At, StringRef Class, StringRef Label,
                      raw_ostream &OS) {
  OS << "<text class=\"" << Class << "\" x=\"" << At.X << "\" y=\"" << At.Y
     << "\">" << xmlText(shortened(Label)) << "<title>" << xmlText(Label)
     << "</title></text>\n";
}

static void writePath(const Twine &Path, raw_ostream &OS) {
  OS << "<path class=\"edge\" d=\"" << Path
     << "\" marker-end=\"url(#arrow)\"/>\n";
}

static std::string at(Point P) { return itostr(P.X) + " " + itostr(P.Y); }

/// Where the line from the box's centre to a point leaves the box.
static Point borderTowards(const Box &B, Point To) {
  double DX = To.X - B.Centre.X;
  double DY = To.Y - B.Centre.Y;
  double Scale = std::max(std::abs(DX) / (B.HalfWidth + 2),
                          std::abs(DY) / (HalfHeight + 2));
  if (Scale < 1)
    return B.Centre;
  return {B.Centre.X + static_cast<int>(std::lround(DX / Scale)),
          B.Centre.Y + static_cast<int>(std::lround(DY / Scale))};
}

static void writeSelf(const Box &B, StringRef Label, raw_ostream &OS) {
  Point From{B.Centre.X + 20, B.Centre.Y - HalfHeight};
  Point To{B.Centre.X - 20, B.Centre.Y - HalfHeight - 2};
  writePath("M" + at(From) + " C" + at({From.X + 50, From.Y - 70}) + " " +
                at({To.X - 50, To.Y - 70}) + " " + at(To),
            OS);
  writeText({B.Centre.X, B.Centre.Y - HalfHeight - 62}, "slot", Label, OS);
}

/// One of the two arrows between two boxes: the first above, the second below.
static void writeArc(const Box &From, const Box &To, bool Above,
                     StringRef Label, raw_ostream &OS) {
  int Side = Above ? -1 : 1;
  Point A{From.Centre.X, From.Centre.Y + Side * HalfHeight};
  Point B{To.Centre.X, To.Centre.Y + Side * (HalfHeight + 2)};
  Point Bend{(A.X + B.X) / 2, A.Y + Side * 60};
  writePath("M" + at(A) + " Q" + at(Bend) + " " + at(B), OS);
  writeText({Bend.X, Bend.Y + (Above ? 16 : -6)}, "slot", Label, OS);
}

static void writeLine(const Box &From, const Box &To, StringRef Label,
                      raw_ostream &OS) {
  Point A = borderTowards(From, To.Centre);
  Point B = borderTowards(To, From.Centre);
  writePath("M" + at(A) + " L" + at(B), OS);
  writeText({(A.X + B.X) / 2, (A.Y + B.Y) / 2 - 4}, "slot", Label, OS);
}

/// On an ellipse that is wide enough for the labels, the first on the left.
static void place(std::vector<Box> &Boxes, Point Centre, int RX, int RY) {
  for (auto [No, B] : enumerate(Boxes)) {
    double Angle =
        std::numbers::pi *
        (1 + 2.0 * static_cast<double>(No) / static_cast<double>(Boxes.size()));
    B.Centre = {Centre.X + static_cast<int>(std::lround(RX * std::cos(Angle))),
                Centre.Y + static_cast<int>(std::lround(RY * std::sin(Angle)))};
    size_t Shown = std::min(B.Label.size(), MaxLabel);
    B.HalfWidth = static_cast<int>(Shown) * CharWidth / 2 + 10;
  }
}

void writeArrowHead(raw_ostream &OS) {
  OS << "<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><defs><marker "
        "id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" "
        "markerWidth=\"8\" markerHeight=\"8\" orient=\"auto\"><path "
        "class=\"head\" d=\"M0 0 L10 5 L0 10 z\"/></marker></defs></svg>\n";
}

void writeRingPicture(ArrayRef<RingEdge> Ring, raw_ostream &OS) {
  std::vector<Box> Boxes;
  std::vector<std::string> Labels;
  size_t NumLeftOut = Ring.size() > MaxNodes ? Ring.size() - MaxNodes : 0;
  size_t GapAt = NumLeftOut != 0 ? MaxNodes / 2 : Ring.size();
  for (const auto &[No, E] : enumerate(Ring)) {
    if (No > GapAt && No <= GapAt + NumLeftOut)
      continue;
    bool IsGap = No == GapAt;
    Boxes.push_back({IsGap ? utostr(NumLeftOut + 1) + " more" : E.From, {}, 0});
    Labels.push_back(IsGap ? "" : E.Slot.empty() ? E.Holder : E.Slot);
  }
  auto Count = static_cast<int>(Boxes.size());
  int RX = Count <= 2 ? 170 : 190 + 22 * Count;
  int RY = Count <= 2 ? 0 : 90 + 16 * Count;
  Point Centre{RX + 150, RY + 90};
  place(Boxes, Centre, Count == 1 ? 0 : RX, RY);

  OS << "<svg role=\"img\" viewBox=\"0 0 " << 2 * Centre.X << ' '
     << 2 * Centre.Y << "\" width=\"" << 2 * Centre.X << "\" height=\""
     << 2 * Centre.Y << "\"><title>The ring of owners</title>\n";
  for (const auto &[No, Label] : enumerate(Labels)) {
    const Box &From = Boxes[No];
    const Box &To = Boxes[(No + 1) % Boxes.size()];
    if (Count == 1)
      writeSelf(From, Label, OS);
    else if (Count == 2)
      writeArc(From, To, /*Above=*/No == 0, Label, OS);
    else
      writeLine(From, To, Label, OS);
  }
  for (const Box &B : Boxes) {
    OS << "<rect class=\"object\" x=\"" << B.Centre.X - B.HalfWidth << "\" y=\""
       << B.Centre.Y - HalfHeight << "\" width=\"" << 2 * B.HalfWidth
       << "\" height=\"" << 2 * HalfHeight << "\" rx=\"5\"/>\n";
    writeText({B.Centre.X, B.Centre.Y + 5}, "class", B.Label, OS);
  }
  OS << "</svg>\n";
}

} // namespace weakspot

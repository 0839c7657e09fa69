// RUN: %weakspot check --no-cache --stats %s -- -std=c++17 > %t.no 2>&1
// RUN: FileCheck %s --check-prefix=NONE < %t.no
// RUN: %weakspot check --no-cache --stats %s -- -std=c++17 -DSHARED > %t 2>&1
// RUN: FileCheck %s --check-prefix=SHARED < %t
//
// A program in which nothing is shared costs no solving, however many ways
// there are through it.
//
// NONE: functions cut off:  0
//
// SHARED: functions cut off:  1
#include <memory>
#include <vector>

#ifdef SHARED
using Row = std::shared_ptr<int>;
#else
using Row = std::unique_ptr<int[]>;
#endif

struct Work {
  bool f0;
  int *g0;
  bool f1;
  int *g1;
  bool f2;
  int *g2;
  bool f3;
  int *g3;
  bool f4;
  int *g4;
  bool f5;
  int *g5;
  bool f6;
  int *g6;
  bool f7;
  int *g7;
  bool f8;
  int *g8;
  bool f9;
  int *g9;
  bool f10;
  int *g10;
  bool f11;
  int *g11;
  int *last;
  std::vector<Row> rows;
};

void fill(Work &w) {
  if (w.f0) {
    w.last = w.g0;
    w.rows.emplace_back(new int[0 + 1]);
  }
  if (w.f1) {
    w.last = w.g1;
    w.rows.emplace_back(new int[1 + 1]);
  }
  if (w.f2) {
    w.last = w.g2;
    w.rows.emplace_back(new int[2 + 1]);
  }
  if (w.f3) {
    w.last = w.g3;
    w.rows.emplace_back(new int[3 + 1]);
  }
  if (w.f4) {
    w.last = w.g4;
    w.rows.emplace_back(new int[4 + 1]);
  }
  if (w.f5) {
    w.last = w.g5;
    w.rows.emplace_back(new int[5 + 1]);
  }
  if (w.f6) {
    w.last = w.g6;
    w.rows.emplace_back(new int[6 + 1]);
  }
  if (w.f7) {
    w.last = w.g7;
    w.rows.emplace_back(new int[7 + 1]);
  }
  if (w.f8) {
    w.last = w.g8;
    w.rows.emplace_back(new int[8 + 1]);
  }
  if (w.f9) {
    w.last = w.g9;
    w.rows.emplace_back(new int[9 + 1]);
  }
  if (w.f10) {
    w.last = w.g10;
    w.rows.emplace_back(new int[10 + 1]);
  }
  if (w.f11) {
    w.last = w.g11;
    w.rows.emplace_back(new int[11 + 1]);
  }
}

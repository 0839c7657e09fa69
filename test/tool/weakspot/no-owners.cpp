// RUN: %weakspot check --no-cache --stats %s -- -std=c++17 > %t.no 2>&1
// RUN: FileCheck %s --check-prefix=NONE < %t.no
// RUN: %weakspot check --no-cache --stats %s -- -std=c++17 -DSHARED > %t 2>&1
// RUN: FileCheck %s --check-prefix=SHARED < %t
//
// In a program in which nothing is shared little can be found, and what costs
// much is given up soon.
//
// NONE: functions cut off:  1
//
// SHARED: functions cut off:  0
#include <memory>

struct Work {
  std::unique_ptr<int[]> rows;
#ifdef SHARED
  std::shared_ptr<Work> next;
#endif
};

#define ONE w.rows.reset(new int[1]);
#define TEN ONE ONE ONE ONE ONE ONE ONE ONE ONE ONE
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

void fill(Work &w) { HUNDRED HUNDRED HUNDRED HUNDRED }

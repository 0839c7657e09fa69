// RUN: %weakspot ir %s -- -std=c++17 | FileCheck %s
// RUN: %weakspot check --stats %s -- -std=c++17 2>&1 | FileCheck %s --check-prefix=STATS
//
// A number of more than 63 bits is a number of which nothing is known.
// CHECK-LABEL: func @"largest()"
// CHECK:      %0 = unknown : scalar
// CHECK-NEXT: ret %0
unsigned long long largest() { return 0xFFFFFFFFFFFFFFFF; }
// STATS: not modelled: 0

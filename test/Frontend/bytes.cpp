// Bytes and characters are numbers like any other: keys, states, kinds. Texts
// and buffers of them stay opaque.
//
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include <cstdint>
#include <string_view>

struct Entry {
  uint8_t kind;
  char name[8];
};
void byKind(uint8_t kind);
void byLetter(char letter);

int use(Entry &entry, int i, const char *text, std::string_view view) {
  // CHECK-LABEL: func @"use(
  // CHECK-SAME: %text : opaque, %view : opaque
  byKind(96);
  // CHECK: %[[KIND:.*]] = const 96
  // CHECK-NEXT: call @"byKind(unsigned char)" (%[[KIND]])
  byLetter('a');
  // CHECK: %[[LETTER:.*]] = const 97
  // CHECK-NEXT: call @"byLetter(char)" (%[[LETTER]])
  entry.kind = 3;
  // CHECK: %[[SLOT:.*]] = field %entry, @Entry.kind
  // CHECK-NEXT: store %[[SLOT]], %
  if (entry.kind == 'b')
    // CHECK: cmp eq %
    return 1;
  byLetter(entry.name[0]);
  // CHECK: %[[UNKNOWN:.*]] = unknown : scalar
  // CHECK-NEXT: call @"byLetter(char)" (%[[UNKNOWN]])
  byLetter(text[i]);
  // CHECK: call @"byLetter(char)" (%
  byLetter(view[0]);
  // CHECK: call @"byLetter(char)" (%
  return 0;
}

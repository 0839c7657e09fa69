// CHECK for programs that must run without a test library.
#ifndef WEAKREF_TEST_CHECK_H
#define WEAKREF_TEST_CHECK_H

#include <cstdio>
#include <cstdlib>

#define CHECK(Condition)                                                       \
  ((Condition) ? static_cast<void>(0)                                          \
               : check_failed(__FILE__, __LINE__, #Condition))

[[noreturn]] inline void check_failed(const char *File, int Line,
                                      const char *Condition) {
  std::fprintf(stderr, "%s:%d: %s\n", File, Line, Condition);
  std::abort();
}

#endif // WEAKREF_TEST_CHECK_H

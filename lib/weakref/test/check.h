// CHECK for programs that must run without a test library.
#ifndef WEAKREF_TEST_CHECK_H
#define WEAKREF_TEST_CHECK_H

#include <cstdio>
#include <cstdlib>

#define CHECK(Condition)                                                       \
  do {                                                                         \
    if (!(Condition)) {                                                        \
      std::fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #Condition);     \
      std::abort();                                                            \
    }                                                                          \
  } while (false)

#endif // WEAKREF_TEST_CHECK_H

//===- weakref/config.h - What the compiler lets the library do -*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// Two facts decide what the library can offer: whether exceptions exist and
// whether RTTI exists. Everything else asks here, so that a build with
// -fno-exceptions or -fno-rtti differs in this one place. Where the C library
// knows whether the program has threads, so does this one.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_CONFIG_H
#define WEAKREF_CONFIG_H

#if defined(__cpp_exceptions) || defined(__EXCEPTIONS) || defined(_CPPUNWIND)
#define WEAKREF_HAS_EXCEPTIONS 1
#define WEAKREF_TRY try
#define WEAKREF_CATCH_ALL catch (...)
#define WEAKREF_RETHROW throw
#else
#define WEAKREF_HAS_EXCEPTIONS 0
#define WEAKREF_TRY if (true)
#define WEAKREF_CATCH_ALL else
#define WEAKREF_RETHROW static_cast<void>(0)
#endif

#if defined(__cpp_rtti) || defined(__GXX_RTTI) || defined(_CPPRTTI)
#define WEAKREF_HAS_RTTI 1
#else
#define WEAKREF_HAS_RTTI 0
#endif

// Types that are found again through std::get_deleter must be one type in all
// shared libraries of a program, also under -fvisibility=hidden.
#if defined(__GNUC__)
#define WEAKREF_EXPORTED __attribute__((visibility("default")))
#else
#define WEAKREF_EXPORTED
#endif

// For a function that is to be short in its caller, and for the rare way that
// it would otherwise bring along.
#if defined(__GNUC__)
#define WEAKREF_NOINLINE __attribute__((noinline))
#elif defined(_MSC_VER)
#define WEAKREF_NOINLINE __declspec(noinline)
#else
#define WEAKREF_NOINLINE
#endif
#if defined(__GNUC__)
#define WEAKREF_INLINE __attribute__((always_inline))
#else
#define WEAKREF_INLINE
#endif

#if defined(__has_include)
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define WEAKREF_SINGLE_THREADED (__libc_single_threaded != 0)
#endif
#endif
#ifndef WEAKREF_SINGLE_THREADED
#define WEAKREF_SINGLE_THREADED false
#endif

#endif // WEAKREF_CONFIG_H

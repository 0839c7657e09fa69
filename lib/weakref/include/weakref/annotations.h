//===- weakref/annotations.h - Weakspot's contracts in source ---*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// What a class or function means to the ownership checker, said where it is
// declared. The macros expand to [[clang::annotate(...)]], which changes no
// code; compilers that do not know the attribute see nothing, so annotated code
// builds everywhere without a warning. They may be used on any class, not only
// on the library's.
//
// A class has one kind:
//   WEAKSPOT_STRONG      shares ownership; a ring of these never dies
//   WEAKSPOT_UNIQUE      sole owner
//   WEAKSPOT_WEAK        observes, owns nothing, can be asked for the object
//   WEAKSPOT_BORROW      points, owns nothing, cannot tell whether it dangles
//   WEAKSPOT_COLLECTION  owns or observes what is put in, as its elements do
//   WEAKSPOT_CALLABLE    owns what it captured until it is destroyed
//   WEAKSPOT_FINALIZER   owns what it captured until its object has died
//   WEAKSPOT_WEAK_KEYED  owns the value while the key lives (an ephemeron whose
//                        value must not own the key)
//
// A function has an effect: the steps of its contract over this, arg0, arg1 ...
// and result, in the language of Weakspot's model files, for example
// "weaken this, arg0", "lock result, this", "reset this",
// "retain arg0, forward arg1, once".
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_ANNOTATIONS_H
#define WEAKREF_ANNOTATIONS_H

#if defined(__has_cpp_attribute)
#if __has_cpp_attribute(clang::annotate)
#define WEAKSPOT_ANNOTATE(...) [[clang::annotate(__VA_ARGS__)]]
#endif
#endif
#ifndef WEAKSPOT_ANNOTATE
#define WEAKSPOT_ANNOTATE(...)
#endif

/// The kind of a class, by name; prefer the named macros below.
#define WEAKSPOT_KIND(Name) WEAKSPOT_ANNOTATE("weakspot::kind", Name)
#define WEAKSPOT_STRONG WEAKSPOT_KIND("strong")
#define WEAKSPOT_UNIQUE WEAKSPOT_KIND("unique")
#define WEAKSPOT_WEAK WEAKSPOT_KIND("weak")
#define WEAKSPOT_BORROW WEAKSPOT_KIND("borrow")
#define WEAKSPOT_COLLECTION WEAKSPOT_KIND("collection")
#define WEAKSPOT_CALLABLE WEAKSPOT_KIND("callable")
#define WEAKSPOT_FINALIZER WEAKSPOT_KIND("finalizer")
#define WEAKSPOT_WEAK_KEYED WEAKSPOT_KIND("weak-keyed")

/// What calling a function does to ownership.
#define WEAKSPOT_EFFECT(Text) WEAKSPOT_ANNOTATE("weakspot::effect", Text)

/// On a field: this owning edge may close a ring and that is intended. The
/// reason is shown in reports.
#define WEAKSPOT_ACCEPTED_EDGE(Reason)                                         \
  WEAKSPOT_ANNOTATE("weakspot::accepted", Reason)

/// On a class: its objects never form a ring. The checker holds the claim
/// against every write that it sees.
#define WEAKSPOT_ACYCLIC WEAKSPOT_ANNOTATE("weakspot::acyclic")

#endif // WEAKREF_ANNOTATIONS_H

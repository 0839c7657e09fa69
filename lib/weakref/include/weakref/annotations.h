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
//   WEAKSPOT_WATCHING    observes, and has a function called at the end
//   WEAKSPOT_WEAK_VALUED owns the key while the value lives
//   WEAKSPOT_WEAK_SET    observes its elements
//   WEAKSPOT_ITERATOR    a position in a collection, and what it shows
//   WEAKSPOT_RECORD      holds its parts
//   WEAKSPOT_TRANSPARENT is what it holds
//   WEAKSPOT_LAST_MEMBER observes the object that it is the last member of
//   WEAKSPOT_OPAQUE      has nothing to do with ownership
//
// The parts of a kind are its template arguments as their order suggests; where
// they are others, WEAKSPOT_PARTS("first: weak T0, second: strong T1") says so.
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
#define WEAKSPOT_WATCHING WEAKSPOT_KIND("watching")
#define WEAKSPOT_WEAK_VALUED WEAKSPOT_KIND("weak-valued")
#define WEAKSPOT_WEAK_SET WEAKSPOT_KIND("weak-set")
#define WEAKSPOT_ITERATOR WEAKSPOT_KIND("iterator")
#define WEAKSPOT_RECORD WEAKSPOT_KIND("record")
#define WEAKSPOT_TRANSPARENT WEAKSPOT_KIND("transparent")
#define WEAKSPOT_LAST_MEMBER WEAKSPOT_KIND("last-member")
#define WEAKSPOT_OPAQUE WEAKSPOT_KIND("opaque")

/// What a class of that kind holds, by its template arguments.
#define WEAKSPOT_PARTS(Text) WEAKSPOT_ANNOTATE("weakspot::parts", Text)

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

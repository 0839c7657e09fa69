// Pointers, references, casts, steps through arrays.
// RUN: %weakspot ir %s -- -std=c++20 | FileCheck %s
#include "Inputs/owners.h"

struct Base {
  virtual ~Base();
  std::shared_ptr<Base> next;
};
struct Derived : Base {
  Derived *link;
};
struct List : std::vector<std::shared_ptr<Base>> {};

// CHECK-LABEL: func @"casts(Base *, Derived &, void *)"{{.*}} (%b : borrow @Base, %d : borrow @Derived, %v : borrow ?)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %down.3 = local borrow @Derived "down"
// CHECK-NEXT:   store %down.3, %b
// CHECK-NEXT:   %maybe.4 = local borrow @Derived "maybe"
// CHECK-NEXT:   %5 = temp borrow @Base
// CHECK-NEXT:   store %5, %b
// CHECK-NEXT:   %6 = temp borrow @Derived
// CHECK-NEXT:   dyncast %6, %5
// CHECK-NEXT:   %7 = load %6
// CHECK-NEXT:   store %maybe.4, %7
// CHECK-NEXT:   %unknown.8 = local borrow @Derived "unknown"
// CHECK-NEXT:   store %unknown.8, %v
// CHECK-NEXT:   %again.9 = local borrow @Base "again"
// CHECK-NEXT:   %10 = temp borrow @Base
// CHECK-NEXT:   %11 = isnull %b
// CHECK-NEXT:   %12 = not %11
// CHECK-NEXT:   br %12, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   store %10, %b
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   store %10, %d
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %13 = load %10
// CHECK-NEXT:   store %again.9, %13
// CHECK-NEXT:   %14 = load %maybe.4
// CHECK-NEXT:   %15 = deref %down.3
// CHECK-NEXT:   %16 = field %15, @Derived.link
// CHECK-NEXT:   store %16, %14
// CHECK-NEXT:   %17 = load %unknown.8
// CHECK-NEXT:   %18 = deref %maybe.4
// CHECK-NEXT:   %19 = field %18, @Derived.link
// CHECK-NEXT:   store %19, %17
// CHECK-NEXT:   %20 = deref %again.9
// CHECK-NEXT:   %21 = field %20, @Base.next
// CHECK-NEXT:   reset %21
// CHECK-NEXT:   ret
void casts(Base *b, Derived &d, void *v) {
  Base &up = d;
  Derived *down = static_cast<Derived *>(b);
  Derived *maybe = dynamic_cast<Derived *>(b);
  Derived *unknown = static_cast<Derived *>(v);
  Base *again = const_cast<const Base *>(b) ? b : &up;
  down->link = maybe;
  maybe->link = unknown;
  again->next.reset();
}

// CHECK-LABEL: func @"libraryBase(List &, List *)"{{.*}} (%l : borrow @List, %p : borrow @List)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %2 = field %l, @List."std::vector"
// CHECK-NEXT:   reset %2
// CHECK-NEXT:   %3 = field %l, @List."std::vector"
// CHECK-NEXT:   reset %3
// CHECK-NEXT:   %4 = field %p, @List."std::vector"
// CHECK-NEXT:   %5 = temp strong @Base
// CHECK-NEXT:   %6 = insert %4, back move %5
// CHECK-NEXT:   drop %5
// CHECK-NEXT:   ret
void libraryBase(List &l, List *p) {
  std::vector<std::shared_ptr<Base>> &v = l;
  v.clear();
  l.clear();
  p->push_back(nullptr);
}

// CHECK-LABEL: func @"walk(Base **, Derived *)"{{.*}} (%all : borrow borrow @Base, %d : borrow @Derived)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %d.2 = local borrow @Derived "d"
// CHECK-NEXT:   store %d.2, %d
// CHECK-NEXT:   %p.3 = local borrow borrow @Base "p"
// CHECK-NEXT:   store %p.3, %all
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %4 = deref %p.3
// CHECK-NEXT:   %5 = load %4
// CHECK-NEXT:   %6 = isnull %5
// CHECK-NEXT:   %7 = not %6
// CHECK-NEXT:   br %7, ^2, ^4
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %8 = deref %p.3
// CHECK-NEXT:   %9 = deref %8
// CHECK-NEXT:   %10 = field %9, @Base.next
// CHECK-NEXT:   reset %10
// CHECK-NEXT:   jump ^3
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %11 = load %p.3
// CHECK-NEXT:   %12 = next %11
// CHECK-NEXT:   store %p.3, %12
// CHECK-NEXT:   jump ^1
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   %13 = load %d.2
// CHECK-NEXT:   %14 = isnull %13
// CHECK-NEXT:   %15 = not %14
// CHECK-NEXT:   br %15, ^5, ^7
// CHECK-NEXT:  ^5:
// CHECK-NEXT:   %16 = deref %d.2
// CHECK-NEXT:   %17 = field %16, @Derived.link
// CHECK-NEXT:   %18 = load %17
// CHECK-NEXT:   %19 = isnull %18
// CHECK-NEXT:   %20 = not %19
// CHECK-NEXT:   br %20, ^6, ^7
// CHECK-NEXT:  ^6:
// CHECK-NEXT:   %21 = deref %d.2
// CHECK-NEXT:   %22 = field %21, @Derived.link
// CHECK-NEXT:   %23 = load %22
// CHECK-NEXT:   store %d.2, %23
// CHECK-NEXT:   jump ^4
// CHECK-NEXT:  ^7:
// CHECK-NEXT:   %24 = deref %all
// CHECK-NEXT:   %25 = field %24, @Base.next
// CHECK-NEXT:   %26 = deref %all
// CHECK-NEXT:   %27 = field %26, @Base.next
// CHECK-NEXT:   copy %27, %25
// CHECK-NEXT:   ret
void walk(Base **all, Derived *d) {
  for (Base **p = all; *p; ++p)
    (*p)->next.reset();
  while (d && d->link)
    d = d->link;
  all[2]->next = (*all)->next;
}

// CHECK-LABEL: func @"changed(Base *, Base *, bool)"{{.*}} (%p : borrow @Base, %other : borrow @Base, %c : scalar)
// CHECK-NEXT:  ^entry:
// CHECK-NEXT:   %p.3 = local borrow @Base "p"
// CHECK-NEXT:   store %p.3, %p
// CHECK-NEXT:   %where.4 = local borrow borrow @Base "where"
// CHECK-NEXT:   store %where.4, %p.3
// CHECK-NEXT:   br %c, ^1, ^2
// CHECK-NEXT:  ^1:
// CHECK-NEXT:   %5 = deref %where.4
// CHECK-NEXT:   store %5, %other
// CHECK-NEXT:   jump ^2
// CHECK-NEXT:  ^2:
// CHECK-NEXT:   %6 = temp borrow @Base
// CHECK-NEXT:   br %c, ^3, ^4
// CHECK-NEXT:  ^3:
// CHECK-NEXT:   %7 = load %p.3
// CHECK-NEXT:   store %6, %7
// CHECK-NEXT:   jump ^5
// CHECK-NEXT:  ^4:
// CHECK-NEXT:   %8 = const null
// CHECK-NEXT:   store %6, %8
// CHECK-NEXT:   jump ^5
// CHECK-NEXT:  ^5:
// CHECK-NEXT:   %9 = load %6
// CHECK-NEXT:   store %p.3, %9
// CHECK-NEXT:   %10 = deref %p.3
// CHECK-NEXT:   %11 = field %10, @Base.next
// CHECK-NEXT:   reset %11
// CHECK-NEXT:   ret
void changed(Base *p, Base *other, bool c) {
  Base **where = &p;
  if (c)
    *where = other;
  p = c ? p : nullptr;
  p->next.reset();
}

// Each check sees the pointers of each library that a contract describes; where one is missing in a RUN line, the library has
// nothing that could be misused so. Of libraries that need not be installed: families-glibmm.cpp, families-qt.cpp.
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DSTD | FileCheck %S/Inputs/families.h --check-prefixes=ALL,EXPIRED,SELF,ADOPTS,COUNTS %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DBOOST | FileCheck %S/Inputs/families.h --check-prefixes=ALL,EXPIRED,SELF,ADOPTS,COUNTS %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DWINRT -isystem %S/../Contracts/Inputs | FileCheck %S/Inputs/families.h --check-prefixes=ALL %none
// UNHARMED: the same misuses are run in the cases of their checks
#if defined(STD)
#include <memory>
#define STRONG std::shared_ptr
#define WEAK std::weak_ptr
#define MAKE(T) std::make_shared<T>()
#define LOCK(W) (W).lock()
#define EXPIRED(W) (W).expired()
#define GET(P) (P).get()
#define WEAKEN(P) (P)
#define BASE(T) : std::enable_shared_from_this<T>
#define SELF shared_from_this()
#define WEAKSELF weak_from_this()
#define ADOPTS
#define COUNTS
#elif defined(BOOST)
#include <boost/enable_shared_from_this.hpp>
#include <boost/make_shared.hpp>
#include <boost/weak_ptr.hpp>
#define STRONG boost::shared_ptr
#define WEAK boost::weak_ptr
#define MAKE(T) boost::make_shared<T>()
#define LOCK(W) (W).lock()
#define EXPIRED(W) (W).expired()
#define GET(P) (P).get()
#define WEAKEN(P) (P)
#define BASE(T) : boost::enable_shared_from_this<T>
#define SELF shared_from_this()
#define WEAKSELF weak_from_this()
#define ADOPTS
#define COUNTS
#elif defined(WINRT)
#include <com/winrt/base.h>
#define STRONG winrt::com_ptr
#define WEAK winrt::weak_ref
#define MAKE(T) winrt::make_self<T>()
#define LOCK(W) (W).get()
#define GET(P) (P).get()
#define WEAKEN(P) winrt::make_weak(P)
#define BASE(T) : winrt::implements<T>
#endif
#include "Inputs/families.h"

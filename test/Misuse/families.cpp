// Each check sees the pointers of each library that a contract describes; where one is missing in a RUN line, the library has
// nothing that could be misused so. Of libraries that need not be installed: families-glibmm.cpp, families-qt.cpp; of
// objects that count themselves, and of addresses that are null once the object is gone: families-counted.cpp.
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DSTD | FileCheck %S/Inputs/families.h --check-prefixes=ALL,EXPIRED,SELF,ADOPTS,COUNTS %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DBOOST | FileCheck %S/Inputs/families.h --check-prefixes=ALL,EXPIRED,SELF,ADOPTS,COUNTS %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DWINRT -isystem %S/../Contracts/Inputs/com | FileCheck %S/Inputs/families.h --check-prefixes=ALL %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DCOM -isystem %S/../Contracts/Inputs/com | FileCheck %S/Inputs/families.h --check-prefixes=ALL %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DWEBKIT -isystem %S/../Contracts/Inputs/webkit | FileCheck %S/Inputs/families.h --check-prefixes=ALL %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DFOLLY -isystem %S/../Contracts/Inputs/folly | FileCheck %S/Inputs/families.h --check-prefixes=ALL,EXPIRED,SELF,ADOPTS,COUNTS %none
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
#include <winrt/base.h>
#define STRONG winrt::com_ptr
#define WEAK winrt::weak_ref
#define MAKE(T) winrt::make_self<T>()
#define LOCK(W) (W).get()
#define GET(P) (P).get()
#define WEAKEN(P) winrt::make_weak(P)
#define BASE(T) : winrt::implements<T>
#elif defined(COM)
#include <wrl/client.h>
struct Object : IUnknown {};
template <class T> using Weak = Microsoft::WRL::WeakRef;
template <class T> Microsoft::WRL::ComPtr<T> lockIt(const Microsoft::WRL::WeakRef &w) {
  Microsoft::WRL::ComPtr<T> p;
  w.As(&p);
  return p;
}
inline Microsoft::WRL::WeakRef weaken(const auto &p) {
  Microsoft::WRL::WeakRef w;
  p.AsWeak(&w);
  return w;
}
#define STRONG Microsoft::WRL::ComPtr
#define WEAK Weak
#define MAKE(T) Microsoft::WRL::Make<T>()
#define LOCK(W) lockIt<Target>(W)
#define GET(P) (P).Get()
#define WEAKEN(P) weaken(P)
#define BASE(T) : Microsoft::WRL::RuntimeClass<Object>
#elif defined(WEBKIT)
#include <wtf/wtf.h>
#define STRONG WTF::RefPtr
#define WEAK WTF::ThreadSafeWeakPtr
#define MAKE(T) WTF::RefPtr<T>(WTF::adoptRef(*new T))
#define LOCK(W) (W).get()
#define GET(P) (P).get()
#define WEAKEN(P) (P)
#define BASE(T) : WTF::ThreadSafeRefCountedAndCanMakeThreadSafeWeakPtr<T>
#elif defined(FOLLY)
#include <Folly.h>
template <class T> using Weak = folly::Synchronized<std::weak_ptr<T>>;
#define STRONG std::shared_ptr
#define WEAK Weak
#define MAKE(T) std::make_shared<T>()
#define LOCK(W) (W).rlock()->lock()
#define EXPIRED(W) (W).rlock()->expired()
#define GET(P) (P).get()
#define WEAKEN(P) folly::to_weak_ptr(P)
#define BASE(T) : std::enable_shared_from_this<T>
#define SELF shared_from_this()
#define WEAKSELF Weak<Subject>(weak_from_this())
#define ADOPTS
#define COUNTS
#endif
#include "Inputs/families.h"

// See families.cpp: libraries whose objects count themselves, or tell when they are gone.
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DBOOST | FileCheck %S/Inputs/families-counted.h --check-prefixes=ALL,STRONG %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DCHROMIUM -isystem %S/../Contracts/Inputs/chromium | FileCheck %S/Inputs/families-counted.h --check-prefixes=ALL,STRONG,WEAK %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DWEBKIT -isystem %S/../Contracts/Inputs/webkit | FileCheck %S/Inputs/families-counted.h --check-prefixes=ALL,STRONG,WEAK %none
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 -DQT -isystem %S/../Contracts/Inputs/qt | FileCheck %S/Inputs/families-counted.h --check-prefixes=ALL,WEAK %none
// UNHARMED: the same misuses are run in the cases of their checks
#if defined(BOOST)
#include <boost/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>
#define STRONG boost::intrusive_ptr
#define MAKE(T) boost::intrusive_ptr<T>(new T)
#define BASE(T) : boost::intrusive_ref_counter<T>
#define MEMBERS(T)
#elif defined(CHROMIUM)
#include <base/base.h>
#define STRONG scoped_refptr
#define MAKE(T) base::MakeRefCounted<T>()
#define WEAK base::WeakPtr
#define WEAKEN(X) (X).weak_factory_.GetWeakPtr()
#define GET(P) (P).get()
#define BASE(T) : base::RefCounted<T>
#define MEMBERS(T) base::WeakPtrFactory<T> weak_factory_{this};
#elif defined(WEBKIT)
#include <wtf/wtf.h>
#define STRONG WTF::RefPtr
#define MAKE(T) WTF::adoptRef(*new T)
#define WEAK WTF::WeakPtr
#define WEAKEN(X) WTF::WeakPtr<Target>(X)
#define GET(P) (P).get()
#define BASE(T) : WTF::RefCounted<T>, WTF::CanMakeWeakPtr<T>
#define MEMBERS(T)
#elif defined(QT)
#include <QObject>
#include <QPointer>
#define WEAK QPointer
#define WEAKEN(X) QPointer<Target>(&(X))
#define GET(P) (P).data()
#define BASE(T) : QObject
#define MEMBERS(T)
#endif
#include "Inputs/families-counted.h"

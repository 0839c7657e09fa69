// See families.cpp; with the library itself.
// REQUIRES: qt5
// RUN: not %weakspot check --quiet --checks=* %s -- -std=c++20 %qt5_flags | FileCheck %S/Inputs/families.h --check-prefixes=ALL,EXPIRED,SELF,ADOPTS %none
// UNHARMED: the same misuses are run in the cases of their checks
#include <QEnableSharedFromThis>
#include <QSharedPointer>
#include <QWeakPointer>
#define STRONG QSharedPointer
#define WEAK QWeakPointer
#define MAKE(T) QSharedPointer<T>::create()
#define LOCK(W) (W).toStrongRef()
#define EXPIRED(W) (W).isNull()
#define GET(P) (P).data()
#define WEAKEN(P) (P)
#define BASE(T) : QEnableSharedFromThis<T>
#define SELF sharedFromThis()
#define WEAKSELF sharedFromThis().toWeakRef()
#define ADOPTS
#include "Inputs/families.h"

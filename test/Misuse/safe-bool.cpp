// Pointers from before C++11, which answer with a pointer to a member whether they are null: Qt 5 has them still.
// RUN: not %weakspot check --quiet --checks=unchecked-lock,expired-then-use %s -- -std=c++17 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// UNHARMED: the miniature of the library only declares
template <class T> class QWeakPointer;
template <class T> class QSharedPointer {
  T *value = nullptr;

public:
  typedef T *QSharedPointer::*RestrictedBool;
  operator RestrictedBool() const { return value ? &QSharedPointer::value : nullptr; }
  bool operator!() const { return !value; }
  ~QSharedPointer();
  T *operator->() const;
};
template <class T> class QWeakPointer {
  T *value = nullptr;

public:
  typedef T *QWeakPointer::*RestrictedBool;
  operator RestrictedBool() const { return value ? &QWeakPointer::value : nullptr; }
  bool operator!() const { return !value; }
  QWeakPointer(const QSharedPointer<T> &strong);
  QSharedPointer<T> toStrongRef() const;
};

struct Model {
  int rows = 0;
  void reset();
};
int condition_good(const QWeakPointer<Model> &model) {
  if (QSharedPointer<Model> strong = model.toStrongRef())
    return strong->rows;
  return 0;
}
int choice_good(const QWeakPointer<Model> &model) {
  auto strong = model.toStrongRef();
  return strong ? strong->rows : 0;
}
bool both_good(const QWeakPointer<Model> &model) {
  auto strong = model.toStrongRef();
  return strong && strong->rows > 0;
}
void not_good(const QWeakPointer<Model> &model) {
  auto strong = model.toStrongRef();
  if (!strong)
    return;
  strong->reset();
}
void kept_good(const QWeakPointer<Model> &model) {
  auto strong = model.toStrongRef();
  const bool there = strong;
  if (there)
    strong->reset();
}
void otherWay_bad(const QWeakPointer<Model> &model) {
  auto strong = model.toStrongRef();
  if (strong)
    return;
  strong->reset();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: the result of lock() of 'model' is dereferenced; it is null on this path
}
void asked_bad(const QWeakPointer<Model> &model) {
  if (model)
    model.toStrongRef()->reset();
  // CHECK-MESSAGES: :[[@LINE-1]]:5: warning: {{.*}} is used without a check of its own
}
void askedNot_bad(const QWeakPointer<Model> &model) {
  if (!model)
    return;
  model.toStrongRef()->reset();
  // CHECK-MESSAGES: :[[@LINE-1]]:3: warning: {{.*}} is used without a check of its own
}

// A strong pointer that is made of an expired weak one: Qt's is null, where the standard's throws.
// RUN: not %weakspot check --quiet --checks=unchecked-lock,expired-then-use %s -- -std=c++17 > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// UNHARMED: the miniature of the library only declares
template <class T> class QWeakPointer;
template <class T> class QSharedPointer {
public:
  QSharedPointer(const QWeakPointer<T> &weak);
  ~QSharedPointer();
  T *operator->() const;
  bool isNull() const;
};
template <class T> class QWeakPointer {
public:
  QWeakPointer(const QSharedPointer<T> &strong);
  QSharedPointer<T> toStrongRef() const;
  bool isNull() const;
};

struct Model {
  int rows = 0;
};
int made_bad(const QWeakPointer<Model> &model) {
  QSharedPointer<Model> strong(model);
  return strong->rows;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: the result of lock() of 'model' is dereferenced
}
int asked_bad(const QWeakPointer<Model> &model) {
  if (model.isNull())
    return 0;
  QSharedPointer<Model> strong(model);
  return strong->rows;
  // CHECK-MESSAGES: :[[@LINE-1]]:10: warning: {{.*}} is used without a check of its own
}
int made_good(const QWeakPointer<Model> &model) {
  QSharedPointer<Model> strong(model);
  return strong.isNull() ? 0 : strong->rows;
}
int locked_good(const QWeakPointer<Model> &model) {
  auto strong = model.toStrongRef();
  if (strong.isNull())
    return 0;
  return strong->rows;
}

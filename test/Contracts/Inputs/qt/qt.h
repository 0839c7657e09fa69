//===- qt.h - A miniature of Qt's core --------------------------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Our own few lines with the names and the lives of objects of the real ones.
// QObject, QTimer and the others include it by their own names.
//
//===----------------------------------------------------------------------===//

#pragma once
#include <cstring>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

class QObject;

struct QMetaObject {
  class Connection {
  public:
    Connection() = default;
    explicit Connection(std::shared_ptr<bool> On) : On(std::move(On)) {}
    std::shared_ptr<bool> On;
  };
};

class QObject {
public:
  explicit QObject(QObject * = nullptr) {}
  QObject(const QObject &) = delete;
  virtual ~QObject() {
    *Alive = false;
    emitSignal(&QObject::destroyed);
  }
  void destroyed(QObject * = nullptr) {}

  template <typename Signal, typename F>
  static QMetaObject::Connection connect(const QObject *Sender, Signal S,
                                         F Functor) {
    return Sender->add(name(S), std::move(Functor), nullptr);
  }
  template <typename Signal, typename F>
  static QMetaObject::Connection connect(const QObject *Sender, Signal S,
                                         const QObject *Context, F Functor) {
    return Sender->add(name(S), std::move(Functor), Context->Alive);
  }
  static bool disconnect(const QMetaObject::Connection &C) {
    if (C.On)
      *C.On = false;
    return C.On != nullptr;
  }
  bool disconnect() {
    Entries.clear();
    return true;
  }

protected:
  template <typename Signal> void emitSignal(Signal S) {
    sweep();
    auto Copy = Entries;
    for (auto &E : Copy)
      if (E.Name == name(S))
        E.Call();
  }

private:
  struct Entry {
    std::string Name;
    std::function<void()> Call;
    std::shared_ptr<bool> On;
    std::shared_ptr<bool> Context;
  };
  template <typename P> static std::string name(P Signal) {
    std::string Bytes(sizeof(Signal), '\0');
    std::memcpy(Bytes.data(), &Signal, sizeof(Signal));
    return Bytes;
  }
  QMetaObject::Connection add(std::string Name, std::function<void()> Call,
                              std::shared_ptr<bool> Context) const {
    auto On = std::make_shared<bool>(true);
    Entries.push_back(
        {std::move(Name), std::move(Call), On, std::move(Context)});
    return QMetaObject::Connection(On);
  }
  /// Real connections are gone at once; here, when somebody looks.
  void sweep() const {
    Entries.remove_if(
        [](const Entry &E) { return !*E.On || (E.Context && !*E.Context); });
  }

  mutable std::list<Entry> Entries;

public:
  std::shared_ptr<bool> Alive = std::make_shared<bool>(true);
};

class QCoreApplication {
public:
  QCoreApplication(int &, char **) {}
  static std::vector<std::function<void()>> &posted() {
    static std::vector<std::function<void()>> Posted;
    return Posted;
  }
  static void processEvents() {
    auto Ready = std::move(posted());
    posted().clear();
    for (auto &F : Ready)
      F();
  }
};

class QTimer : public QObject {
public:
  using QObject::QObject;
  void timeout() { emitSignal(&QTimer::timeout); }
  template <typename F> static void singleShot(int, F Functor) {
    QCoreApplication::posted().push_back(std::move(Functor));
  }
};

template <typename T> class QWeakPointer;
template <typename T> class QSharedPointer {
public:
  QSharedPointer() = default;
  explicit QSharedPointer(T *P) : Held(P) {}
  QSharedPointer(std::shared_ptr<T> P) : Held(std::move(P)) {}
  template <typename... Args> static QSharedPointer create(Args &&...A) {
    return QSharedPointer(std::make_shared<T>(std::forward<Args>(A)...));
  }
  T *data() const { return Held.get(); }
  T *operator->() const { return Held.get(); }
  T &operator*() const { return *Held; }
  bool isNull() const { return !Held; }
  explicit operator bool() const { return !isNull(); }
  void clear() { Held.reset(); }

private:
  friend class QWeakPointer<T>;
  std::shared_ptr<T> Held;
};

template <typename T> class QWeakPointer {
public:
  QWeakPointer() = default;
  QWeakPointer(const QSharedPointer<T> &P) : Held(P.Held) {}
  QSharedPointer<T> toStrongRef() const {
    return QSharedPointer<T>(Held.lock());
  }
  bool isNull() const { return Held.expired(); }

private:
  std::weak_ptr<T> Held;
};

template <typename T> class QPointer {
public:
  QPointer() = default;
  QPointer(T *P) : Ptr(P), Alive(P->Alive) {}
  T *data() const { return Alive && *Alive ? Ptr : nullptr; }
  T *operator->() const { return data(); }
  bool isNull() const { return !data(); }

private:
  T *Ptr = nullptr;
  std::shared_ptr<bool> Alive;
};

template <typename T> class QVector : public std::vector<T> {
public:
  void append(const T &X) { this->push_back(X); }
};

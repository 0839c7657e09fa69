// RUN: %qt-miniature %s %t
// RUN: %if qt5 %{ %qt5 %s %t.real %}
//
// QSharedPointer owns; QWeakPointer and QPointer don't. What is connected is kept by the sender until
// it, or the context object, dies or it is disconnected.
//
// CASE: bad
// ALIVE: Poller<1> 1, Poller<2> 1, Room 1, User 1
// FINDS: shared-ptr-cycle Room.users_ -> User.room_
// FINDS: capture-cycle Poller<1>.timer_ -> lambda.self
// FINDS: capture-cycle Poller<2>.timer_ -> lambda.self
// CASE: good -DGOOD
#include "counted.h"
#include <QCoreApplication>
#include <QObject>
#include <QPointer>
#include <QSharedPointer>
#include <QTimer>
#include <QVector>
#include <QWeakPointer>
#include <memory>

struct Room;
struct User : Counted<User> {
#ifdef GOOD
  QWeakPointer<Room> room_;
#else
  QSharedPointer<Room> room_;
#endif
};
struct Room : Counted<Room> {
  QVector<QSharedPointer<User>> users_;
};

template <int Number>
class Poller : public std::enable_shared_from_this<Poller<Number>>,
               Counted<Poller<Number>> {
public:
  void start() {
    QObject::connect(&timer_, &QTimer::timeout,
                     [self = this->shared_from_this()] { self->poll(); });
  }
  void startWithContext() {
    QObject::connect(&timer_, &QTimer::timeout, &timer_,
                     [self = this->shared_from_this()] { self->poll(); });
  }
  void startWithOther(const QObject *sender) {
    QObject::connect(sender, &QObject::destroyed,
                     [self = this->shared_from_this()] { self->poll(); });
  }
  void startRaw() {
    QObject::connect(&timer_, &QTimer::timeout, &timer_, [this] { poll(); });
  }
  void startWeakly() {
    QObject::connect(&timer_, &QTimer::timeout,
                     [weak = this->weak_from_this()] {
                       if (auto self = weak.lock())
                         self->poll();
                     });
  }
  void once() {
    QTimer::singleShot(0, [self = this->shared_from_this()] { self->poll(); });
  }
  void stop() { timer_.disconnect(); }
  void watch(QTimer *timer) { watched_ = timer; }

private:
  void poll() { ++polls_; }

  QTimer timer_;
  QPointer<QTimer> watched_;
  int polls_ = 0;
};

int main(int argc, char **argv) {
  QCoreApplication app(argc, argv);
  auto room = QSharedPointer<Room>::create();
  QSharedPointer<User> user(new User);
  room->users_.append(user);
  user->room_ = room;
#ifdef GOOD
  auto sender = std::make_unique<QTimer>();
  std::make_shared<Poller<1>>()->startRaw();
  std::make_shared<Poller<2>>()->startWeakly();
  std::make_shared<Poller<3>>()->once();
  auto other = std::make_shared<Poller<4>>();
  other->startWithOther(sender.get());
  other->watch(sender.get());
  auto stopped = std::make_shared<Poller<5>>();
  stopped->start();
  stopped->stop();
  QCoreApplication::processEvents();
#else
  std::make_shared<Poller<1>>()->start();
  std::make_shared<Poller<2>>()->startWithContext();
#endif
}

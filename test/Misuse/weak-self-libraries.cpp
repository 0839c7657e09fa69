// Weak references that give no owner, but can be asked whether the object is there; and C++/WinRT's.
// RUN: not %weakspot check --quiet --checks=weak-self-bypassed,shared-from-this-misuse %s -- -std=c++20 -isystem %S/../Contracts/Inputs -isystem %S/../Contracts/Inputs/qt > %t
// RUN: FileCheck %s --check-prefix=CHECK-MESSAGES --implicit-check-not=warning: --implicit-check-not=error: < %t
// UNHARMED: the miniatures of the libraries only declare
#include <chromium/base/base.h>
#include <com/winrt/base.h>
#include <functional>
#include <qt.h>
#include <webkit/wtf/wtf.h>

void post(std::function<void()>);

class Loader {
public:
  Loader() = default;
  void bound_bad() {
    runner_.PostTask(FROM_HERE, base::BindOnce(&Loader::done, base::Unretained(this), factory_.GetWeakPtr()));
    // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'arg1' is used without a lock of 'arg2'
  }
  void before_check_bad() {
    post([this, weak = factory_.GetWeakPtr()] {
      ++loaded_;
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
      if (weak)
        notify();
    });
  }
  void wrong_branch_bad() {
    post([this, weak = factory_.GetWeakPtr()] {
      if (!weak)
        notify();
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
    });
  }
  void by_weak_good() { runner_.PostTask(FROM_HERE, base::BindOnce(&Loader::notify, factory_.GetWeakPtr())); }
  void checked_good() {
    post([this, weak = factory_.GetWeakPtr()] {
      if (!weak)
        return;
      ++loaded_;
      notify();
    });
  }
  void handed_on_good() {
    auto reply = [](base::WeakPtr<Loader> weak, Loader *loader) {
      if (weak)
        loader->notify();
    };
    runner_.PostTask(FROM_HERE, base::BindOnce(reply, factory_.GetWeakPtr(), base::Unretained(this)));
  }
  void at_once_good() {
    auto weak = factory_.GetWeakPtr();
    notify();
    if (weak)
      ++loaded_;
  }

private:
  void done(base::WeakPtr<Loader> weak);
  void notify();

  int loaded_ = 0;
  base::TaskRunner runner_;
  base::WeakPtrFactory<Loader> factory_{this};
};

void makes() { Loader loader; }

class Element : public WTF::RefCounted<Element>, public WTF::CanMakeWeakPtr<Element> {
public:
  void weak_bad(WTF::RunLoop &loop) {
    loop.dispatch([this, weakThis = WeakPtr{*this}] {
      layout();
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weakThis'
      if (weakThis)
        paint();
    });
  }
  void weak_good(WTF::RunLoop &loop) {
    loop.dispatch([this, weakThis = WeakPtr{*this}] {
      if (!weakThis)
        return;
      layout();
      paint();
    });
  }
  void protected_good(WTF::RunLoop &loop) {
    loop.dispatch([this, protectedThis = Ref{*this}] { layout(); });
  }

private:
  void layout();
  void paint();
};

struct Page : winrt::implements<Page> {
  int shown = 0;
  winrt::weak_ref<Page> weak_;

  Page() : weak_(get_weak()) { auto strong = get_strong(); }
  void raw_bad() {
    post([this, weak = get_weak()] {
      ++shown;
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
    });
  }
  void temporary_bad() {
    post([this, weak = get_weak()] {
      if (weak.get())
        ++shown;
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'weak'
    });
  }
  void both_bad() {
    post([strong = get_strong(), weak = get_weak()] {
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: the capture 'strong' owns the object that the capture 'weak' refers to weakly
      ++strong->shown;
    });
  }
  void locked_good() {
    post([this, weak = get_weak()] {
      if (auto strong{weak.get()})
        ++shown;
    });
  }
  void strong_good() {
    post([this, strong = get_strong()] { ++shown; });
  }
};

class Widget : public QObject {
public:
  void unguarded_bad() {
    post([this, guard = QPointer<Widget>(this)] {
      update();
      // CHECK-MESSAGES: :[[@LINE-1]]:{{[0-9]+}}: warning: 'this' is used without a lock of 'guard'
    });
  }
  void guarded_good() {
    post([this, guard = QPointer<Widget>(this)] {
      if (guard.isNull())
        return;
      update();
    });
  }
  void guard_only_good() {
    post([guard = QPointer<Widget>(this)] {
      if (!guard.isNull())
        guard->update();
    });
  }
  void other_good(QObject *other) {
    post([this, guard = QPointer<QObject>(other)] {
      update();
      if (guard.isNull())
        ++updates_;
    });
  }

private:
  void update();
  int updates_ = 0;
};

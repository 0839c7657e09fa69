// RUN: %miniature %s %t
//
// What is bound is kept with the callback: a scoped_refptr owns, Unretained and a WeakPtr don't. A
// posted task is run once; a repeating timer keeps its task.
//
// CASE: bad
// ALIVE: Loader<1> 1, Loader<2> 1, Loader<3> 1, Peer 2
// FINDS: shared-ptr-cycle Peer.other_ -> Peer.other_
// FINDS: capture-cycle Loader<1>.done_ -> base::BindOnce.arg1
// FINDS: capture-cycle Loader<2>.timer_ -> base::BindRepeating.arg1
// FINDS: capture-cycle Loader<3>.done_ -> lambda.self
// CASE: good -DGOOD
#include "counted.h"
#include <chromium/base/base.h>

struct Peer : base::RefCounted<Peer>, Counted<Peer> {
  scoped_refptr<Peer> other_;
};

template <int Number>
class Loader : public base::RefCounted<Loader<Number>>,
               Counted<Loader<Number>> {
public:
  friend class base::RefCounted<Loader<Number>>;

  void bindOwner() {
    done_ = base::BindOnce(&Loader::onDone, base::WrapRefCounted(this));
  }
  void startTimer() {
    timer_.Start(
        FROM_HERE, 10,
        base::BindRepeating(&Loader::onDone, scoped_refptr<Loader>(this)));
  }
  void captureOwner() {
    done_ = base::OnceClosure(
        [self = scoped_refptr<Loader>(this)] { self->onDone(); });
  }
  void bindWeakly() {
    done_ = base::BindOnce(&Loader::onDone, factory_.GetWeakPtr());
  }
  void bindUnretained() {
    done_ = base::BindOnce(&Loader::onDone, base::Unretained(this));
  }
  void post(base::TaskRunner &runner) {
    runner.PostTask(FROM_HERE, base::BindOnce(&Loader::onDone,
                                              scoped_refptr<Loader>(this)));
  }
  void stop() { timer_.Stop(); }
  void cancel() { done_.Reset(); }

private:
  ~Loader() = default;
  void onDone() { ++calls_; }

  base::OnceClosure done_;
  base::RepeatingTimer timer_;
  int calls_ = 0;
  base::WeakPtrFactory<Loader> factory_{this};
};

int main() {
#ifdef GOOD
  base::TaskRunner runner;
  base::MakeRefCounted<Loader<1>>()->bindWeakly();
  base::MakeRefCounted<Loader<2>>()->bindUnretained();
  base::MakeRefCounted<Loader<3>>()->post(runner);
  auto stopped = base::MakeRefCounted<Loader<4>>();
  stopped->startTimer();
  stopped->stop();
  auto cancelled = base::MakeRefCounted<Loader<5>>();
  cancelled->bindOwner();
  cancelled->cancel();
  runner.RunAll();
#else
  scoped_refptr<Peer> one(new Peer);
  auto two = base::MakeRefCounted<Peer>();
  one->other_ = two;
  two->other_ = one;
  base::MakeRefCounted<Loader<1>>()->bindOwner();
  base::MakeRefCounted<Loader<2>>()->startTimer();
  base::MakeRefCounted<Loader<3>>()->captureOwner();
#endif
}

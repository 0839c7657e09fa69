// RUN: %case %s %t
//
// The overriders of a class nested in a template, whose objects only make_unique
// makes: they cut the ring, or close it.
//
// CASE: bad
// ALIVE: Feed 1
// FINDS: shared-ptr-cycle Feed.self_
// CASE: good -DGOOD
#include "counted.h"
#include <memory>

struct Feed;

struct Step {
  virtual ~Step() = default;
  virtual void run() = 0;
};

struct Feed : Counted<Feed> {
  std::shared_ptr<Feed> self_;
};

template <typename T> class Steps {
  struct Close : Step {
    explicit Close(std::shared_ptr<T> feed) : feed_(std::move(feed)) {}
    void run() override { feed_->self_ = feed_; }
    std::shared_ptr<T> feed_;
  };
  struct Cut : Step {
    explicit Cut(std::shared_ptr<T> feed) : feed_(std::move(feed)) {}
    void run() override { feed_->self_.reset(); }
    std::shared_ptr<T> feed_;
  };

public:
  std::unique_ptr<Step> close(std::shared_ptr<T> feed) {
    return std::make_unique<Close>(std::move(feed));
  }
  std::unique_ptr<Step> cut(std::shared_ptr<T> feed) {
    return std::make_unique<Cut>(std::move(feed));
  }
};

int main() {
  Steps<Feed> steps;
  auto feed = std::make_shared<Feed>();
  steps.close(feed)->run();
#ifdef GOOD
  steps.cut(feed)->run();
#endif
}

// RUN: %case %s %t
//
// A class template whose instance nobody but make_shared constructs: its constructor
// makes the edge.
//
// CASE: bad
// ALIVE: Feed 1, Wrapper<int> 1
// FINDS: shared-ptr-cycle Feed.wrapper -> Wrapper<int>.feed
// CASE: weak_good -DGOOD
#include "counted.h"
#include <memory>
#include <utility>

struct Feed;
#ifdef GOOD
using FeedRef = std::weak_ptr<Feed>;
#else
using FeedRef = std::shared_ptr<Feed>;
#endif

template <typename T> struct Wrapper : Counted<Wrapper<T>> {
  explicit Wrapper(std::shared_ptr<Feed> feed) : feed(std::move(feed)) {}
  FeedRef feed;
};

struct Feed : Counted<Feed> {
  std::shared_ptr<Wrapper<int>> wrapper;
};

int main() {
  auto feed = std::make_shared<Feed>();
  feed->wrapper = std::make_shared<Wrapper<int>>(feed);
}

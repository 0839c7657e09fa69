// RUN: %case %s %t
//
// A shared function that holds itself tries again until the answer comes; then a callback, which the
// loop runs later, empties it.
//
// CASE: emptied_good "-DDONE=*attempt = nullptr"
// CASE: taken_good "-DDONE=auto last = std::move(*attempt)"
// CASE: swapped_good "-DDONE=std::function<void(int)>().swap(*attempt)"
// CASE: helper_good "-DDONE=stop(attempt)"
// CASE: kept_bad "-DDONE=(void)0"
// ALIVE: Client 1
// FINDS: self-owning-callable lambda.attempt -> the std::function
// CASE: only_another_is_emptied_bad "-DDONE=(void)0" -DOTHER
// ALIVE: Client 1
// FINDS: self-owning-callable lambda.attempt -> the std::function
#include "counted.h"
#include <deque>
#include <functional>
#include <memory>
#include <utility>

struct Loop {
  std::deque<std::function<void()>> jobs;
  void post(std::function<void()> job) { jobs.push_back(std::move(job)); }
  void run() {
    while (!jobs.empty()) {
      auto job = std::move(jobs.front());
      jobs.pop_front();
      job();
    }
  }
};

struct Client : Counted<Client> {
  explicit Client(Loop &loop) : loop(loop) {}
  Loop &loop;
  int fails = 2;
  void get(std::function<void(int)> answer) {
    int code = fails-- > 0 ? 500 : 200;
    loop.post([answer = std::move(answer), code] { answer(code); });
  }
};

using Attempt = std::function<void(int)>;

inline void stop(const std::shared_ptr<Attempt> &attempt) {
  *attempt = nullptr;
}

static void fetch(std::shared_ptr<Client> client, int most) {
  auto attempt = std::make_shared<Attempt>();
  *attempt = [client, most, attempt](int n) {
    client->get([=](int code) {
      if (code == 200 || n + 1 == most) {
        DONE;
      } else {
        (*attempt)(n + 1);
      }
    });
  };
  (*attempt)(0);
}

#ifdef OTHER
static void ask(std::shared_ptr<Client> client) {
  auto attempt = std::make_shared<Attempt>();
  *attempt = [client, attempt](int) {
    client->get([=](int) { *attempt = nullptr; });
  };
  (*attempt)(0);
}
#endif

int main() {
  Loop loop;
  fetch(std::make_shared<Client>(loop), 5);
#ifdef OTHER
  ask(std::make_shared<Client>(loop));
#endif
  loop.run();
}

// RUN: %weakspot check --checks=double-ownership %s -- -std=c++17
// RUN: not %weakspot check --quiet --checks=double-ownership %s -- -std=c++17 -DKEPT | FileCheck %s
// RUN: %clangxx -std=c++17 -DKEPT -w -fsanitize=address %s -o %t.exe
// RUN: not %t.exe 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: AddressSanitizer: {{heap-use-after-free|attempting double-free}}
//
// A command puts itself back into the queue that has let go of it: there is one
// owner at a time. Where nothing ever lets go, there are two.
#include <deque>
#include <memory>

class Queue;

class Command {
public:
  explicit Command(Queue &Where) : Where(Where) {}
  bool execute();

private:
  Queue &Where;
  int Left = 3;
};

class Queue {
public:
  void add(std::unique_ptr<Command> C) { Commands.push_back(std::move(C)); }
  void run() {
    while (!Commands.empty()) {
      std::unique_ptr<Command> Next = std::move(Commands.front());
      Commands.pop_front();
      bool Done = Next->execute();
#ifndef KEPT
      if (!Done)
        (void)Next.release();
#endif
    }
  }

private:
  std::deque<std::unique_ptr<Command>> Commands;
};

bool Command::execute() {
  if (--Left == 0)
    return true;
  // CHECK: :[[@LINE+1]]:13: warning: a new owner is made for 'this'
  Where.add(std::unique_ptr<Command>(this));
  return false;
}

int main() {
  Queue Q;
  Q.add(std::make_unique<Command>(Q));
  Q.run();
}

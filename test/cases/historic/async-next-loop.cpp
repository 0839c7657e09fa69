// RUN: %case %s %t
//
// IncludeOS#602: the step of an asynchronous directory walk is a shared function
// that captures itself, and with it the caller's callback.
//
// CASE: bad
// ALIVE: Entries 1
// FINDS: self-owning-callable lambda.next -> the std::function
// CASE: weak_good -DGOOD

//--- fs.h
#pragma once
#include "counted.h"
#include <functional>
#include <memory>
#include <vector>

struct Entries : Counted<Entries> {
  std::vector<int> sectors;
};
using Done = std::function<void(std::shared_ptr<Entries>)>;
using Read = std::function<void(unsigned)>;

struct Disk {
  void read(unsigned sector, Read then) { then(sector); }
};

class FileSystem {
public:
  void list(unsigned sector, Done done);

private:
  Disk disk_;
};

//--- fs.cpp
#include "fs.h"

void FileSystem::list(unsigned sector, Done done) {
  auto entries = std::make_shared<Entries>();
  auto next = std::make_shared<Read>();
#ifdef GOOD
  *next = [this, entries, done, weak = std::weak_ptr<Read>(next)](unsigned at) {
    entries->sectors.push_back(static_cast<int>(at));
    auto next = weak.lock();
    if (at < 3 && next)
      disk_.read(at + 1, *next);
    else
      done(entries);
  };
#else
  *next = [this, entries, done, next](unsigned at) {
    entries->sectors.push_back(static_cast<int>(at));
    if (at < 3)
      disk_.read(at + 1, *next);
    else
      done(entries);
  };
#endif
  disk_.read(sector, *next);
}

//--- main.cpp
#include "fs.h"

int main() {
  FileSystem fs;
  std::size_t found = 0;
  fs.list(1, [&found](std::shared_ptr<Entries> entries) {
    found = entries->sectors.size();
  });
  return found == 3 ? 0 : 1;
}

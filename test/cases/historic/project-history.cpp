// RUN: %case %s %t
//
// audacity#10924: a service holds the project, and the project's attached objects, kept
// by a key as shared_ptr of their base, hold the service.
//
// CASE: bad
// ALIVE: au::History 1, au::Project 1
// FINDS: shared-ptr-cycle au::Project.attached_.second -> au::History.project_
// CASE: raw_good -DGOOD
// CASE: closed_good -DCLOSED

//--- project.h
#pragma once
#include "counted.h"
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace au {
class Project;
struct Attached {
  virtual ~Attached() = default;
  virtual void close() {}
};

class Project : public std::enable_shared_from_this<Project>, Counted<Project> {
public:
  using Factory = std::function<std::shared_ptr<Attached>(Project &)>;
  static void registerFactory(const std::string &key, Factory factory);
  static std::shared_ptr<Project> open();
  Attached *get(const std::string &key) const;
  void close();

private:
  std::map<std::string, std::shared_ptr<Attached>> attached_;
};
} // namespace au

//--- project.cpp
#include "project.h"
#include <utility>

namespace au {
static std::map<std::string, Project::Factory> &factories() {
  static std::map<std::string, Project::Factory> all;
  return all;
}

void Project::registerFactory(const std::string &key, Factory factory) {
  factories()[key] = std::move(factory);
}

std::shared_ptr<Project> Project::open() {
  auto project = std::make_shared<Project>();
  for (const auto &[key, factory] : factories())
    project->attached_.emplace(key, factory(*project));
  return project;
}

Attached *Project::get(const std::string &key) const {
  auto it = attached_.find(key);
  return it == attached_.end() ? nullptr : it->second.get();
}

void Project::close() {
  for (auto &[key, object] : attached_)
    object->close();
}
} // namespace au

//--- history.h
#pragma once
#include "project.h"

namespace au {
class History : public Attached, Counted<History> {
public:
  explicit History(Project &project);
  void close() override;
  void push() { ++states_; }
  int states() const { return states_; }

private:
#ifdef GOOD
  Project *project_;
#else
  std::shared_ptr<Project> project_;
#endif
  int states_ = 0;
};
void registerHistory();
} // namespace au

//--- history.cpp
#include "history.h"

namespace au {
#ifdef GOOD
History::History(Project &project) : project_(&project) {}
void History::close() { project_ = nullptr; }
#else
History::History(Project &project) : project_(project.shared_from_this()) {}
void History::close() { project_.reset(); }
#endif

void registerHistory() {
  Project::registerFactory("history", [](Project &project) {
    return std::make_shared<History>(project);
  });
}
} // namespace au

//--- main.cpp
#include "history.h"

int main() {
  au::registerHistory();
  auto project = au::Project::open();
  auto *history = dynamic_cast<au::History *>(project->get("history"));
  if (history)
    history->push();
  int states = history ? history->states() : 0;
#ifdef CLOSED
  project->close();
#endif
  return states == 1 ? 0 : 1;
}

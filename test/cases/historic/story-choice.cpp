// RUN: %case %s %t
//
// Inkpot#75: a choice of a story holds the story that holds its choices. Both are made
// through a house alias and a factory, and are kept in an array.
//
// CASE: bad
// ALIVE: ink::Choice 2, ink::Story 1
// FINDS: shared-ptr-cycle ink::Choice.story_ -> ink::Story.choices_
// CASE: cleared_good -DCLEARED
// CASE: weak_good -DGOOD

//--- pointers.h
#pragma once
#include <memory>
#include <utility>

template <typename T> using Ref = std::shared_ptr<T>;
template <typename T> using WeakRef = std::weak_ptr<T>;

template <typename T, typename... Args> Ref<T> newObject(Args &&...args) {
  return Ref<T>(new T(std::forward<Args>(args)...));
}

//--- story.h
#pragma once
#include "counted.h"
#include "pointers.h"
#include <string>
#include <vector>

namespace ink {
class Choice;
class Story : public std::enable_shared_from_this<Story>, Counted<Story> {
public:
  void reset(const std::vector<std::string> &lines);
  bool choose(std::size_t index);
  void clear() { choices_.clear(); }
  int turns() const { return turns_; }

private:
  friend class Choice;
  std::vector<Ref<Choice>> choices_;
  int turns_ = 0;
};
} // namespace ink

//--- choice.h
#pragma once
#include "story.h"

namespace ink {
class Choice : Counted<Choice> {
public:
  bool initialise(Ref<Story> story, const std::string &line);
  bool choose();

private:
#ifdef GOOD
  WeakRef<Story> story_;
#else
  Ref<Story> story_;
#endif
  std::string line_;
};
} // namespace ink

//--- choice.cpp
#include "choice.h"

namespace ink {
bool Choice::initialise(Ref<Story> story, const std::string &line) {
  if (line.empty())
    return false;
  story_ = std::move(story);
  line_ = line;
  return true;
}

bool Choice::choose() {
#ifdef GOOD
  auto story = story_.lock();
  if (!story)
    return false;
  ++story->turns_;
#else
  ++story_->turns_;
#endif
  return true;
}
} // namespace ink

//--- story.cpp
#include "choice.h"

namespace ink {
void Story::reset(const std::vector<std::string> &lines) {
  choices_.clear();
  for (const auto &line : lines) {
    auto choice = newObject<Choice>();
    if (choice->initialise(shared_from_this(), line))
      choices_.emplace_back(choice);
  }
}

bool Story::choose(std::size_t index) {
  return index < choices_.size() && choices_[index]->choose();
}
} // namespace ink

//--- main.cpp
#include "choice.h"

int main() {
  auto story = newObject<ink::Story>();
  story->reset({"go north", "go south"});
  bool chosen = story->choose(1);
#ifdef CLEARED
  story->clear();
#endif
  return chosen && story->turns() == 1 ? 0 : 1;
}

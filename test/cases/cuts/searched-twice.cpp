// RUN: %case %s %t
//
// Which of several searches finds the element is not known; that one of them does is no leak,
// whichever it is. What comes after them, or is not what they look for, they did not take.
//
// CASE: found_second_good -DFIRST=b -DSECOND=a
// CASE: found_first_good -DFIRST=a -DSECOND=b
// CASE: in_functions_good -DFIRST=b -DSECOND=a -DIN_FUNCTIONS
// CASE: in_a_loop_good -DFIRST=b -DSECOND=a -DIN_A_LOOP
// CASE: added_later_bad -DFIRST=b -DSECOND=a -DLATER
// ALIVE: Box 2
// FINDS: shared-ptr-cycle Box.up -> Box.kids
// CASE: another_edge_bad -DFIRST=b -DSECOND=a -DOTHER
// ALIVE: Box 1
// FINDS: shared-ptr-cycle Box.other
#include "counted.h"
#include <algorithm>
#include <list>
#include <memory>
#include <string>

struct Box : Counted<Box> {
  std::list<std::shared_ptr<Box>> kids;
  std::shared_ptr<Box> up, other;
  std::string name;

  void remove(const std::string &which) {
    auto it = std::find_if(kids.begin(), kids.end(),
                           [&](const auto &kid) { return kid->name == which; });
    if (it != kids.end())
      kids.erase(it);
  }
  void free(const std::string &which) {
    for (auto &kid : kids)
      if (kid->name == which)
        kid->up.reset();
  }
};

#define TEXT_OF(X) #X
#define TEXT(X) TEXT_OF(X)

static void add(const std::shared_ptr<Box> &box) {
  auto kid = std::make_shared<Box>();
  kid->name = "a";
  kid->up = box;
  box->kids.push_back(kid);
}

int main() {
  auto box = std::make_shared<Box>();
#ifdef OTHER
  box->other = box;
#endif
#ifndef LATER
  add(box);
#endif
#if defined(IN_FUNCTIONS)
  box->remove(TEXT(FIRST));
  box->remove(TEXT(SECOND));
#elif defined(IN_A_LOOP)
  box->free(TEXT(FIRST));
  box->free(TEXT(SECOND));
#else
  box->kids.remove_if([](const auto &kid) { return kid->name == TEXT(FIRST); });
  box->kids.remove_if(
      [](const auto &kid) { return kid->name == TEXT(SECOND); });
#endif
#ifdef LATER
  add(box);
#endif
}

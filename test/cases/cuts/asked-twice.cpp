// RUN: %case %s %t
//
// A function that only looks, asked twice of what has not changed, answers the same: what was
// linked on a yes is cut on the next one. Where it is cut on a no, it stays.
//
// CASE: linked_and_cut_on_yes_good
// CASE: cut_on_no_bad -DCUT_IF=!
// ALIVE: Empty 1
// ALIVE: Longer 1
// ALIVE: Char 1
// ALIVE: Found 1
// ALIVE: Member 1
// ALIVE: Part 1
// ALIVE: Bits 1
// ALIVE: Half 1
// ALIVE: Real 1
// ALIVE: Count 1
// ALIVE: Loop 1
// FINDS: shared-ptr-cycle Empty.link
// FINDS: shared-ptr-cycle Longer.link
// FINDS: shared-ptr-cycle Char.link
// FINDS: shared-ptr-cycle Found.link
// FINDS: shared-ptr-cycle Member.link
// FINDS: shared-ptr-cycle Part.link
// FINDS: shared-ptr-cycle Bits.link
// FINDS: shared-ptr-cycle Half.link
// FINDS: shared-ptr-cycle Real.link
// FINDS: shared-ptr-cycle Count.link
// FINDS: shared-ptr-cycle Loop.link
#include "counted.h"
#include <map>
#include <memory>
#include <string>
#include <vector>

#ifndef CUT_IF
#define CUT_IF
#endif

#define ASK(Name, Parameter, Question)                                         \
  struct Name : Counted<Name> {                                                \
    std::shared_ptr<Name> link;                                                \
  };                                                                           \
  static void ask##Name(Parameter) {                                           \
    auto made = std::make_shared<Name>();                                      \
    if (Question)                                                              \
      made->link = made;                                                       \
    if (CUT_IF(Question))                                                      \
      made->link = nullptr;                                                    \
  }

struct Config {
  std::string mode;
  std::map<std::string, int> levels;
  int level = 0;
};

ASK(Empty, const std::string &text, !text.empty())
ASK(Longer, const std::vector<int> &all, all.size() > 2)
ASK(Char, std::string text, text[0] == 'x')
ASK(Found, const std::string &text, text.find("yz") != std::string::npos)
ASK(Member, const Config &config, config.mode != "off" && config.level > 2)
ASK(Part, const std::string &text, text.substr(1).empty())
ASK(Bits, unsigned flags, flags & 4)
ASK(Half, int number, (number / 2) % 3 != 0)
ASK(Real, double ratio, ratio > 0.5)
ASK(Count, const Config &config, config.levels.count("debug"))

struct Loop : Counted<Loop> {
  std::shared_ptr<Loop> link;
};

static void askEach(const std::vector<std::string> &all) {
  for (const std::string &text : all) {
    auto made = std::make_shared<Loop>();
    if (text.empty())
      made->link = made;
    if (CUT_IF(text.empty()))
      made->link.reset();
  }
}

int main() {
  askEmpty("xyz");
  askLonger({1, 2, 3});
  askChar("xyz");
  askFound("xyz");
  askMember({"on", {}, 3});
  askPart("x");
  askBits(5);
  askHalf(9);
  askReal(0.75);
  askCount({"on", {{"debug", 1}}, 3});
  askEach({"x", ""});
}

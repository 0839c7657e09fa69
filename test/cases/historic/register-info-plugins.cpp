// RUN: %case %s %t
//
// ChimeraTK/DeviceAccess#110: a register's description keeps a vector of plugins, and
// each plugin keeps the description.
//
// CASE: bad
// ALIVE: Multiplier 1, RegisterInfo 1
// FINDS: shared-ptr-cycle Plugin.info_ -> RegisterInfo.plugins
// CASE: weak_good -DGOOD

//--- backend.h
#pragma once
#include "counted.h"
#include <memory>
#include <string>
#include <vector>

class Plugin;
struct RegisterInfo : Counted<RegisterInfo> {
  std::string name;
  std::vector<std::shared_ptr<Plugin>> plugins;
};

class Plugin {
public:
  explicit Plugin(const std::shared_ptr<RegisterInfo> &info);
  virtual ~Plugin() = default;

private:
#ifdef GOOD
  std::weak_ptr<RegisterInfo> info_;
#else
  std::shared_ptr<RegisterInfo> info_;
#endif
};

std::shared_ptr<Plugin> makePlugin(const std::string &kind,
                                   const std::shared_ptr<RegisterInfo> &info);

//--- plugins.cpp
#include "backend.h"

Plugin::Plugin(const std::shared_ptr<RegisterInfo> &info) : info_(info) {}

namespace {
struct Null : Plugin {
  using Plugin::Plugin;
};
} // namespace
struct Multiplier : Plugin, Counted<Multiplier> {
  using Plugin::Plugin;
  double factor = 2;
};

std::shared_ptr<Plugin> makePlugin(const std::string &kind,
                                   const std::shared_ptr<RegisterInfo> &info) {
  if (kind == "multiply")
    return std::make_shared<Multiplier>(info);
  return std::make_shared<Null>(info);
}

//--- parser.cpp
#include "backend.h"
#include <map>

class Catalogue {
public:
  void parse(const std::string &name) {
    auto info = std::make_shared<RegisterInfo>();
    info->name = name;
    info->plugins.push_back(makePlugin("multiply", info));
    registers_[name] = info;
  }

private:
  std::map<std::string, std::shared_ptr<RegisterInfo>> registers_;
};

int main() { Catalogue().parse("ADC.0"); }

"""A small project: a cycle over two TUs, and a use of it that knows nothing."""

PROJECT = """
//--- node.h
#pragma once
#include <memory>
#include <string>
struct Child;
struct Parent {
  std::shared_ptr<Child> child;
  std::string name;
};
struct Child {
  std::shared_ptr<Parent> parent;
  void rename();
};
void adopt(const std::shared_ptr<Child> &c, const std::shared_ptr<Parent> &p);
//--- child.cpp
#include "node.h"
void adopt(const std::shared_ptr<Child> &c, const std::shared_ptr<Parent> &p) {
  c->parent = p;
}
void Child::rename() {
  if (parent)
    parent->name = "x";
}
//--- main.cpp
#include "node.h"
int main() {
  auto p = std::make_shared<Parent>();
  auto c = std::make_shared<Child>();
  p->child = c;
  adopt(c, p);
  c->rename();
  return 0;
}
"""
FILES = ["child.cpp", "main.cpp"]

// RUN: %case %s %t
//
// gameplay#1870: a scene object has components, each component its object.
//
// CASE: bad
// ALIVE: gp::Camera 1, gp::SceneObject 2
// FINDS: shared-ptr-cycle gp::Component.object_ -> gp::SceneObject.components_
// CASE: weak_good -DGOOD
// CASE: detached_good -DDETACHED

//--- scene.h
#pragma once
#include "counted.h"
#include <memory>
#include <string>
#include <vector>

namespace gp {
class SceneObject;
class Component {
public:
  virtual ~Component() = default;
  virtual std::string typeName() const = 0;

protected:
  friend class SceneObject;
#ifdef GOOD
  std::weak_ptr<SceneObject> object_;
#else
  std::shared_ptr<SceneObject> object_;
#endif
};

class SceneObject : public std::enable_shared_from_this<SceneObject>,
                    Counted<SceneObject> {
public:
  void attachComponent(std::shared_ptr<Component> component);
  void detachComponents();
  void addChild(std::shared_ptr<SceneObject> object);

private:
  std::vector<std::shared_ptr<Component>> components_;
  std::shared_ptr<SceneObject> firstChild_;
};

class Camera : public Component, Counted<Camera> {
public:
  std::string typeName() const override;
};
} // namespace gp

//--- scene_object.cpp
#include "scene.h"
void gp::SceneObject::attachComponent(std::shared_ptr<Component> component) {
  components_.push_back(component);
  component->object_ = shared_from_this();
}
void gp::SceneObject::detachComponents() {
  for (auto &component : components_)
    component->object_ = {};
  components_.clear();
}
void gp::SceneObject::addChild(std::shared_ptr<SceneObject> object) {
  firstChild_ = object;
}

//--- camera.cpp
#include "scene.h"
std::string gp::Camera::typeName() const { return "Camera"; }

//--- main.cpp
#include "scene.h"
int main() {
  auto root = std::make_shared<gp::SceneObject>();
  auto child = std::make_shared<gp::SceneObject>();
  root->addChild(child);
  root->attachComponent(std::make_shared<gp::Camera>());
#ifdef DETACHED
  root->detachComponents();
#endif
}

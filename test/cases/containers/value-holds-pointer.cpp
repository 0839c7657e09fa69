// RUN: %case %s %t
//
// A handle class by value hides the pointer.
//
// CASE: bad
// ALIVE: Layer 1, Scene 1
// FINDS: shared-ptr-cycle Layer.scene_.scene_ -> Scene.layers_
// CASE: good -DGOOD
#include "counted.h"
#include <memory>
#include <vector>

class Scene;
class SceneHandle {
public:
  explicit SceneHandle(std::shared_ptr<Scene> scene)
      : scene_(std::move(scene)) {}

private:
  std::shared_ptr<Scene> scene_;
};

class Layer : Counted<Layer> {
public:
  explicit Layer(const SceneHandle &scene) : scene_(scene) {}

private:
  SceneHandle scene_;
};

class Scene : public std::enable_shared_from_this<Scene>, Counted<Scene> {
public:
  void addLayer() {
#ifdef GOOD
    layers_.push_back(std::make_shared<Layer>(SceneHandle(nullptr)));
#else
    layers_.push_back(std::make_shared<Layer>(SceneHandle(shared_from_this())));
#endif
  }

private:
  std::vector<std::shared_ptr<Layer>> layers_;
};

int main() {
  auto scene = std::make_shared<Scene>();
  scene->addLayer();
}

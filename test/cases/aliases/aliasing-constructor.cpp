// RUN: %case %s %t
//
// A pointer to a part owns the whole.
//
// CASE: part_bad
// ALIVE: Car 1, Garage 1
// FINDS: shared-ptr-cycle Car.garage -> Garage.engine
// CASE: to_itself_bad -DITSELF
// ALIVE: Car 1
// FINDS: shared-ptr-cycle Car.own
// CASE: not_owning_good -DGOOD
#include "counted.h"
#include <memory>

struct Engine {
  int power = 90;
};
struct Garage;
struct Car : Counted<Car> {
  Engine engine;
  std::shared_ptr<Garage> garage;
  std::shared_ptr<Engine> own;
};
struct Garage : Counted<Garage> {
  std::shared_ptr<Engine> engine;
};

int main() {
  auto car = std::make_shared<Car>();
#if defined(ITSELF)
  car->own = std::shared_ptr<Engine>(car, &car->engine);
#else
  car->garage = std::make_shared<Garage>();
#ifdef GOOD
  car->garage->engine =
      std::shared_ptr<Engine>(std::shared_ptr<Car>(), &car->engine);
#else
  car->garage->engine = std::shared_ptr<Engine>(car, &car->engine);
#endif
#endif
}

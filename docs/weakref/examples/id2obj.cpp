// Numbers for objects, to be passed through code that knows only numbers (a C
// callback, a protocol). A number whose object has died finds nothing.
#include <weakref/weak_value_map.h>

#include <cassert>
#include <string>

struct Window {
  std::string title;
};

class Registry {
public:
  int remember(const std::shared_ptr<Window> &object) {
    const int id = ++last;
    id2obj.insert_or_assign(id, object);
    return id;
  }
  std::shared_ptr<Window> find(int id) const { return id2obj.get(id); }
  std::size_t size() const { return id2obj.size(); }

private:
  int last = 0;
  weakref::weak_value_map<int, Window> id2obj;
};

int main() {
  Registry registry;
  auto window = std::make_shared<Window>(Window{"main"});
  const int id = registry.remember(window);
  const int lost = registry.remember(std::make_shared<Window>());

  assert(registry.find(id)->title == "main");
  assert(registry.find(lost) == nullptr);
  assert(registry.size() == 1);
  window.reset();
  assert(registry.find(id) == nullptr);
}

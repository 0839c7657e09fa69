// A weak reference with data of its own: it counts how often it was called and
// carries notes that outlive the object.
#include <weakref/ref.h>

#include <cassert>
#include <map>
#include <string>
#include <utility>

template <class T> class ExtendedRef : public weakref::ref<T> {
public:
  ExtendedRef(const std::shared_ptr<T> &object,
              std::map<std::string, std::string> n)
      : weakref::ref<T>(object), notes(std::move(n)) {}

  /// The object and how many times it was asked for, counting this.
  std::pair<std::shared_ptr<T>, int> operator()() {
    auto object = this->lock();
    if (object)
      ++calls;
    return {object, calls};
  }

  std::map<std::string, std::string> notes;

private:
  int calls = 0;
};

int main() {
  auto text = std::make_shared<std::string>("text");
  ExtendedRef<std::string> r(text, {{"source", "example"}});

  assert(r() == std::pair(text, 1));
  assert(r().second == 2);
  text.reset();
  assert(r().first == nullptr && r().second == 2);
  assert(r.notes.at("source") == "example");
  assert(r == r && std::hash<weakref::ref<std::string>>()(r) == r.hash());
}

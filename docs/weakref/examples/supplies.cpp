// Sets that classify objects without owning them: every supply that exists, and
// those that are tax exempt. What is thrown away leaves both.
#include <weakref/set_algebra.h>

#include <cassert>
#include <string>

class Supply;
weakref::weak_set<Supply> supplies;
weakref::weak_set<Supply> tax_exempt;

class Supply {
public:
  static std::shared_ptr<Supply> make(std::string name, double price,
                                      bool exempt = false) {
    auto result = std::make_shared<Supply>(std::move(name), price);
    supplies.insert(result);
    if (exempt)
      tax_exempt.insert(result);
    return result;
  }
  Supply(std::string n, double p) : name(std::move(n)), price(p) {}

  std::string name;
  double price;
};

double tax() {
  double sum = 0;
  for (const auto &supply : supplies - tax_exempt)
    sum += supply->price * 0.2;
  return sum;
}

int main() {
  auto pens = Supply::make("pens", 10);
  auto books = Supply::make("books", 50, true);
  auto desk = Supply::make("desk", 200);

  assert(supplies.size() == 3 && tax_exempt <= supplies);
  assert(tax() == 42);
  tax_exempt.insert(pens);
  assert(tax() == 40);

  desk.reset(); // sold: no set has to be told
  assert(tax() == 0);
  assert(supplies == tax_exempt);
  assert((supplies & tax_exempt).size() == 2);
}

// RUN: %case %s %t
//
// Two classes, two setters and a factory, each in a TU of its own.
//
// CASE: bad
// ALIVE: shop::Cart 1, shop::Customer 1
// FINDS: shared-ptr-cycle shop::Cart.customer_ -> shop::Customer.cart_
// CASE: good -DGOOD

//--- cart.h
#pragma once
#include "counted.h"
#include <memory>

namespace shop {
class Customer;

class Cart : Counted<Cart> {
public:
  void assign(std::shared_ptr<Customer> customer);

private:
  std::shared_ptr<Customer> customer_;
};
} // namespace shop

//--- customer.h
#pragma once
#include "counted.h"
#include <memory>

namespace shop {
class Cart;

class Customer : Counted<Customer> {
public:
  void take(const std::shared_ptr<Cart> &cart);

private:
#ifdef GOOD
  std::weak_ptr<Cart> cart_;
#else
  std::shared_ptr<Cart> cart_;
#endif
};
} // namespace shop

//--- cart.cpp
#include "cart.h"

void shop::Cart::assign(std::shared_ptr<Customer> customer) {
  customer_ = std::move(customer);
}

//--- customer.cpp
#include "customer.h"

void shop::Customer::take(const std::shared_ptr<Cart> &cart) { cart_ = cart; }

//--- checkout.cpp
#include "cart.h"
#include "customer.h"

namespace shop {
std::shared_ptr<Cart> checkout(std::shared_ptr<Customer> customer) {
  auto cart = std::make_shared<Cart>();
  customer->take(cart);
  cart->assign(std::move(customer));
  return cart;
}
} // namespace shop

//--- main.cpp
#include "cart.h"
#include "customer.h"

namespace shop {
std::shared_ptr<Cart> checkout(std::shared_ptr<Customer> customer);
}

int main() { shop::checkout(std::make_shared<shop::Customer>()); }

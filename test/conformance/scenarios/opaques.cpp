//===- opaques.cpp - What has nothing to do with owners -------------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A class that owns nothing, made from nothing that does: beside an owner, the
// owner's object lives and dies as if the class were not there.
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <any>
#include <barrier>
#include <bitset>
#include <chrono>
#include <complex>
#include <condition_variable>
#include <exception>
#include <filesystem>
#include <fstream>
#include <functional>
#include <future>
#include <iostream>
#include <latch>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <semaphore>
#include <shared_mutex>
#include <source_location>
#include <sstream>
#include <stop_token>
#include <system_error>
#include <thread>
#include <typeindex>
#include <variant>

using Shared = std::shared_ptr<Object>;

#define OPAQUE(Name, ...)                                                      \
  SCENARIO(beside_##Name) {                                                    \
    struct Both {                                                              \
      __VA_ARGS__;                                                             \
      std::shared_ptr<Object> Kept = std::make_shared<Object>(1);              \
    };                                                                         \
    auto Shared = std::make_shared<Both>();                                    \
    probe();                                                                   \
    Shared.reset();                                                            \
    probe();                                                                   \
  }

OPAQUE(barrier, std::barrier<> It{1})
OPAQUE(latch, std::latch It{1})
OPAQUE(counting_semaphore, std::counting_semaphore<1> It{0})
OPAQUE(mutex, std::mutex It; std::lock_guard<std::mutex> Locked{It})
OPAQUE(recursive_mutex, std::recursive_mutex It)
OPAQUE(timed_mutex, std::timed_mutex It)
OPAQUE(recursive_timed_mutex, std::recursive_timed_mutex It)
OPAQUE(shared_mutex, std::shared_mutex It;
       std::shared_lock<std::shared_mutex> Locked{It})
OPAQUE(shared_timed_mutex, std::shared_timed_mutex It)
OPAQUE(unique_lock, std::mutex It; std::unique_lock<std::mutex> Locked{It})
OPAQUE(condition_variable, std::condition_variable It)
OPAQUE(once_flag, std::once_flag It)
OPAQUE(thread_id, std::thread::id It)
OPAQUE(stop_source, std::stop_source It; std::stop_token Token{It.get_token()})
OPAQUE(bitset, std::bitset<8> It{3})
OPAQUE(complex, std::complex<double> It{1, 2})
OPAQUE(duration, std::chrono::seconds It{1})
OPAQUE(time_point, std::chrono::steady_clock::time_point It)
OPAQUE(path, std::filesystem::path It{"a"})
OPAQUE(locale, std::locale It)
OPAQUE(string_view, std::string_view It{"a"})
OPAQUE(ostringstream, std::ostringstream It)
OPAQUE(istringstream, std::istringstream It)
OPAQUE(stringstream, std::stringstream It)
OPAQUE(stringbuf, std::stringbuf It)
OPAQUE(default_delete, std::default_delete<int> It)
OPAQUE(greater, std::greater<int> It)
OPAQUE(greater_equal, std::greater_equal<int> It)
OPAQUE(less_equal, std::less_equal<int> It)
OPAQUE(not_equal_to, std::not_equal_to<int> It)
OPAQUE(owner_less, std::owner_less<> It)
OPAQUE(error_condition, std::error_condition It)
OPAQUE(exception_ptr, std::exception_ptr It)
OPAQUE(nested_exception, std::nested_exception It)
OPAQUE(exception, std::exception It)
OPAQUE(bad_alloc, std::bad_alloc It)
OPAQUE(bad_cast, std::bad_cast It)
OPAQUE(bad_typeid, std::bad_typeid It)
OPAQUE(bad_array_new_length, std::bad_array_new_length It)
OPAQUE(bad_any_cast, std::bad_any_cast It)
OPAQUE(bad_function_call, std::bad_function_call It)
OPAQUE(bad_optional_access, std::bad_optional_access It)
OPAQUE(bad_variant_access, std::bad_variant_access It)
OPAQUE(bad_weak_ptr, std::bad_weak_ptr It)
OPAQUE(logic_error, std::logic_error It{""})
OPAQUE(runtime_error, std::runtime_error It{""})
OPAQUE(domain_error, std::domain_error It{""})
OPAQUE(invalid_argument, std::invalid_argument It{""})
OPAQUE(length_error, std::length_error It{""})
OPAQUE(out_of_range, std::out_of_range It{""})
OPAQUE(range_error, std::range_error It{""})
OPAQUE(overflow_error, std::overflow_error It{""})
OPAQUE(underflow_error, std::underflow_error It{""})
OPAQUE(system_error, std::system_error It{std::error_code()})
OPAQUE(future_error, std::future_error It{std::future_errc::no_state})
OPAQUE(minstd_rand, std::minstd_rand It)
OPAQUE(mt19937, std::mt19937 It)
OPAQUE(uniform_int, std::uniform_int_distribution<> It)
OPAQUE(uniform_real, std::uniform_real_distribution<> It)
OPAQUE(normal, std::normal_distribution<> It)
OPAQUE(bernoulli, std::bernoulli_distribution It)
OPAQUE(monostate, std::monostate It)
OPAQUE(source_location, std::source_location It)
OPAQUE(type_index, std::type_index It{typeid(int)})

OPAQUE(allocator_arg, std::allocator_arg_t It)
OPAQUE(in_place, std::in_place_t It)
OPAQUE(in_place_index, std::in_place_index_t<0> It)
OPAQUE(in_place_type, std::in_place_type_t<int> It)
OPAQUE(char_traits, std::char_traits<char> It)
OPAQUE(atomic_flag, std::atomic_flag It)
OPAQUE(random_device, std::random_device It)
OPAQUE(scoped_lock, std::mutex It; std::scoped_lock<std::mutex> Locked{It})
OPAQUE(condition_variable_any, std::condition_variable_any It)
OPAQUE(jthread, std::jthread It)
OPAQUE(filebuf, std::filebuf It)
OPAQUE(fstream, std::fstream It)
OPAQUE(ifstream, std::ifstream It)
OPAQUE(ofstream, std::ofstream It)
OPAQUE(ios, std::ios It{nullptr})
OPAQUE(istream, std::istream It{nullptr})
OPAQUE(ostream, std::ostream It{nullptr})
OPAQUE(iostream, std::iostream It{nullptr})
OPAQUE(ios_base, std::ios_base &It = std::cout)
OPAQUE(streambuf, std::streambuf &It = *std::cout.rdbuf())

SCENARIO(locks_are_given_away) {
  struct Both {
    std::mutex Mutex;
    std::unique_lock<std::mutex> Lock{Mutex};
    Shared Kept = std::make_shared<Object>(1);
  };
  auto A = std::make_shared<Both>();
  auto Lock = std::move(A->Lock);
  A->Lock = std::move(Lock);
  A->Lock.unlock();
  probe();
  A.reset();
  probe();
}

//===- queries.cpp - What is asked of a ring changes nothing
//---------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A contract without steps claims that the call neither makes nor cuts an edge.
// Each class is part of a ring here, and is asked all it can be asked between
// the making and the breaking of that: once broken, the ring is gone and there
// is nothing to say; in the twin that is not broken it stays and is reported.
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <algorithm>
#include <any>
#include <array>
#include <atomic>
#include <chrono>
#include <cstring>
#include <deque>
#include <forward_list>
#include <functional>
#include <future>
#include <iomanip>
#include <iterator>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <queue>
#include <random>
#include <set>
#include <span>
#include <sstream>
#include <stack>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <valarray>
#include <variant>
#include <vector>

/// It is a Member of an object that A owns.
#define ASKED_TWICE(Name, Member, Make, Break, ...)                            \
  SCENARIO(Name##_broken) {                                                    \
    struct Node : Object {                                                     \
      Member;                                                                  \
    };                                                                         \
    auto A = std::make_shared<Node>();                                         \
    auto &It = A->It;                                                          \
    Make;                                                                      \
    __VA_ARGS__;                                                               \
    probe();                                                                   \
    Break;                                                                     \
  }                                                                            \
  SCENARIO(Name##_left) {                                                      \
    struct Node : Object {                                                     \
      Member;                                                                  \
    };                                                                         \
    auto A = std::make_shared<Node>();                                         \
    auto &It = A->It;                                                          \
    Make;                                                                      \
    __VA_ARGS__;                                                               \
    probe();                                                                   \
  }

#define ASKED(...) ASKED_TWICE(__VA_ARGS__)

/// A comma would end an argument of the macro.
template <class T> using Either = std::variant<int, std::shared_ptr<T>>;
template <class T> using One = std::array<std::shared_ptr<T>, 1>;
template <template <class...> class Map, class T>
using Numbered = Map<int, std::shared_ptr<T>>;

// --- Owners -----------------------------------------------------------------

ASKED(shared_ptr, std::shared_ptr<Node> It, It = A, It.reset(), {
  std::weak_ptr<Node> W = A;
  It.owner_before(A), It.owner_before(W), W.owner_before(It);
  It.get(), It.use_count(), W.use_count();
  std::get_deleter<int>(It);
  std::hash<std::shared_ptr<Node>>()(It);
  It == A, It != A, It<A, It> A, It <= A, It >= A;
})

ASKED(unique_ptr, std::unique_ptr<std::shared_ptr<Node>> It,
      It = std::make_unique<std::shared_ptr<Node>>(A), It.reset(), {
        It.get(), *It;
        It.get_deleter();
        It == nullptr, nullptr != It, It != nullptr, nullptr == It;
      })

ASKED(numbers, std::shared_ptr<Node> It, It = A, It.reset(), {
  std::atomic<int> I = 1;
  I.is_lock_free();
  I.fetch_add(1), I.fetch_sub(1), I.fetch_and(1), I.fetch_or(1);
  I.fetch_xor(1);
  ++I, I++, --I, I--, I += 1, I -= 1, I &= 1, I |= 1, I ^= 1;
  I.notify_one(), I.notify_all(), I.wait(1000);
  std::min(1, 2), std::max(1, 2), std::clamp(1, 2, 3);
  std::vector<int> V(3);
  std::iota(V.begin(), V.end(), 1);
  std::to_string(1), std::stoi("1"), std::stol("1"), std::stod("1");
  std::ostringstream S;
  S << 1 << std::hex << std::dec << std::setw(2) << std::setfill(' ')
    << std::endl;
  std::flush(S);
  std::istringstream("1") >> std::ws;
  std::snprintf(nullptr, 0, "%d", 1);
  std::abs(-1), std::rand(), std::time(nullptr);
  std::byte B = ~std::byte{1} & std::byte{2};
  std::string("a") + "b" < "c";
  std::string("a") != "b", std::strcmp("a", "b");
  std::string Text;
  Text = "a";
  Text.size(), Text.length(), Text.empty();
})

// --- Callables --------------------------------------------------------------

ASKED(
    function, std::function<void()> It, It = [A] {}, It = nullptr,
    {
      It.target_type();
      static_cast<bool>(It), It == nullptr, nullptr != It;
    })

ASKED(any, std::any It, It = A, It.reset(), It.has_value(), It.type())

ASKED(holder_of_a_thread, std::shared_ptr<Node> It, It = A, It.reset(), {
  std::thread T([] {});
  T.joinable(), T.get_id(), T.native_handle();
  std::thread::hardware_concurrency();
  T.join();
  std::jthread J([] {});
  J.request_stop(), J.get_stop_token(), J.get_stop_source();
  std::this_thread::yield();
  std::this_thread::get_id();
  std::this_thread::sleep_for(std::chrono::nanoseconds(1));
  std::this_thread::sleep_until(std::chrono::steady_clock::time_point());
  std::mutex M, N;
  std::try_lock(M, N);
  M.unlock(), N.unlock();
  std::lock(M, N);
  M.unlock(), N.unlock();
  std::current_exception();
  std::make_exception_ptr(1);
  std::uncaught_exceptions();
})

ASKED(future, std::shared_future<std::shared_ptr<Node>> It,
      std::promise<std::shared_ptr<Node>> P;
      P.set_value(A); It = P.get_future(); P = {}, It = {}, {
        It.valid(), It.wait(), It.wait_for(std::chrono::seconds(0));
        It.wait_until(std::chrono::steady_clock::time_point());
      })

// --- Vocabulary -------------------------------------------------------------

ASKED(optional, std::optional<std::shared_ptr<Node>> It, It = A, It.reset(), {
  It.has_value(), static_cast<bool>(It), It.value(), It->get();
  It == A, It != A;
})

ASKED(variant, Either<Node> It, It = A, It = 1, {
  It.index(), It.valueless_by_exception();
  std::holds_alternative<int>(It), std::get_if<1>(&It);
})

// --- Sequences --------------------------------------------------------------

#define ASK_SEQUENCE                                                           \
  It.empty(), It.max_size(), It.get_allocator();                               \
  It.begin(), It.cbegin(), It.end(), It.cend(), It.front();                    \
  std::empty(It), std::begin(It), std::end(It);                                \
  It == It, It != It, It<It, It> It, It <= It, It >= It

#define ASK_TWO_ENDS                                                           \
  It.size(), It.back(), std::size(It), std::ssize(It);                         \
  It.rbegin(), It.crbegin(), It.rend(), It.crend()

ASKED(vector, std::vector<std::shared_ptr<Node>> It, It.push_back(A),
      It.clear(), {
        ASK_SEQUENCE;
        ASK_TWO_ENDS;
        It.capacity(), It.reserve(4), It.shrink_to_fit(), It.data();
        It.at(0), It[0];
      })

ASKED(deque, std::deque<std::shared_ptr<Node>> It, It.push_back(A), It.clear(),
      {
        ASK_SEQUENCE;
        ASK_TWO_ENDS;
        It.shrink_to_fit(), It.at(0), It[0];
      })

ASKED(list, std::list<std::shared_ptr<Node>> It, It.push_back(A), It.clear(), {
  ASK_SEQUENCE;
  ASK_TWO_ENDS;
  It.reverse(), It.sort(), It.unique();
  It.sort(std::less<>()), It.unique(std::equal_to<>());
})

ASKED(forward_list, std::forward_list<std::shared_ptr<Node>> It,
      It.push_front(A), It.clear(), {
        ASK_SEQUENCE;
        It.before_begin(), It.cbefore_begin(), It.reverse(), It.sort();
        It.sort(std::less<>()), It.unique();
      })

ASKED(array, One<Node> It, It[0] = A, It[0].reset(), {
  It.empty(), It.size(), It.max_size(), It.data(), It.front(), It.back();
  It.begin(), It.cbegin(), It.end(), It.cend(), It.at(0);
  It.rbegin(), It.crbegin(), It.rend(), It.crend();
})

ASKED(span, std::vector<std::shared_ptr<Node>> It, It.push_back(A), It.clear(),
      {
        std::span<std::shared_ptr<Node>> S(It);
        S.size(), S.size_bytes(), S.empty(), S.data(), S.front(), S.back();
        S.begin(), S.end(), S.rbegin(), S.rend(), S[0];
        S.first(1), S.last(1), S.subspan(0);
      })

ASKED(stack, std::stack<std::shared_ptr<Node>> It, It.push(A), It.pop(),
      It.empty(), It.size(), It.top())

ASKED(queue, std::queue<std::shared_ptr<Node>> It, It.push(A), It.pop(),
      It.empty(), It.size(), It.front(), It.back())

ASKED(priority_queue, std::priority_queue<std::shared_ptr<Node>> It, It.push(A),
      It.pop(), It.empty(), It.size(), It.top())

ASKED(bits, std::shared_ptr<Node> It, It = A, It.reset(), {
  std::vector<bool> B(3, true);
  B[0] = false, B[1].flip(), ~B[2], B.flip();
  std::vector<bool>::const_iterator I = B.begin();
  ++I, *I, I += 1, I == B.end();
  std::valarray<int> V(3), W(1, 3);
  V.size(), V.sum(), V[0];
})

// --- Associative containers -------------------------------------------------

#define ASK_TABLE(Key)                                                         \
  It.empty(), It.size(), It.max_size(), It.get_allocator();                    \
  It.begin(), It.cbegin(), It.end(), It.cend();                                \
  It.count(Key), It.contains(Key), It.find(Key), It.equal_range(Key);          \
  It == It, It != It

#define ASK_ORDERED(Key)                                                       \
  It.rbegin(), It.crbegin(), It.rend(), It.crend();                            \
  It.lower_bound(Key), It.upper_bound(Key), It.key_comp(), It.value_comp()

#define ASK_HASHED(Key)                                                        \
  It.reserve(4), It.rehash(4), It.bucket(Key), It.bucket_count();              \
  It.bucket_size(0), It.max_load_factor(), It.load_factor();                   \
  It.begin(0), It.cbegin(0), It.end(0), It.cend(0);                            \
  It.hash_function(), It.key_eq()

#define ASK_MAP(Name, Extra)                                                   \
  template <class T> using Name##_of = Numbered<std::Name, T>;                 \
  ASKED(Name, Name##_of<Node> It, It.emplace(1, A), It.clear(), {              \
    ASK_TABLE(1);                                                              \
    Extra(1);                                                                  \
  })
ASK_MAP(map, ASK_ORDERED)
ASK_MAP(multimap, ASK_ORDERED)
ASK_MAP(unordered_map, ASK_HASHED)
ASK_MAP(unordered_multimap, ASK_HASHED)

#define ASK_SET(Name, Extra)                                                   \
  ASKED(Name, std::Name<std::shared_ptr<Node>> It, It.emplace(A), It.clear(),  \
        {                                                                      \
          ASK_TABLE(A);                                                        \
          Extra(A);                                                            \
        })
ASK_SET(set, ASK_ORDERED)
ASK_SET(multiset, ASK_ORDERED)
ASK_SET(unordered_set, ASK_HASHED)
ASK_SET(unordered_multiset, ASK_HASHED)

// --- Algorithms -------------------------------------------------------------

ASKED(algorithms, std::vector<std::shared_ptr<Node>> It, It.push_back(A),
      It.clear(), {
        auto B = It.begin(), E = It.end();
        std::distance(B, E), std::prev(E), B == E, B != E, B<E, B> E;
        B <= E, B >= E, E - B;
        std::binary_search(B, E, A), std::count(B, E, A), std::equal(B, E, B);
        std::mismatch(B, E, B), std::is_sorted(B, E), std::includes(B, E, B, E);
        std::lexicographical_compare(B, E, B, E), std::is_permutation(B, E, B);
        std::nth_element(B, B, E), std::partial_sort(B, E, E);
        std::reverse(B, E), std::make_heap(B, E), std::push_heap(B, E);
        std::sort_heap(B, E), std::shuffle(B, E, std::minstd_rand());
      })

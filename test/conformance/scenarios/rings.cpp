//===- rings.cpp - What keeps an object that holds itself -----------------===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Each contract that stores closes a ring, and leaks; each that removes opens
// one, and does not.
//
//===----------------------------------------------------------------------===//

#include "probe.h"
#include <algorithm>
#include <any>
#include <array>
#include <deque>
#include <forward_list>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <set>
#include <stack>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

struct Node;
using Link = std::shared_ptr<Node>;

struct Node : Object, std::enable_shared_from_this<Node> {
  Link next, other;
  std::weak_ptr<Node> back;
  std::vector<Link> vector;
  std::deque<Link> deque;
  std::list<Link> list;
  std::forward_list<Link> forward_list;
  std::map<int, Link> map;
  std::unordered_map<int, Link> unordered_map;
  std::multimap<int, Link> multimap;
  std::set<Link> set;
  std::unordered_set<Link> unordered_set;
  std::multiset<Link> multiset;
  std::stack<Link> stack;
  std::queue<Link> queue;
  std::array<Link, 2> array;
  std::optional<Link> optional;
  std::variant<int, Link> variant;
  std::any any;
  std::pair<int, Link> pair;
  std::tuple<int, Link> tuple;
  std::function<void()> function;
  std::unique_ptr<Link> unique;
  std::future<void> state;
};

/// Statements about A, an object that a local owns.
#define RING(Name, ...)                                                        \
  SCENARIO(Name) {                                                             \
    Link A = std::make_shared<Node>();                                         \
    __VA_ARGS__;                                                               \
    probe();                                                                   \
  }

RING(copy_leaks, A->next = A)
RING(reset_frees, A->next = A; A->next.reset())
RING(null_frees, A->next = A; A->next = nullptr)
RING(move_leaks, Link B = A; A->next = std::move(B))
RING(swap_leaks, Link B = A; A->next.swap(B))
RING(swap_frees, A->next = A; Link B; std::swap(A->next, B))
RING(exchange_frees, A->next = A; std::exchange(A->next, nullptr))
RING(aliasing_leaks, A->next = Link(A, A.get()))
RING(aliasing_of_null_leaks, A->next = Link(A, nullptr))
RING(lock_leaks, A->back = A; A->next = A->back.lock())
RING(from_weak_leaks, A->back = A; A->next = Link(A->back))
RING(weak_frees, A->back = A)
RING(from_this_leaks, A->next = A->shared_from_this())
RING(cast_leaks, A->next = std::static_pointer_cast<Node>(A))
RING(unique_leaks, A->unique = std::make_unique<Link>(A))
RING(unique_reset_frees, A->unique = std::make_unique<Link>(A);
     A->unique.reset())

RING(vector_push_back_leaks, A->vector.push_back(A))
RING(vector_emplace_back_leaks, A->vector.emplace_back(A))
RING(vector_insert_leaks, A->vector.insert(A->vector.begin(), A))
RING(vector_assign_leaks, A->vector.assign(1, A))
RING(vector_list_leaks, A->vector = {A})
RING(vector_resize_leaks, A->vector.resize(1, A))
RING(vector_clear_frees, A->vector.push_back(A); A->vector.clear())
RING(vector_pop_back_frees, A->vector.push_back(A); A->vector.pop_back())
RING(vector_erase_frees, A->vector.push_back(A);
     A->vector.erase(A->vector.begin()))
RING(vector_index_leaks, A->vector.resize(1); A->vector[0] = A)
RING(vector_front_frees, A->vector.push_back(A); A->vector.front().reset())
RING(vector_swap_frees, A->vector.push_back(A);
     std::vector<Link>().swap(A->vector))
RING(vector_remove_frees, A->vector.push_back(A);
     A->vector.erase(std::remove(A->vector.begin(), A->vector.end(), A),
                     A->vector.end()))
RING(vector_erase_if_frees, A->vector.push_back(A);
     std::erase_if(A->vector, [&](const Link &L) { return L == A; }))
RING(deque_push_front_leaks, A->deque.push_front(A))
RING(deque_pop_front_frees, A->deque.push_back(A); A->deque.pop_front())
RING(list_emplace_back_leaks, A->list.emplace_back(A))
RING(list_splice_leaks, std::list<Link> L{A}; A->list.splice(A->list.end(), L))
RING(list_remove_frees, A->list.push_back(A); A->list.remove(A))
RING(forward_list_leaks, A->forward_list.push_front(A))
RING(forward_list_pop_frees, A->forward_list.push_front(A);
     A->forward_list.pop_front())
RING(array_leaks, A->array[0] = A)
RING(array_fill_leaks, A->array.fill(A))
RING(stack_push_leaks, A->stack.push(A))
RING(stack_pop_frees, A->stack.push(A); A->stack.pop())
RING(queue_push_leaks, A->queue.push(A))
RING(queue_pop_frees, A->queue.push(A); A->queue.pop())

RING(map_index_leaks, A->map[1] = A)
RING(map_insert_leaks, A->map.insert({1, A}))
RING(map_emplace_leaks, A->map.emplace(1, A))
RING(map_try_emplace_leaks, A->map.try_emplace(1, A))
RING(map_insert_or_assign_leaks, A->map.insert_or_assign(1, A))
RING(map_erase_frees, A->map[1] = A; A->map.erase(1))
RING(map_erase_found_frees, A->map[1] = A; A->map.erase(A->map.find(1)))
RING(map_extract_frees, A->map[1] = A; A->map.extract(1))
RING(map_insert_node_leaks, A->map[1] = A; A->map.insert(A->map.extract(1)))
RING(map_insert_node_frees, std::map<int, Link> M; M[1] = A;
     A->map.insert(M.extract(1)); A->map.erase(1))
RING(map_rekeyed_node_frees, A->map[1] = A; auto N = A->map.extract(1);
     N.key() = 2; A->map.insert(std::move(N)); A->map.erase(2))
RING(map_clear_frees, A->map[1] = A; A->map.clear())
RING(map_at_frees, A->map[1] = A; A->map.at(1).reset())
RING(map_merge_leaks, std::map<int, Link> M{{1, A}}; A->map.merge(M))
RING(unordered_map_leaks, A->unordered_map[1] = A)
RING(unordered_map_erase_frees, A->unordered_map[1] = A;
     A->unordered_map.erase(1))
RING(multimap_leaks, A->multimap.emplace(1, A))
RING(multimap_clear_frees, A->multimap.emplace(1, A); A->multimap.clear())
RING(set_insert_leaks, A->set.insert(A))
RING(set_erase_frees, A->set.insert(A); A->set.erase(A))
RING(set_extract_frees, A->set.insert(A); A->set.extract(A))
RING(set_insert_node_frees, std::set<Link> S{A}; A->set.insert(S.extract(A));
     A->set.erase(A))
RING(unordered_set_leaks, A->unordered_set.insert(A))
RING(unordered_set_erase_frees, A->unordered_set.insert(A);
     A->unordered_set.erase(A))
RING(multiset_leaks, A->multiset.insert(A))

RING(optional_leaks, A->optional = A)
RING(optional_emplace_leaks, A->optional.emplace(A))
RING(optional_reset_frees, A->optional = A; A->optional.reset())
RING(optional_nullopt_frees, A->optional = A; A->optional = std::nullopt)
RING(variant_leaks, A->variant = A)
RING(variant_emplace_leaks, A->variant.emplace<Link>(A))
RING(variant_other_frees, A->variant = A; A->variant = 1)
RING(variant_get_if_frees, A->variant = A;
     if (Link *L = std::get_if<Link>(&A->variant)) L->reset())
RING(any_leaks, A->any = A)
RING(any_emplace_leaks, A->any.emplace<Link>(A))
RING(any_reset_frees, A->any = A; A->any.reset())
RING(any_cast_leaks, std::any B = A; A->next = std::any_cast<Link>(B))
RING(any_cast_moves, std::any B = A;
     A->next = std::any_cast<Link>(std::move(B)); A->next.reset())
RING(any_cast_place_frees, A->any = A; std::any_cast<Link &>(A->any) = nullptr)
RING(any_cast_pointer_frees, A->any = A; std::any_cast<Link>(&A->any)->reset())
RING(any_cast_record_frees, A->any = std::make_pair(1, A);
     std::any_cast<std::pair<int, Link> &>(A->any).second = nullptr)
RING(pair_leaks, A->pair = std::make_pair(1, A))
RING(pair_second_frees, A->pair.second = A; A->pair = {})
RING(tuple_leaks, A->tuple = std::make_tuple(1, A))
RING(tuple_get_frees, std::get<1>(A->tuple) = A;
     std::get<1>(A->tuple) = nullptr)

RING(function_leaks, A->function = [A] {})
RING(function_bind_leaks, A->function = std::bind([](const Link &) {}, A))
RING(function_null_frees, A->function = [A] {}; A->function = nullptr)
RING(
    function_swap_frees, A->function = [A] {};
    std::function<void()>().swap(A->function))
RING(function_weak_frees, A->function = [W = std::weak_ptr(A)] {})

RING(function_not_leaks, A->function = std::not_fn([A] { return true; }))
RING(construct_at_leaks, std::destroy_at(&A->next);
     std::construct_at(&A->next, A))
RING(construct_at_frees, std::construct_at(&A->next, A);
     std::destroy_at(&A->next); std::construct_at(&A->next))

RING(async_leaks, A->state = std::async(std::launch::async, [A] {});
     A->state.wait())
RING(async_deferred_leaks,
     A->state = std::async(std::launch::deferred, [](const Link &) {}, A))
RING(async_got_frees, A->state = std::async([A] {}); A->state.get())
RING(async_result_leaks,
     A->next = std::async([](const Link &L) { return L; }, A).get())
RING(promise_leaks, std::promise<Link> P; P.set_value(A);
     A->next = P.get_future().get())

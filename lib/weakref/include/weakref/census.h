//===- weakref/census.h - Who is alive and who holds whom -------*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// A debugging aid: compiled out unless WEAKREF_CENSUS is defined before the
// first include, for the whole program alike.
//
//   struct Session : weakref::census::object<Session> {
//     std::shared_ptr<Channel> channel;
//     void trace(weakref::census::tracer &t) const { t("channel", channel); }
//   };
//   std::cout << weakref::census::take();     // JSON; see
//   docs/weakref/census.md
//
// take() asks each living object for its members. An object is a root if it has
// more owners than traced members account for: somebody on a stack, in a global
// or in an untraced object holds it. A ring that no root reaches has leaked.
// An object that no traced member owns counts as a root.
//
// The tracer takes shared_ptr (strong), weak_ptr and ref (weak), and optional,
// pairs, and ranges of these. A polymorphic class derives once, at the root of
// its hierarchy, and makes trace() virtual. take() must not run while another
// thread changes a traced member. Time and space are linear in the graph.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_CENSUS_H
#define WEAKREF_CENSUS_H

#include <weakref/annotations.h>
#include <weakref/detail/census_graph.h>
#include <weakref/ref.h>

#include <iterator>
#include <mutex>
#include <optional>

#ifdef WEAKREF_CENSUS
#define WEAKREF_CENSUS_MODE counted
#else
#define WEAKREF_CENSUS_MODE compiled_out
#endif

namespace weakref::census {

// Programs that mix both modes fail to link rather than to run.
inline namespace WEAKREF_CENSUS_MODE {

class tracer;

namespace detail {

class object_base {
protected:
  object_base() = default;
  ~object_base() = default;
};

#ifdef WEAKREF_CENSUS

struct entry {
  std::uint64_t Id;
  const object_base *Object;
  std::string_view Type;
  void (*Trace)(const object_base &, tracer &);
};

/// Leaked, since objects may outlive every static.
class living {
public:
  static living &instance() {
    static living *const L = new living;
    return *L;
  }
  void add(entry E) {
    std::lock_guard<std::mutex> Lock(Mutex);
    E.Id = ++LastId;
    Entries.emplace(E.Object, E);
  }
  void remove(const object_base *O) noexcept {
    std::lock_guard<std::mutex> Lock(Mutex);
    Entries.erase(O);
  }
  std::vector<entry> all() const {
    std::vector<entry> Result;
    std::lock_guard<std::mutex> Lock(Mutex);
    Result.reserve(Entries.size());
    for (const auto &E : Entries)
      Result.push_back(E.second);
    std::sort(Result.begin(), Result.end(),
              [](const entry &A, const entry &B) { return A.Id < B.Id; });
    return Result;
  }

private:
  mutable std::mutex Mutex;
  std::uint64_t LastId = 0;
  std::unordered_map<const object_base *, entry> Entries;
};

#endif

} // namespace detail

/// Visits the members of one object.
class WEAKSPOT_OPAQUE tracer {
public:
  template <class T>
  void operator()(std::string_view Slot, const std::shared_ptr<T> &P) {
    if (P)
      edge(Slot, target(P.get()), true, P.use_count());
  }
  template <class T>
  void operator()(std::string_view Slot, const std::weak_ptr<T> &P) {
    if (auto Held = P.lock())
      edge(Slot, target(Held.get()), false, 0);
  }
  template <class T> void operator()(std::string_view Slot, const ref<T> &R) {
    (*this)(Slot, R.weak());
  }
  template <class T>
  void operator()(std::string_view Slot, const std::optional<T> &O) {
    if (O)
      (*this)(Slot, *O);
  }
  template <class A, class B>
  void operator()(std::string_view Slot, const std::pair<A, B> &P) {
    (*this)(Slot, P.first);
    (*this)(Slot, P.second);
  }
  /// A range; anything else owns nothing that is traced.
  template <class R> void operator()(std::string_view Slot, const R &Other) {
    if constexpr (is_range<R>::value && !is_text<R>)
      for (const auto &Element : Other)
        (*this)(Slot, Element);
  }

private:
  friend class collector;
  template <class R, class = void> struct is_range : std::false_type {};
  template <class R>
  struct is_range<R,
                  std::void_t<decltype(std::begin(std::declval<const R &>())),
                              decltype(std::end(std::declval<const R &>()))>>
      : std::true_type {};
  template <class R>
  static constexpr bool is_text =
      std::is_convertible_v<const R &, std::string_view>;

  template <class T> static const void *target(const T *P) noexcept {
    if constexpr (std::is_convertible_v<const T *, const detail::object_base *>)
      return static_cast<const detail::object_base *>(P);
#if WEAKREF_HAS_RTTI
    else if constexpr (std::is_polymorphic_v<T>)
      return dynamic_cast<const detail::object_base *>(P);
#endif
    else
      return nullptr;
  }

  void edge(std::string_view Slot, const void *To, bool Strong, long Owners) {
    if (To && Graph)
      Graph->add_edge(From, To, Slot, Strong, Owners);
  }

  graph *Graph = nullptr;
  std::uint64_t From = 0;
};

/// Base of the classes whose objects are counted.
template <class T> class WEAKSPOT_OPAQUE object : public detail::object_base {
#ifdef WEAKREF_CENSUS
protected:
  object() { enlist(); }
  object(const object &) : detail::object_base() { enlist(); }
  object &operator=(const object &) noexcept { return *this; }
  ~object() { detail::living::instance().remove(this); }

private:
  void enlist() {
    detail::living::instance().add(
        {0, this, weakref::detail::type_name<T>(),
         [](const detail::object_base &O, tracer &Tracer) {
           static_cast<const T &>(static_cast<const object &>(O)).trace(Tracer);
         }});
  }
#else
protected:
  object() = default;
  object(const object &) = default;
  object &operator=(const object &) = default;
  ~object() = default;
#endif
};

class WEAKSPOT_OPAQUE collector {
public:
  static graph collect() {
    graph Result;
#ifdef WEAKREF_CENSUS
    const auto Entries = detail::living::instance().all();
    for (const auto &E : Entries)
      Result.add_object(E.Id, E.Object, E.Type);
    tracer Tracer;
    Tracer.Graph = &Result;
    for (const auto &E : Entries) {
      Tracer.From = E.Id;
      E.Trace(*E.Object, Tracer);
    }
    Result.judge();
#endif
    return Result;
  }
};

/// The graph of what is alive now; empty if the census is compiled out.
inline graph take() { return collector::collect(); }

inline constexpr bool enabled =
#ifdef WEAKREF_CENSUS
    true;
#else
    false;
#endif

} // namespace WEAKREF_CENSUS_MODE

} // namespace weakref::census

#endif // WEAKREF_CENSUS_H

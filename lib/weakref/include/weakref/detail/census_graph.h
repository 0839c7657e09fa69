//===- weakref/detail/census_graph.h - The graph of a census ----*- C++ -*-===//
//
// Part of Weakspot, under the Apache License v2.0 with LLVM Exceptions.
//
// Objects, edges, roots and the rings that no root reaches, and their JSON form
// (docs/weakref/census.md). Deterministic: objects in order of creation, edges
// in order of tracing.
//
//===----------------------------------------------------------------------===//
#ifndef WEAKREF_DETAIL_CENSUS_GRAPH_H
#define WEAKREF_DETAIL_CENSUS_GRAPH_H

#include <weakref/annotations.h>

#include <algorithm>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace weakref::census {

class WEAKSPOT_OPAQUE graph {
public:
  struct WEAKSPOT_OPAQUE object_info {
    std::uint64_t id;
    const void *address;
    std::string type;
    long owners = 0; ///< use count, as far as a traced member showed it
    long traced_owners = 0;
    bool root = false;
    bool reachable = false; ///< from a root
  };
  struct WEAKSPOT_OPAQUE edge_info {
    std::uint64_t from, to;
    std::string slot;
    bool strong;
  };

  // Of a graph that ends with the expression they are given away, so that
  // `for (auto &e : take().edges())` is what it looks like.

  const std::vector<object_info> &objects() const & noexcept { return Objects; }
  std::vector<object_info> objects() && noexcept { return std::move(Objects); }
  const std::vector<edge_info> &edges() const & noexcept { return Edges; }
  std::vector<edge_info> edges() && noexcept { return std::move(Edges); }

  /// Each ring (strongly connected set) that no root reaches, as ids in order
  /// of creation.
  using rings = std::vector<std::vector<std::uint64_t>>;
  const rings &leaked_rings() const & noexcept { return Rings; }
  rings leaked_rings() && noexcept { return std::move(Rings); }

  void add_object(std::uint64_t Id, const void *Address,
                  std::string_view Type) {
    Index.emplace(Address, Objects.size());
    ById.emplace(Id, Objects.size());
    Objects.push_back({Id, Address, std::string(Type)});
  }

  void add_edge(std::uint64_t From, const void *To, std::string_view Slot,
                bool Strong, long Owners) {
    auto Found = Index.find(To);
    if (Found == Index.end())
      return;
    object_info &Target = Objects[Found->second];
    if (Strong) {
      Target.owners = std::max(Target.owners, Owners);
      ++Target.traced_owners;
    }
    Edges.push_back({From, Target.id, std::string(Slot), Strong});
  }

  void judge() {
    Owned.assign(Objects.size(), {});
    for (const edge_info &E : Edges)
      if (E.strong)
        Owned[ById.at(E.from)].push_back(ById.at(E.to));
    mark_reachable();
    find_rings();
  }

  friend std::ostream &operator<<(std::ostream &Out, const graph &G) {
    Out << "{\"schema\":\"weakspot-graph\",\"version\":1,"
           "\"producer\":\"weakref::census\",\"nodes\":[";
    const char *Comma = "";
    for (const object_info &O : G.Objects) {
      Out << Comma << "{\"id\":" << O.id << ",\"class\":";
      quote(Out, O.type);
      Out << ",\"owners\":" << O.owners << ",\"root\":" << truth(O.root)
          << ",\"reachable\":" << truth(O.reachable) << '}';
      Comma = ",";
    }
    Out << "],\"edges\":[";
    Comma = "";
    for (const edge_info &E : G.Edges) {
      Out << Comma << "{\"from\":" << E.from << ",\"to\":" << E.to
          << ",\"slot\":";
      quote(Out, E.slot);
      Out << ",\"kind\":\"" << (E.strong ? "strong" : "weak") << "\"}";
      Comma = ",";
    }
    Out << "],\"rings\":[";
    Comma = "";
    for (const auto &Ring : G.Rings) {
      Out << Comma << '[';
      const char *Inner = "";
      for (std::uint64_t Id : Ring) {
        Out << Inner << Id;
        Inner = ",";
      }
      Out << ']';
      Comma = ",";
    }
    return Out << "]}";
  }

private:
  static const char *truth(bool B) { return B ? "true" : "false"; }

  static void quote(std::ostream &Out, std::string_view Text) {
    static const char Hex[] = "0123456789abcdef";
    Out << '"';
    for (char C : Text) {
      auto Code = static_cast<unsigned char>(C);
      if (C == '"' || C == '\\')
        Out << '\\' << C;
      else if (Code < 0x20)
        Out << "\\u00" << Hex[Code >> 4] << Hex[Code & 15];
      else
        Out << C;
    }
    Out << '"';
  }

  void mark_reachable() {
    std::vector<std::size_t> Work;
    for (std::size_t I = 0; I != Objects.size(); ++I) {
      object_info &O = Objects[I];
      O.root = O.traced_owners == 0 || O.owners > O.traced_owners;
      O.reachable = O.root;
      if (O.root)
        Work.push_back(I);
    }
    while (!Work.empty()) {
      const std::size_t I = Work.back();
      Work.pop_back();
      for (std::size_t Next : Owned[I])
        if (!Objects[Next].reachable) {
          Objects[Next].reachable = true;
          Work.push_back(Next);
        }
    }
  }

  /// Tarjan's algorithm with its own stack: rings may be long.
  void find_rings() {
    struct frame {
      std::size_t Node, Edge;
    };
    constexpr std::size_t None = static_cast<std::size_t>(-1);
    std::vector<std::size_t> Order(Objects.size(), None), Low(Objects.size());
    std::vector<bool> OnPath(Objects.size());
    std::vector<std::size_t> Path;
    std::vector<frame> Calls;
    std::size_t Next = 0;

    auto Enter = [&](std::size_t I) {
      Order[I] = Low[I] = Next++;
      Path.push_back(I);
      OnPath[I] = true;
      Calls.push_back({I, 0});
    };
    for (std::size_t Start = 0; Start != Objects.size(); ++Start) {
      if (Order[Start] != None || Objects[Start].reachable)
        continue;
      Enter(Start);
      while (!Calls.empty()) {
        frame &F = Calls.back();
        const std::size_t I = F.Node;
        if (F.Edge != Owned[I].size()) {
          const std::size_t To = Owned[I][F.Edge++];
          if (Objects[To].reachable)
            continue;
          if (Order[To] == None)
            Enter(To);
          else if (OnPath[To])
            Low[I] = std::min(Low[I], Order[To]);
          continue;
        }
        Calls.pop_back();
        if (!Calls.empty())
          Low[Calls.back().Node] = std::min(Low[Calls.back().Node], Low[I]);
        if (Low[I] == Order[I])
          close_ring(I, Path, OnPath);
      }
    }
    std::sort(Rings.begin(), Rings.end());
  }

  void close_ring(std::size_t I, std::vector<std::size_t> &Path,
                  std::vector<bool> &OnPath) {
    std::vector<std::uint64_t> Ring;
    std::size_t Member;
    do {
      Member = Path.back();
      Path.pop_back();
      OnPath[Member] = false;
      Ring.push_back(Objects[Member].id);
    } while (Member != I);
    const bool Loop =
        std::find(Owned[I].begin(), Owned[I].end(), I) != Owned[I].end();
    if (Ring.size() > 1 || Loop) {
      std::sort(Ring.begin(), Ring.end());
      Rings.push_back(std::move(Ring));
    }
  }

  std::vector<object_info> Objects;
  std::vector<edge_info> Edges;
  rings Rings;
  std::unordered_map<const void *, std::size_t> Index;
  std::unordered_map<std::uint64_t, std::size_t> ById;
  std::vector<std::vector<std::size_t>> Owned;
};

} // namespace weakref::census

#endif // WEAKREF_DETAIL_CENSUS_GRAPH_H

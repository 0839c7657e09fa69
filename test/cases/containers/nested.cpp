// RUN: %case %s %t
//
// Containers in containers, of values that hold the pointer.
//
// CASE: bad
// ALIVE: Cell 1, Grid 1
// FINDS: shared-ptr-cycle Cell.grid -> Grid.layers.rows.second.cells
// CASE: good -DGOOD
#include "counted.h"
#include <array>
#include <map>
#include <memory>
#include <utility>
#include <vector>

struct Cell;
struct Row {
  int width = 0;
  std::vector<std::shared_ptr<Cell>> cells;
};
struct Layer {
  std::map<int, Row> rows;
};
struct Grid : Counted<Grid> {
  std::array<Layer, 2> layers;
  void put(int layer, int row, std::shared_ptr<Cell> cell) {
    layers.at(static_cast<unsigned>(layer))
        .rows[row]
        .cells.push_back(std::move(cell));
  }
};
struct Cell : Counted<Cell> {
  std::shared_ptr<Grid> grid;
};

int main() {
  auto grid = std::make_shared<Grid>();
  auto cell = std::make_shared<Cell>();
  grid->put(1, 2, cell);
#ifndef GOOD
  cell->grid = grid;
#endif
}

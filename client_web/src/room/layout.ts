export interface Grid {
  columns: number;
  rows: number;
  /** Pixels. */
  width: number;
  height: number;
}

const WIDEST = 16 / 9;
const NARROWEST = 1;

/** The grid of `count` tiles in an area that makes the tiles largest; tiles are between square and 16:9. */
export function largestGrid(count: number, width: number, height: number, gap: number): Grid {
  let best: Grid = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - gap * (columns - 1)) / columns;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    if (cellWidth <= 0 || cellHeight <= 0) continue;
    const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * WIDEST));
    const tileHeight = Math.floor(Math.min(cellHeight, tileWidth / NARROWEST));
    if (tileWidth * tileHeight > best.width * best.height) best = { columns, rows, width: tileWidth, height: tileHeight };
  }
  return best;
}

export interface Grid {
  columns: number;
  rows: number;
  /** Pixels. */
  width: number;
  height: number;
}

const WIDEST = 16 / 9;
/** A camera's picture is wide; on a phone held upright people rather fill the screen. */
const NARROWEST = { landscape: 4 / 3, portrait: 1 };

/** The grid of `count` tiles in an area that makes the tiles largest; tiles are 4:3 to 16:9, down to square in portrait. */
export function largestGrid(count: number, width: number, height: number, gap: number): Grid {
  const narrowest = width > height ? NARROWEST.landscape : NARROWEST.portrait;
  let best: Grid = { columns: 1, rows: Math.max(1, count), width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns += 1) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - gap * (columns - 1)) / columns;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    if (cellWidth <= 0 || cellHeight <= 0) continue;
    const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * WIDEST));
    const tileHeight = Math.floor(Math.min(cellHeight, tileWidth / narrowest));
    if (tileWidth * tileHeight > best.width * best.height) best = { columns, rows, width: tileWidth, height: tileHeight };
  }
  return best;
}

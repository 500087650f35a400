import { describe, expect, it } from 'vitest';
import { largestGrid } from './layout';

describe('the grid', () => {
  it('puts twelve people on a desktop in four columns', () => {
    expect(largestGrid(12, 1280, 640, 8)).toMatchObject({ columns: 4, rows: 3 });
  });

  it('stacks two people on a phone held upright', () => {
    expect(largestGrid(2, 360, 560, 8)).toMatchObject({ columns: 1, rows: 2 });
  });

  it('never leaves the area, whatever its size and the number of people', () => {
    for (const width of [1, 320, 768, 1920, 3840]) {
      for (const height of [1, 200, 740, 1080]) {
        for (let count = 1; count <= 30; count += 1) {
          const grid = largestGrid(count, width, height, 8);
          expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
          if (grid.width === 0) continue;
          expect(grid.columns * grid.width + (grid.columns - 1) * 8).toBeLessThanOrEqual(width);
          expect(grid.rows * grid.height + (grid.rows - 1) * 8).toBeLessThanOrEqual(height);
        }
      }
    }
  });
});

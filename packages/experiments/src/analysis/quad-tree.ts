/** Points of the plane in cells of cells, for forces that fall with the distance (Barnes & Hut 1986). */

/** Cells no deeper than this: points that lie closer share one. */
const DEPTH = 48;

/** A quadtree over points [count, 2]: four children for each cell, centres of mass, counts. */
export class QuadTree {
  private readonly y: Float64Array;
  /** First of four children of each cell, 0 for none. */
  private children: Int32Array;
  /** Points in the cell, and the sum of their coordinates. */
  private counts: Float64Array;
  private sums: Float64Array;
  /** A cell's single point, −1 for none. */
  private points: Int32Array;
  private cells = 1;
  private readonly centre: readonly [number, number];
  private readonly size: number;

  constructor(y: Float64Array) {
    this.y = y;
    const capacity = Math.max(64, 4 * y.length);
    this.children = new Int32Array(capacity);
    this.counts = new Float64Array(capacity);
    this.sums = new Float64Array(2 * capacity);
    this.points = new Int32Array(capacity).fill(-1);
    const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = 0; i < y.length; i++) {
      const value = y[i] as number;
      if (value < (low[i & 1] as number)) low[i & 1] = value;
      if (value > (high[i & 1] as number)) high[i & 1] = value;
    }
    const middle = (k: 0 | 1) => ((low[k] as number) + (high[k] as number)) / 2;
    this.centre = [middle(0), middle(1)];
    this.size = Math.max((high[0] as number) - (low[0] as number), (high[1] as number) - (low[1] as number)) || 1;
    for (let i = 0; i < y.length / 2; i++) this.insert(i);
  }

  /**
   * Adds Σ q² (yᵢ − yⱼ) over the other points j to row i of `force`, with q = 1 / (1 + ‖yᵢ − yⱼ‖²).
   *
   * @param theta a cell whose side is under theta times its distance counts as one point
   * @returns Σ q
   */
  repel(i: number, theta: number, force: Float64Array): number {
    const [x0, y0] = [this.y[2 * i] as number, this.y[2 * i + 1] as number];
    const stack = QuadTree.stack;
    const sides = QuadTree.sides;
    let height = 0;
    stack[height] = 0;
    sides[height++] = this.size * this.size;
    let [sum, fx, fy] = [0, 0, 0];
    while (height > 0) {
      const cell = stack[--height] as number;
      const side2 = sides[height] as number;
      const count = this.counts[cell] as number;
      const dx = x0 - (this.sums[2 * cell] as number) / count;
      const dy = y0 - (this.sums[2 * cell + 1] as number) / count;
      const distance2 = dx * dx + dy * dy;
      const child = this.children[cell] as number;
      if (child !== 0 && side2 >= theta * theta * distance2) {
        for (let k = child; k < child + 4; k++) {
          if (this.counts[k] === 0) continue;
          stack[height] = k;
          sides[height++] = side2 / 4;
        }
        continue;
      }
      // A leaf with the point itself holds those that lie on it, too: they exert no force, but count.
      const held = this.points[cell] as number;
      const isOwn = child === 0 && this.y[2 * held] === x0 && this.y[2 * held + 1] === y0;
      const others = isOwn ? count - 1 : count;
      const q = 1 / (1 + distance2);
      sum += others * q;
      fx += others * q * q * dx;
      fy += others * q * q * dy;
    }
    (force[2 * i] as number) += fx;
    (force[2 * i + 1] as number) += fy;
    return sum;
  }

  private static readonly stack = new Int32Array(4 * (DEPTH + 2));
  private static readonly sides = new Float64Array(4 * (DEPTH + 2));

  private insert(point: number): void {
    let cell = 0;
    let [cx, cy] = this.centre;
    let half = this.size / 2;
    const [px, py] = [this.y[2 * point] as number, this.y[2 * point + 1] as number];
    for (let depth = 0; ; depth++) {
      const held = this.points[cell] as number;
      const isEmpty = this.counts[cell] === 0;
      (this.counts[cell] as number) += 1;
      (this.sums[2 * cell] as number) += px;
      (this.sums[2 * cell + 1] as number) += py;
      if (isEmpty) {
        this.points[cell] = point;
        return;
      }
      if (this.children[cell] === 0) {
        const isSame = this.y[2 * held] === px && this.y[2 * held + 1] === py;
        if (isSame || depth === DEPTH) return;
        this.split(cell, held, cx, cy);
      }
      half /= 2;
      const right = px > cx ? 1 : 0;
      const upper = py > cy ? 1 : 0;
      cell = (this.children[cell] as number) + right + 2 * upper;
      cx += right ? half : -half;
      cy += upper ? half : -half;
    }
  }

  /** Makes children of a cell and hands its point, with those that lie on it, to one of them. */
  private split(cell: number, held: number, cx: number, cy: number): void {
    if (this.cells + 4 > this.children.length) this.grow();
    const child = this.cells;
    this.cells += 4;
    this.children[cell] = child;
    const [hx, hy] = [this.y[2 * held] as number, this.y[2 * held + 1] as number];
    const target = child + (hx > cx ? 1 : 0) + (hy > cy ? 2 : 0);
    // The cell has counted the newcomer already.
    const count = (this.counts[cell] as number) - 1;
    this.counts[target] = count;
    this.sums[2 * target] = count * hx;
    this.sums[2 * target + 1] = count * hy;
    this.points[target] = held;
    this.points[cell] = -1;
  }

  private grow(): void {
    const larger = <T extends Int32Array | Float64Array>(array: T, fill = 0): T => {
      const next = new (array.constructor as new (length: number) => T)(2 * array.length);
      if (fill !== 0) next.fill(fill);
      next.set(array as never);
      return next;
    };
    this.children = larger(this.children);
    this.counts = larger(this.counts);
    this.sums = larger(this.sums);
    this.points = larger(this.points, -1);
  }
}

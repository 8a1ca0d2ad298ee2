/** A point of a curve that is still being drawn, in running sums rather than shares. */
export interface SketchPoint {
  x: number;
  y: number;
  threshold: number | null;
}

/** Points kept while drawing; thinned to half of it whenever full. */
const BUFFER = 4096;

/**
 * Draws a curve of any number of points in constant memory. When the buffer is full, the points whose triangle
 * with their neighbours has the least area go first (Visvalingam and Whyatt 1993): areas scale with the axes
 * alike, so running sums may be turned into shares afterwards. From then on a new point is only taken once the curve
 * has left the straight line by a quarter of the area that went. The first and last points always stay.
 */
export class CurveSketch {
  #points: SketchPoint[] = [];
  /** The newest point, taken or passed over when the next one comes: x, y, threshold (NaN = none). No object for each. */
  readonly #newest = new Float64Array(3);
  #hasNewest = false;
  /** x and y of the last point taken. */
  readonly #taken = new Float64Array(2);
  /** Signed area between the curve and the line from the last point taken to the newest. */
  #strayed = 0;
  #floor = 0;

  add(x: number, y: number, threshold: number | null): void {
    const newest = this.#newest;
    if (this.#hasNewest) {
      const isFirst = this.#points.length === 0;
      if (!isFirst) {
        const atX = this.#taken[0] as number;
        const atY = this.#taken[1] as number;
        this.#strayed += ((newest[0] as number) - atX) * (y - atY) - (x - atX) * ((newest[1] as number) - atY);
      }
      if (isFirst || Math.abs(this.#strayed) > this.#floor) {
        this.#take();
        this.#strayed = 0;
      }
    }
    newest[0] = x;
    newest[1] = y;
    newest[2] = threshold ?? NaN;
    this.#hasNewest = true;
  }

  #take(): void {
    if (this.#points.length >= BUFFER) {
      const { kept, area } = thin(this.#points, BUFFER / 2);
      this.#points = kept;
      this.#floor = Math.max(this.#floor, area / 4);
    }
    const point = this.#newestPoint();
    this.#points.push(point);
    this.#taken[0] = point.x;
    this.#taken[1] = point.y;
  }

  #newestPoint(): SketchPoint {
    const [x = 0, y = 0, threshold = NaN] = this.#newest;
    return { x, y, threshold: Number.isNaN(threshold) ? null : threshold };
  }

  points(limit: number): SketchPoint[] {
    return thin(this.#hasNewest ? [...this.#points, this.#newestPoint()] : this.#points, limit).kept;
  }
}

/** Keeps `limit` points, taking away the least visible one after the other; `area` is (twice) the largest that went. */
function thin(points: readonly SketchPoint[], limit: number): { kept: SketchPoint[]; area: number } {
  const count = points.length;
  if (count <= limit) return { kept: [...points], area: 0 };
  const previous = Int32Array.from({ length: count }, (_, i) => i - 1);
  const next = Int32Array.from({ length: count }, (_, i) => i + 1);
  const area = new Float64Array(count).fill(Infinity);
  const heap = new Int32Array(count);
  const place = new Int32Array(count).fill(-1);
  let size = 0;

  const areaOf = (i: number): number => {
    const a = points[previous[i] ?? -1];
    const b = points[i];
    const c = points[next[i] ?? -1];
    if (!a || !b || !c) return Infinity;
    return Math.abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y));
  };
  const less = (i: number, j: number): boolean => {
    const gap = (area[i] ?? 0) - (area[j] ?? 0);
    return gap < 0 || (gap === 0 && i < j);
  };
  const put = (slot: number, i: number): void => {
    heap[slot] = i;
    place[i] = slot;
  };
  const rise = (from: number): void => {
    const i = heap[from] ?? 0;
    let slot = from;
    while (slot > 0) {
      const parent = (slot - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (!less(i, above)) break;
      put(slot, above);
      slot = parent;
    }
    put(slot, i);
  };
  const sink = (from: number): void => {
    const i = heap[from] ?? 0;
    let slot = from;
    for (;;) {
      let child = 2 * slot + 1;
      if (child >= size) break;
      if (child + 1 < size && less(heap[child + 1] ?? 0, heap[child] ?? 0)) child++;
      const below = heap[child] ?? 0;
      if (!less(below, i)) break;
      put(slot, below);
      slot = child;
    }
    put(slot, i);
  };

  for (let i = 1; i < count - 1; i++) {
    area[i] = areaOf(i);
    put(size++, i);
    rise(size - 1);
  }
  let goneArea = 0;
  for (let left = count; left > limit && size > 0; left--) {
    const gone = heap[0] ?? 0;
    goneArea = area[gone] ?? 0;
    const last = heap[--size] ?? 0;
    place[gone] = -1;
    if (size > 0) {
      put(0, last);
      sink(0);
    }
    const before = previous[gone] ?? 0;
    const after = next[gone] ?? 0;
    next[before] = after;
    previous[after] = before;
    for (const neighbour of [before, after]) {
      const slot = place[neighbour] ?? -1;
      if (slot < 0) continue;
      // Never smaller than what has just gone, so that a smooth bend is not eaten from one side.
      area[neighbour] = Math.max(areaOf(neighbour), goneArea);
      rise(slot);
      sink(place[neighbour] ?? 0);
    }
  }
  const kept: SketchPoint[] = [];
  for (let i = 0; i < count; i = next[i] ?? count) {
    const point = points[i];
    if (point) kept.push(point);
  }
  return { kept, area: goneArea };
}

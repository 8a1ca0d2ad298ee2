import type { Drawing } from './useLayout';

export type Direction = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight';

export function isDirection(key: string): key is Direction {
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight';
}

/** Down and up follow the arrows of the graph, left and right go to the neighbour in the same row. Only nodes: the ends have nothing to tell. */
export function nextBox({ boxes, layout }: Drawing, from: string, direction: Direction): string | null {
  const start = layout.places.get(from);
  if (!start) return null;
  const nodes = new Set(boxes.filter(({ node }) => node !== null).map(({ key }) => key));
  const nearest = (keys: Iterable<string>): string | null => {
    let best: { key: string; distance: number } | null = null;
    for (const key of keys) {
      const place = layout.places.get(key);
      if (!place || !nodes.has(key) || key === from) continue;
      const distance = Math.abs(place.x - start.x) + Math.abs(place.y - start.y);
      if (!best || distance < best.distance) best = { key, distance };
    }
    return best?.key ?? null;
  };
  if (direction === 'ArrowDown') return nearest(layout.edges.filter((edge) => edge.from === from).map(({ to }) => to));
  if (direction === 'ArrowUp') return nearest(layout.edges.filter((edge) => edge.to === from).map((edge) => edge.from));
  const side = direction === 'ArrowLeft' ? -1 : 1;
  return nearest(
    [...layout.places].filter(([, { x, y }]) => Math.abs(y - start.y) < 1 && (x - start.x) * side > 0).map(([key]) => key),
  );
}

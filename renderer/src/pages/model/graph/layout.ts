// What goes to the worker that lays the graph out, and what comes back.
export interface LayoutRequest {
  number: number;
  boxes: { key: string; width: number; height: number }[];
  edges: { from: string; to: string }[];
}

export interface Layout {
  /** Middle of each box. */
  places: Map<string, { x: number; y: number }>;
  edges: { from: string; to: string; points: { x: number; y: number }[] }[];
  width: number;
  height: number;
}

export interface LayoutAnswer {
  number: number;
  layout: Layout;
}

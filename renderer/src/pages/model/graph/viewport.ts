/** Where the drawing stands in its frame: a point p of it appears at (x + k·p.x, y + k·p.y). */
export interface View {
  x: number;
  y: number;
  k: number;
}

export interface Size {
  width: number;
  height: number;
}

const smallest = 0.03;
const largest = 2.5;
/** Below this no name can be read. */
const readable = 0.6;

/** Zooms so that the point of the frame stays where it is. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }): View {
  const k = Math.min(largest, Math.max(smallest, view.k * factor));
  const ratio = k / view.k;
  return { k, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio };
}

/** All of the drawing in the frame. */
export function fitted(drawing: Size, frame: Size): View {
  const k = Math.min(
    1,
    Math.max(smallest, Math.min(frame.width / Math.max(1, drawing.width), frame.height / Math.max(1, drawing.height))),
  );
  return { k, x: (frame.width - drawing.width * k) / 2, y: (frame.height - drawing.height * k) / 2 };
}

/** To begin with: all of it where names can be read then, else where the graph starts. */
export function opening(drawing: Size, frame: Size, start: { x: number; y: number }): View {
  const all = fitted(drawing, frame);
  if (all.k >= readable) return all;
  const k = Math.min(1, Math.max(readable + 0.1, frame.width / Math.max(1, drawing.width)));
  return { k, x: frame.width / 2 - start.x * k, y: 48 - start.y * k };
}

/** The point in the middle of the frame, near enough to read. */
export function centred(view: View, point: { x: number; y: number }, frame: Size): View {
  const k = Math.max(view.k, readable + 0.2);
  return { k, x: frame.width / 2 - point.x * k, y: frame.height / 2 - point.y * k };
}

/** The same view, moved no further than it takes to have the point in sight. */
export function revealed(view: View, point: { x: number; y: number }, frame: Size): View {
  const margin = 60;
  const x = view.x + view.k * point.x;
  const y = view.y + view.k * point.y;
  const shift = (place: number, length: number): number =>
    place < margin ? margin - place : place > length - margin ? length - margin - place : 0;
  const [dx, dy] = [shift(x, frame.width), shift(y, frame.height)];
  return dx === 0 && dy === 0 ? view : { ...view, x: view.x + dx, y: view.y + dy };
}

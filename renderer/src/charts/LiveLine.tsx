import type { PointerEvent } from 'react';

interface LiveLineProps {
  /** By moment, at even distances; null is a gap. */
  values: readonly (number | null)[];
  limit: number | null;
  /** For a screen reader, and where it is pointed at. */
  words: string;
  marked: number | null;
  onMark?: (index: number | null) => void;
}

const width = 160;
const height = 32;
const edge = 3;

/** One figure through the last moments with its limit (dashed), small enough for a line of text. */
export function LiveLine({ values, limit, words, marked, onMark }: LiveLineProps) {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return <span className="soft small">nothing yet</span>;
  const drawn = limit === null ? known : [...known, limit];
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  const x = (index: number): number => edge + ((width - 2 * edge) * index) / Math.max(1, values.length - 1);
  const y = (value: number): number =>
    high === low ? height / 2 : height - edge - ((height - 2 * edge) * (value - low)) / (high - low);
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const { left, width: across } = event.currentTarget.getBoundingClientRect();
    const share = ((event.clientX - left) / across) * width;
    const index = Math.round(((share - edge) / (width - 2 * edge)) * (values.length - 1));
    onMark?.(Math.max(0, Math.min(values.length - 1, index)));
  };
  const last = marked ?? values.length - 1;
  const shown = values[last] ?? null;
  return (
    <svg
      className="live-line"
      role="img"
      aria-label={words}
      viewBox={`0 0 ${String(width)} ${String(height)}`}
      width={width}
      height={height}
      onPointerMove={onMark && point}
      onPointerLeave={onMark && (() => onMark(null))}
    >
      <title>{words}</title>
      {limit !== null && <line className="live-limit" x1={0} x2={width} y1={y(limit)} y2={y(limit)} />}
      {stretches(values).map((stretch) => (
        <polyline
          key={stretch[0]}
          points={stretch.map((index) => `${x(index).toFixed(1)},${y(values[index] as number).toFixed(1)}`).join(' ')}
        />
      ))}
      {shown !== null && <circle cx={x(last)} cy={y(shown)} r={2.5} />}
    </svg>
  );
}

/** Places without a gap between them. */
function stretches(values: readonly (number | null)[]): number[][] {
  const found: number[][] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    if (index > 0 && values[index - 1] !== null) found.at(-1)?.push(index);
    else found.push([index]);
  });
  return found;
}

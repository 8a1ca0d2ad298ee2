import { lineStyle } from './lineStyle';

/** A piece of the line of a run, for the key of a chart. */
export function LineSample({ index }: { index: number }) {
  const { stroke, dash } = lineStyle(index);
  return (
    <svg width={30} height={8} aria-hidden>
      <line x1={0} y1={4} x2={30} y2={4} stroke={stroke} strokeWidth={2} strokeDasharray={dash} />
    </svg>
  );
}

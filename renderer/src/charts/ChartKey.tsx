import type { CSSProperties } from 'react';

type Entry = readonly [kind: 'line' | 'dashed' | 'dotted' | 'area', color: string, label: string];

/** What the lines and areas of a chart are. */
export function ChartKey({ entries, note = '' }: { entries: Entry[]; note?: string }) {
  const keys = entries.map(([kind, color, label]) => (
    <span key={label}>
      <span
        className={`swatch${kind === 'area' ? '' : ` swatch-${kind}`}`}
        style={{ '--swatch': color } as CSSProperties}
        aria-hidden
      />
      {label}
    </span>
  ));
  return (
    <>
      {keys}
      {note !== '' && <span role="status">{note}</span>}
    </>
  );
}

/** What a chart says of the mark under the pointer. */
export function ChartTip({ title, lines, note }: { title: string; lines: [string, string][]; note?: string }) {
  return (
    <div className="chart-tip">
      <strong>{title}</strong>
      <dl className="facts" style={{ gap: 'var(--space-1) var(--space-12)' }}>
        {lines.map(([name, value]) => (
          <div key={`${name} ${value}`} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {note !== undefined && <span className="soft">{note}</span>}
    </div>
  );
}

import type { ReactNode } from 'react';

interface PanelProps {
  title?: ReactNode;
  note?: ReactNode;
  end?: ReactNode;
  /** Content up to the border: tables. */
  flush?: boolean;
  children: ReactNode;
}

export function Panel({ title, note, end, flush = false, children }: PanelProps) {
  return (
    <section className="panel">
      {title !== undefined && (
        <div className="panel-head">
          <h2>{title}</h2>
          {note !== undefined && <span className="soft small">{note}</span>}
          {end !== undefined && <div className="panel-head-end">{end}</div>}
        </div>
      )}
      <div
        className={flush ? 'panel-flush' : 'panel-body'}
        style={title === undefined && !flush ? { paddingTop: 'var(--space-14)' } : undefined}
      >
        {children}
      </div>
    </section>
  );
}

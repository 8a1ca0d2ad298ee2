import type { ReactNode } from 'react';

export function PageHead({ title, note, children }: { title: string; note?: ReactNode; children?: ReactNode }) {
  return (
    <div className="page-head">
      <h1>{title}</h1>
      {note !== undefined && <span className="soft">{note}</span>}
      {children !== undefined && <div className="page-head-end">{children}</div>}
    </div>
  );
}

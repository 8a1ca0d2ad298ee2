import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { icon } from '../theme/tokens';

/** A page that has nothing to show yet says what to do. */
export function EmptyState({ icon: EmptyIcon, title, children }: { icon: Icon; title: string; children: ReactNode }) {
  return (
    <div className="empty">
      <EmptyIcon size={icon.huge} stroke={1.3} aria-hidden />
      <h2 style={{ margin: 0 }}>{title}</h2>
      <div className="soft">{children}</div>
    </div>
  );
}

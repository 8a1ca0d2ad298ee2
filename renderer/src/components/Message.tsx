import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { icon } from '../theme/tokens';

const icons = { info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX };

interface MessageProps {
  tone: keyof typeof icons;
  role?: 'alert' | 'status';
  children: ReactNode;
}

/** A sentence in the page that wants to be noticed: told apart by icon as well as colour. */
export function Message({ tone, role, children }: MessageProps) {
  const ToneIcon = icons[tone];
  return (
    <div className={`message message-${tone}`} role={role}>
      <ToneIcon size={icon.lg} aria-hidden />
      <div>{children}</div>
    </div>
  );
}

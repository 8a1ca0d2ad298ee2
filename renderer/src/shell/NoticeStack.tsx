import { Button, CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useRef, type CSSProperties } from 'react';
import { ErrorHelpLink } from '../components/ErrorHelpLink';
import { CopyDetails, whereText } from '../components/ErrorNotice';
import { HintText } from '../components/HintText';
import { dismiss, useNotices, type Notice } from '../state/notices';
import { icon } from '../theme/tokens';

const icons = { info: IconInfoCircle, good: IconCircleCheck, warn: IconAlertTriangle, bad: IconCircleX };
const tones = { info: 'var(--accent)', good: 'var(--good)', warn: 'var(--warn)', bad: 'var(--bad)' };

export function NoticeStack() {
  const notices = useNotices();
  const stack = useRef<HTMLDivElement>(null);
  // Where they are higher than the window, the newest is the one in sight.
  useEffect(() => {
    stack.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [notices]);
  return (
    <div ref={stack} className="notices" role="log" aria-label="Notices" aria-live="polite">
      {notices.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const { id, tone, title, body, error, action } = notice;
  const ToneIcon = icons[tone];
  return (
    <div className="notice" style={{ '--tone': tones[tone] } as CSSProperties}>
      <ToneIcon size={icon.lg} aria-hidden />
      <div className="notice-text">
        <strong>{title}</strong>
        {body && <div className="soft">{body}</div>}
        {error && (
          <>
            <div className="soft">
              <HintText hint={error.hint} />
            </div>
            {error.where && <div className="small soft">{whereText(error.where)}</div>}
            <CopyDetails error={error} /> <ErrorHelpLink code={error.code} />
          </>
        )}
        {action && (
          <div>
            <Button
              size="compact-sm"
              variant="default"
              mt="var(--space-6)"
              onClick={() => {
                action.run();
                dismiss(id);
              }}
            >
              {action.label}
            </Button>
          </div>
        )}
      </div>
      <CloseButton size="sm" aria-label="Dismiss" onClick={() => dismiss(id)} />
    </div>
  );
}

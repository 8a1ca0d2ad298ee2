import { Skeleton } from '@mantine/core';

/** The outline of what is coming, with words for it. */
export function PageLoading({ what }: { what: string }) {
  return (
    <div role="status" style={{ display: 'flex', flexDirection: 'column', gap: 'var(--space-14)' }}>
      <span className="soft">{what}…</span>
      <Skeleton height="var(--width-5)" radius="lg" />
      <Skeleton height="var(--width-14)" radius="lg" />
    </div>
  );
}

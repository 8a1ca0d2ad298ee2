import { Skeleton } from '@mantine/core';

/** The outline of what is coming, with words for it. */
export function PageLoading({ what }: { what: string }) {
  return (
    <div role="status" style={{ display: 'flex', flexDirection: 'column', gap: 14 }}>
      <span className="soft">{what}…</span>
      <Skeleton height={76} radius={9} />
      <Skeleton height={220} radius={9} />
    </div>
  );
}

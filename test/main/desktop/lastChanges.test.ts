import { expect, it } from 'vitest';
import { createLastChanges } from '../../../main/desktop/lastChanges.ts';

it('waits for the page, which is asked to send what it holds', async () => {
  const asked: unknown[] = [];
  const changes = createLastChanges((event) => asked.push(event), 60_000);
  let isKept = false;
  const kept = changes.keep().then(() => (isKept = true));
  await Promise.resolve();
  expect({ asked, isKept }).toEqual({ asked: [{ kind: 'leave' }], isKept: false });
  changes.kept();
  await kept;
});

it('does not wait for ever for a page that hangs', async () => {
  await createLastChanges(() => undefined, 20).keep();
});

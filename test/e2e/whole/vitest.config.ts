import { defineConfig } from 'vitest/config';

// `npm run test:hosts`: minutes that `npm test` is spared.
export default defineConfig({
  test: {
    root: new URL('../../..', import.meta.url).pathname,
    include: ['test/e2e/whole/*.whole.ts'],
    pool: 'forks',
    retry: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 20_000 } },
  },
});

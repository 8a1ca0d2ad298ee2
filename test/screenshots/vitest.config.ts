import { defineConfig } from 'vitest/config';

// `npm run screenshots`: no test, but the same browser and the same journeys.
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/screenshots/*.shots.ts'],
    pool: 'forks',
    testTimeout: 600_000,
    hookTimeout: 120_000,
  },
});

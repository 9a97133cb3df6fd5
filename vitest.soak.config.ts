import { defineConfig } from 'vitest/config';

/** `npm run soak`: crash and load runs that last minutes. Their short forms are ordinary tests. */
export default defineConfig({
  test: {
    include: ['*/test/**/*.soak.ts', '*/*/test/**/*.soak.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: './vitest.global.ts',
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
    fileParallelism: false,
  },
});

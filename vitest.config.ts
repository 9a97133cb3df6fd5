import { defineConfig } from 'vitest/config';
import { LongestFirst } from './vitest.sequencer.ts';

export default defineConfig({
  test: {
    include: ['*/test/**/*.test.ts', '*/*/test/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: './vitest.global.ts',
    // Guards against a hang only: no test's result depends on them.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    // Files that wait for clocks, databases, children and browsers leave time to others: twice as many as cores.
    maxWorkers: 4,
    expect: { poll: { timeout: 300_000 } },
    sequence: { sequencer: LongestFirst },
    // As the servers run: Node loads TypeScript itself, and keeps what it compiled for all files of a run.
    experimental: { viteModuleRunner: false },
    // A process for many files: each would load and warm up the same code again, a quarter of all the time.
    isolate: false,
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // The provider of the identity tests remarks on each setting that a test leaves as it is.
    onConsoleLog: (log) => !log.startsWith('oidc-provider '),
  },
});

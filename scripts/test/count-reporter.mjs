import { writeFileSync } from 'node:fs';

/** Counts the executed tests; a file that cannot be loaded and an error outside a test count as failures. */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length };
    for (const module of modules) {
      let failedTests = 0;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') counts.passed += 1;
        if (state === 'failed') failedTests += 1;
      }
      counts.failed += module.state() === 'failed' ? Math.max(failedTests, 1) : failedTests;
    }
    writeFileSync(process.env.ETANCHE_TEST_COUNTS, JSON.stringify(counts));
  }
}

/**
 * Runs every check and every test, and ends with one line for machines: `N passed, N failed`. With arguments, only the
 * tests whose files they name: `npm test -- core/oprf`. `nightly` runs the long tests in their full form, then `soak`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { root, runtime } from '../places.mjs';
import { runProgram } from '../run-program.mjs';
import { runChecks, showChecks } from './run-checks.mjs';

const [kind, ...filters] = process.argv.slice(2);
/** Compile cache: hundreds of processes and threads load the same modules, and each is compiled only once. */
const compileCache = join(runtime, 'compile-cache');
const countsFile = join(runtime, `test-counts-${process.pid}.json`);

const runs = {
  test: [{ config: 'vitest.config.ts' }],
  nightly: [{ config: 'vitest.config.ts', full: true }, { config: 'vitest.soak.config.ts' }],
  soak: [{ config: 'vitest.soak.config.ts' }],
}[kind];

// The checks use the pauses of the tests, which wait for clocks, processes and browsers.
const checks =
  kind !== 'soak' && filters.length === 0 ? runChecks(constants.priority.PRIORITY_LOW) : Promise.resolve([]);
let [passed, failed] = [0, 0];
for (const run of runs) {
  const tests = await runVitest(run);
  passed += tests.passed;
  // A run that ends with an error but without a failed test (a crash, a signal) has failed too.
  failed += tests.failed + (tests.code !== 0 && tests.failed === 0 ? 1 : 0);
}
failed += showChecks(await checks);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function runVitest({ config, full = false }) {
  mkdirSync(runtime, { recursive: true });
  const code = await runProgram(
    process.execPath,
    [
      join(root, 'node_modules', 'vitest', 'vitest.mjs'),
      ...['run', '--config', config],
      ...['--reporter=default', `--reporter=${join(root, 'scripts', 'test', 'count-reporter.mjs')}`],
      ...filters,
    ],
    {
      cwd: root,
      env: {
        ...process.env,
        ...(full && { TEST_NIGHTLY: 'true' }),
        ETANCHE_TEST_COUNTS: countsFile,
        NODE_COMPILE_CACHE: compileCache,
      },
    },
  );
  try {
    return { code, ...JSON.parse(readFileSync(countsFile, 'utf8')) };
  } catch {
    return { code, passed: 0, failed: 1 };
  } finally {
    rmSync(countsFile, { force: true });
  }
}

import { join } from 'node:path';
import { root } from '../places.mjs';
import { captureProgram } from '../run-program.mjs';
import { say } from '../say.mjs';

const CHECKS = {
  types: ['typescript/bin/tsc', '--noEmit', '--pretty', '-p', '.'],
  lint: ['oxlint/bin/oxlint', '--deny-warnings', '.'],
  format: ['oxfmt/bin/oxfmt', '--list-different', '.'],
};

/**
 * Checks types, lint and format of the whole project in parallel.
 *
 * @param {number} [priority] of the processes, as of `os.setPriority`
 */
export async function runChecks(priority = 0) {
  return Promise.all(Object.entries(CHECKS).map(([name, check]) => runCheck(name, check, priority)));
}

/** Prints the results with the errors, and counts the failed checks. */
export function showChecks(results) {
  for (const { name, passed, output, seconds } of results) {
    say(`${name}: ${passed ? 'ok' : 'fails'} (${seconds} s)`);
    if (!passed) process.stdout.write(output);
  }
  return results.filter(({ passed }) => !passed).length;
}

async function runCheck(name, [file, ...args], priority) {
  const started = performance.now();
  const program = [join(root, 'node_modules', file), ...args];
  const { code, output } = await captureProgram(process.execPath, program, { cwd: root, priority });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  return { name, passed: code === 0, output, seconds };
}

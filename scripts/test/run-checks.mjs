import { join } from 'node:path';
import { root } from '../places.mjs';
import { captureProgram } from '../run-program.mjs';
import { say } from '../say.mjs';

const CHECKS = {
  types: ['typescript/bin/tsc', '--noEmit', '--pretty', '-p', '.'],
  lint: ['oxlint/bin/oxlint', '--deny-warnings', '.'],
  format: ['oxfmt/bin/oxfmt', '--list-different', '.'],
};

/** Checks types, lint and format of the whole project in parallel, prints errors, and counts failed checks. */
export async function runChecks() {
  const results = await Promise.all(Object.entries(CHECKS).map(([name, check]) => runCheck(name, check)));
  return results.filter((passed) => !passed).length;
}

async function runCheck(name, [file, ...args]) {
  const started = performance.now();
  const program = [join(root, 'node_modules', file), ...args];
  const { code, output } = await captureProgram(process.execPath, program, { cwd: root });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${name}: ${code === 0 ? 'ok' : 'fails'} (${seconds} s)`);
  if (code !== 0) process.stdout.write(output);
  return code === 0;
}

import { delimiter, dirname, join } from 'node:path';
import { ensureDependencies } from './dependencies.mjs';
import { ensureBrowser } from './install-browser.mjs';
import { nodeProgram } from './node-runtime.mjs';
import { root } from './places.mjs';
import { runProgram } from './run-program.mjs';
import { fail, UserError } from './say.mjs';

const TARGETS = {
  start: { program: ['cli/src/main.ts', 'start'] },
  test: { program: ['scripts/test/run-tests.mjs', 'test'], browser: true },
  nightly: { program: ['scripts/test/run-tests.mjs', 'nightly'], browser: true },
  soak: { program: ['scripts/test/run-tests.mjs', 'soak'], browser: true },
  bench: { program: ['bench/src/main.ts'], browser: true },
  cases: { program: ['e2e/src/cases/main.ts'] },
  pictures: { program: ['e2e/src/pictures/main.ts'], browser: true },
  lint: { program: ['scripts/test/lint.mjs'] },
  format: { program: ['node_modules/oxfmt/bin/oxfmt', '--write', '.'] },
  etanche: { program: ['cli/src/main.ts'], here: true },
};

/** Runs one target and sets the exit code of the process. */
export async function runTarget(name, args) {
  try {
    const target = TARGETS[name];
    if (!target) throw new UserError(`${name ?? 'Nothing'} is not one of ${Object.keys(TARGETS).join(', ')}.`);
    const node = await nodeProgram();
    await ensureDependencies(node);
    const browser = target.browser ? await ensureBrowser(node) : undefined;
    const [file, ...first] = target.program;
    process.exitCode = await runProgram(node, [join(root, file), ...first, ...args], {
      cwd: target.here ? process.cwd() : root,
      env: {
        ...process.env,
        PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
        ...(browser && { ETANCHE_BROWSER: browser }),
      },
    });
  } catch (error) {
    fail(error);
  }
}

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { systemToolchain } from '../src/index.ts';
import { readRecord } from '../src/native/engine-record.ts';
import { builtEngine, temporaryDirectory } from './support/built-engine.ts';

const { directory, engine } = await builtEngine();
const hasValgrind = existsSync('/usr/include/valgrind/memcheck.h') && spawnSync('valgrind', ['--version']).status === 0;
if (engine !== null && !hasValgrind) {
  process.stdout.write('valgrind is not installed (Debian: valgrind): the test of secret branches is skipped.\n');
}
const isMissing = engine === null || !hasValgrind;
/** The exit code of valgrind if it found something. */
const found = 99;

function follow(library: string, ...fault: string[]): { status: number | null; said: string } {
  const program = join(temporaryDirectory(), 'secret-operands');
  const source = join(import.meta.dirname, 'support/secret-operands.c');
  execFileSync(systemToolchain.compiler, ['-O1', '-g', '-o', program, source, '-ldl']);
  const words = ['--quiet', `--error-exitcode=${found}`, program, library, ...fault];
  const { status, stderr } = spawnSync('valgrind', words, { encoding: 'utf8' });
  return { status, said: stderr };
}

test.skipIf(isMissing)('no branch and no address in this machine’s libsodium depends on a secret scalar', () => {
  expect(follow(readRecord(directory).library.name)).toEqual({ status: 0, said: '' });
});

test.skipIf(isMissing).each([
  ['branch', 'Conditional jump'],
  ['address', 'Use of uninitialised value'],
])('a secret %s would be found', (fault, report) => {
  const { status, said } = follow(readRecord(directory).library.name, fault);
  expect(status).toBe(found);
  expect(said).toContain(report);
});

test.skipIf(isMissing)('a library with a secret branch in its multiplication would be found', () => {
  const place = temporaryDirectory();
  const [file, library] = [join(place, 'branching.c'), join(place, 'branching.so')];
  writeFileSync(
    file,
    `int crypto_scalarmult_ristretto255(unsigned char *q, const unsigned char *n, const unsigned char *p) {
      for (int i = 0; i < 32; i++) q[i] = p[i];
      for (int bit = 0; bit < 256; bit++) if (((volatile const unsigned char *)n)[bit / 8] >> (bit % 8) & 1) q[bit % 32] ^= n[0];
      return 0;
    }`,
  );
  const linked = ['-Wl,--no-as-needed', `-l:${readRecord(directory).library.name}`];
  execFileSync(systemToolchain.compiler, ['-O0', '-shared', '-fPIC', '-o', library, file, ...linked]);
  const { status, said } = follow(library);
  expect(status).toBe(found);
  expect(said).toContain('crypto_scalarmult_ristretto255');
});

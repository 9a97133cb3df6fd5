import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { buildNativeEngine, loadNativeGroup, systemToolchain, type Toolchain } from '../src/index.ts';
import { readRecord, recordFile, type EngineRecord } from '../src/native/engine-record.ts';
import { builtEngine, copyEngine, temporaryDirectory } from './support/built-engine.ts';

const { directory: built, engine } = await builtEngine();
const { libraries } = systemToolchain;
const refusal = (code: string) => expect.objectContaining({ code }) as Error;

/** A copy of the built engine that a test may change. */
function copyOfEngine(): string {
  const directory = join(temporaryDirectory(), 'engine');
  copyEngine(directory);
  return directory;
}

function changeRecord(directory: string, change: Partial<EngineRecord>): void {
  writeFileSync(recordFile(directory), JSON.stringify({ ...readRecord(directory), ...change }));
}

function addonOf(directory: string): string {
  return join(directory, readdirSync(directory).find((name) => name.endsWith('.node')) ?? '');
}

/** A library made for a test, from C. `like` is a library whose other functions it has. */
function makeLibrary(source: string, like?: string): string {
  const directory = temporaryDirectory();
  const [file, out] = [join(directory, 'library.c'), join(directory, 'library.so')];
  writeFileSync(file, source);
  // A library that only the result links to, without a header or a development package.
  const linked = like === undefined ? [] : ['-Wl,--no-as-needed', `-l:${like}`];
  execFileSync(systemToolchain.compiler, ['-shared', '-fPIC', '-o', out, file, ...linked]);
  return out;
}

describe('a machine that lacks something', () => {
  const cases: [string, Partial<Toolchain>][] = [
    ['a C compiler', { compiler: 'no-such-compiler' }],
    ['Node’s headers', { headers: ['/nowhere', '/nowhere/either'] }],
  ];

  test.each(cases)('does not build without %s, and leaves no file', async (_, change) => {
    const directory = temporaryDirectory();
    const building = buildNativeEngine(directory, { ...systemToolchain, ...change });
    await expect(building).rejects.toThrow(refusal('engine_unavailable'));
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a directory whose parent does not exist is not created', async () => {
    const directory = join(temporaryDirectory(), 'mistyped', 'engine');
    await expect(buildNativeEngine(directory, systemToolchain)).rejects.toThrow('ENOENT');
  });

  test('an engine that was not built is not loaded', () => {
    expect(() => loadNativeGroup(temporaryDirectory(), libraries)).toThrow(refusal('engine_unavailable'));
    expect(() => loadNativeGroup('/nowhere', libraries)).toThrow(refusal('engine_unavailable'));
  });
});

describe.skipIf(engine === null)('building the native engine', () => {
  test('a compiler that fails is reported, and the earlier build remains', async () => {
    const directory = copyOfEngine();
    const before = readdirSync(directory);
    const building = buildNativeEngine(directory, { ...systemToolchain, compiler: 'false' });
    await expect(building).rejects.toThrow(refusal('engine_not_built'));
    expect(readdirSync(directory)).toEqual(before);
    expect(loadNativeGroup(directory, libraries).group.name).toBe('native libsodium');
  });

  test('a second build replaces the first, and leaves one addon', async () => {
    const directory = copyOfEngine();
    const library = await buildNativeEngine(directory, systemToolchain);
    expect(library).toEqual(readRecord(directory).library);
    expect(readdirSync(directory)).toHaveLength(2);
  });

  test('the first library that is installed is used', async () => {
    const directory = temporaryDirectory();
    const { name, version } = readRecord(built).library;
    const toolchain = { ...systemToolchain, libraries: ['libsodium.so.absent', name] };
    expect(await buildNativeEngine(directory, toolchain)).toEqual({ name, version });
  });
});

describe.skipIf(engine === null || process.platform !== 'linux')('a library that is not the expected libsodium', () => {
  const older = (version: string) => `const char *sodium_version_string(void) { return "${version}"; }`;
  const wrong = `
    #include <string.h>
    int crypto_scalarmult_ristretto255(unsigned char *q, const unsigned char *n, const unsigned char *p) {
      (void)n;
      memcpy(q, p, 32);
      return 0;
    }`;

  const build = (library: string) =>
    buildNativeEngine(temporaryDirectory(), { ...systemToolchain, libraries: [library] });

  test.each(['1.0.17', '1.0', '0.9.99', 'unknown', ''])('version “%s” is too old', async (version) => {
    const building = build(makeLibrary(older(version)));
    await expect(building).rejects.toMatchObject({ code: 'engine_unavailable' });
    await expect(building).rejects.toThrow('too old');
  });

  test.each(['1.0.18', '1.1.0', '2.0.0'])(
    'version “%s” is accepted, but not without its functions',
    async (version) => {
      const building = build(makeLibrary(older(version)));
      await expect(building).rejects.toMatchObject({ code: 'engine_unavailable' });
      await expect(building).rejects.toThrow('lacks sodium_init');
    },
  );

  test('another library, and none, are rejected', async () => {
    for (const library of [makeLibrary('int other;'), '/nowhere/libsodium.so']) {
      await expect(build(library)).rejects.toThrow(/not installed/);
    }
  });

  test('a library that computes wrongly is rejected', async () => {
    const { name } = readRecord(built).library;
    await expect(build(makeLibrary('', name))).resolves.toMatchObject({ version: engine?.version });
    await expect(build(makeLibrary(wrong, name))).rejects.toThrow(refusal('engine_unsafe'));
  });
});

describe.skipIf(engine === null)('a stored engine that changed', () => {
  test('an altered addon is rejected, and a new build replaces it', async () => {
    const directory = copyOfEngine();
    const file = addonOf(directory);
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(() => loadNativeGroup(directory, libraries)).toThrow(refusal('engine_altered'));
    await buildNativeEngine(directory, systemToolchain);
    expect(loadNativeGroup(directory, libraries).group.name).toBe('native libsodium');
  });

  test.each(['', '{', '[]', '{"format":"etanche/v1/native-engine"}'])('a record “%s” is rejected', (text) => {
    const directory = copyOfEngine();
    writeFileSync(recordFile(directory), text);
    expect(() => loadNativeGroup(directory, libraries)).toThrow(refusal('engine_altered'));
  });

  test('a record that names a path instead of a hash is rejected', () => {
    const directory = copyOfEngine();
    changeRecord(directory, { addon: '../engine' });
    expect(() => loadNativeGroup(directory, libraries)).toThrow(refusal('engine_altered'));
  });

  const outdated: [string, Partial<EngineRecord>][] = [
    ['other sources', { source: '0'.repeat(64) }],
    ['another Node', { node: '1 linux x64' }],
    ['another libsodium', { library: { name: libraries[0] ?? '', version: '1.0.999' } }],
  ];

  test.each(outdated)('an engine that was built for %s is not loaded', (_, change) => {
    const directory = copyOfEngine();
    changeRecord(directory, change);
    expect(() => loadNativeGroup(directory, libraries)).toThrow(refusal('engine_unavailable'));
  });

  test('an addon that is missing beside its record is not loaded', () => {
    const directory = copyOfEngine();
    renameSync(addonOf(directory), join(directory, 'moved'));
    expect(() => loadNativeGroup(directory, libraries)).toThrow(refusal('engine_unavailable'));
  });

  test.skipIf(process.geteuid === undefined).each([
    ['the directory', (directory: string) => directory],
    ['the record', recordFile],
    ['the addon', addonOf],
  ])('is rejected if another user may change %s', (_, pathOf) => {
    const directory = copyOfEngine();
    const path = pathOf(directory);
    for (const mode of [0o720, 0o702]) {
      chmodSync(path, mode);
      expect(() => loadNativeGroup(directory, libraries)).toThrow(refusal('engine_altered'));
    }
    chmodSync(path, 0o755);
    expect(loadNativeGroup(directory, libraries).group.name).toBe('native libsodium');
  });

  test.runIf(process.geteuid?.() === 0)('is rejected if it belongs to another user than root and the own one', () => {
    const directory = copyOfEngine();
    for (const path of [addonOf(directory), recordFile(directory), directory]) {
      chownSync(path, 12_345, 0);
      expect(() => loadNativeGroup(directory, libraries)).toThrow(refusal('engine_altered'));
      chownSync(path, 0, 0);
    }
    expect(loadNativeGroup(directory, libraries).group.name).toBe('native libsodium');
  });

  test('threads load the engine at the same time, and one that ends leaves the others whole', async () => {
    const file = new URL('./support/engine-thread.ts', import.meta.url);
    const threads = [1, 2, 3].map((byte) => new Worker(file, { workerData: { directory: built, byte } }));
    const answers = await Promise.all(threads.map(async (thread) => (await once(thread, 'message')) as [string[]]));
    for (const [i, [products]] of answers.entries()) {
      const scalar = new Uint8Array(32);
      scalar[0] = i + 1;
      const expected = Buffer.from(engine?.group.multiplyBase(scalar) ?? '').toString('hex');
      expect(new Set(products)).toEqual(new Set([expected]));
      await threads[i]?.terminate();
    }
    const one = new Uint8Array(32).fill(1, 0, 1);
    expect(engine?.group.isElement(engine.group.multiplyBase(one))).toBe(true);
  });
});

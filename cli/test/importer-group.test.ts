import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { builtEngine } from '../../core/oprf-sodium/test/support/built-engine.ts';
import { importerGroup } from '../src/records/importer-group.ts';

const { directory, engine } = await builtEngine();

test('an importer evaluates in WebAssembly unless a directory is named', async () => {
  expect((await importerGroup(undefined)).name).not.toContain('native');
});

test.skipIf(engine === null)('an importer evaluates on the native engine of the named directory', async () => {
  expect((await importerGroup(dirname(directory))).name).toContain('native');
});

test('a directory without an engine stops the import, which does not continue in WebAssembly', async () => {
  await expect(importerGroup('no-such-directory')).rejects.toMatchObject({ code: 'engine_unavailable' });
});

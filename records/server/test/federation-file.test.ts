import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFederation } from '../src/config/federation-file.ts';

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'etanche-federation-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const vault = (index: number) => ({
  index,
  url: `https://coffre-${index}.example`,
  signingKey: String(index).repeat(42) + 'A',
});
const vaults = [1, 2, 3].map(vault);

function file(content: string): string {
  const path = join(directory, 'federation.json');
  writeFileSync(path, content);
  return path;
}

test('a federation file is read', () => {
  expect(readFederation(file(JSON.stringify({ threshold: 2, vaults }))).threshold).toBe(2);
});

test('a federation file that does not exist is reported as such, with the setting that names it', () => {
  expect(() => readFederation(join(directory, 'absent.json'))).toThrow(
    /absent\.json, which ETANCHE_RECORDS_FEDERATION names, does not exist/,
  );
});

test.each([
  ['that is no JSON', '{', /is not a readable federation file/],
  ['that lacks the threshold', JSON.stringify({ vaults }), /\$\.threshold/],
  ['that names a vault twice', JSON.stringify({ threshold: 2, vaults: [vault(1), vault(1), vault(2)] }), /repeated/],
  ['with one vault of three as threshold', JSON.stringify({ threshold: 1, vaults }), /above half/],
])('a federation file %s is refused', (_, content, message) => {
  expect(() => readFederation(file(content))).toThrow(message);
  expect(() => readFederation(file(content))).toThrow(expect.objectContaining({ code: 'federation_invalid' }));
});

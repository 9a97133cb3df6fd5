import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSeeds, prepareHolder } from '@etanche/vault-server';

const main = new URL('../src/main.ts', import.meta.url).pathname;
const key = 'A'.repeat(43);
let root = '';

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etanche-alarm-test-'));
  const place = { generation: 1, vaults: 1, threshold: 1, index: 1 };
  await makeSeeds(join(root, 'vault'), [await prepareHolder(join(root, 'vault'), place)], (length) =>
    Uint8Array.from(randomBytes(length)),
  );
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function alarmTest(settings: Readonly<Record<string, string>>) {
  const env = {
    DATABASE_URL: 'postgres://u:p@h/d',
    ETANCHE_VAULT_DIRECTORY: join(root, 'vault'),
    ETANCHE_VAULT_OWNER: 'Association du Port',
    ETANCHE_VAULT_JURISDICTION: 'FR',
    ETANCHE_VAULT_BEHIND_PROXY: 'false',
    ...settings,
  };
  return spawnSync(process.execPath, [main, 'vault', 'alarm', 'test'], { env, encoding: 'utf8' });
}

test('an alarm test that sent nothing ends with 3', () => {
  const { status, stderr } = alarmTest({ ETANCHE_VAULT_OPERATORS: key });
  expect(stderr).toContain('Nothing was sent');
  expect(status).toBe(3);
});

test('an alarm test of a vault for practices without a channel names the settings that are missing', () => {
  const { status, stderr } = alarmTest({ ETANCHE_VAULT_RECORDS_SERVERS: key });
  expect(stderr).toContain('ETANCHE_VAULT_SMTP_URL');
  expect(stderr).toContain('configuration_invalid');
  expect(status).toBe(1);
});

import type { Write } from '@etanche/core-records-protocol';
import { dataDefaults, type DataConfig } from '../../src/data/data-config.ts';
import { call } from './api.ts';
import type { TestMember } from './data-fixture.ts';
import type { Practice } from './founding.ts';

/** PeriodicTasks so quick that a test waits for none. */
export const quick: DataConfig = {
  ...dataDefaults,
  audit: { numberMs: 20, cosignMs: 50, everyMs: 200 },
  vaults: { timeoutMs: 3000, restMs: 100 },
};

/** The founder as the writer of scopes. */
export function founderOf({ id, doctor }: Practice): TestMember {
  const { member, roles, author } = doctor;
  const session = { practice: id, session: member, member, roles: roles, status: 'active', passkey: null } as const;
  return { session, key: { privateKey: author.key, publicKey: author.publicKey } };
}

export function postWrite(url: string, token: string, scope: string, body: Write, key?: string) {
  return call(url, 'write', { token, params: { scope }, body, ...(key !== undefined && { key }) });
}

/** Guards against a hang only. */
const hangMs = 300_000;

/** Asks until an answer is good. */
export async function until<Value>(ask: () => Promise<Value>, good: (value: Value) => boolean): Promise<Value> {
  const end = Date.now() + hangMs;
  for (;;) {
    const value = await ask();
    if (good(value)) return value;
    if (Date.now() > end) throw new Error(`no good answer came: ${JSON.stringify(value).slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

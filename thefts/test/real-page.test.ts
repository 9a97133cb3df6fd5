import { freePorts } from '@etanche/platform';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { defaults } from '@etanche/vault-server';
import { chromium } from 'playwright-core';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { runRealPage } from '../src/records/scenarios/t14-real-page.ts';
import type { ScenarioResult } from '../src/theft.ts';
import { startAttackContext } from './support/attack-context.ts';
import { expectRows } from './support/rows.ts';

const patients = 24;
const doctor = { scope: 15, search: 30, agenda: 5, inbox: 5 };
/** Units return fast enough for a browser, whose clock no test moves. */
const burst = { ...defaults.members.burst, scope: { units: 8, everySeconds: 3 } };

describe('the real page in a browser', () => {
  let altered: ScenarioResult;
  let malware: ScenarioResult;

  beforeAll(async () => {
    const executablePath = inject('browserPath');
    if (executablePath === '') throw new Error('no browser was found: `npm test` downloads one');
    const [a = 0, b = 0, c = 0, records = 0, application = 0, passkeys = 0] = await freePorts(6);
    await using context = await startAttackContext(inject('testServer'), await loadSodiumGroup(), {
      ...{ patients, quotas: { roles: { ...defaults.members.roles, doctor }, burst } },
      page: { vaults: [a, b, c], records, application },
    });
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
    try {
      const rows = await runRealPage(context, browser, { application, passkeys });
      const [first, second] = rows;
      if (first === undefined || second === undefined) throw new Error('two rows');
      [altered, malware] = [first, second];
    } finally {
      await browser.close();
    }
  });

  test('T14: the attacker’s script in the page reads within the doctor’s quota, and the vaults raise an alarm', () => {
    expectRows([altered], [{ id: 'T14', bound: doctor.scope, of: patients, undefended: patients }]);
    expect(altered.result.defended).toBeGreaterThan(0);
    expect(altered.result.alarmAt).not.toBeNull();
    expect(altered.result.tried).toContain('quota_reached');
    expect(altered.remarks).toContain('order for a higher quota: waits');
  });

  test('T14: the published hashes, the operator’s host and the browser each detect a changed file', () => {
    const [differing, host, script] = altered.remarks;
    expect(differing).toMatch(/^published hashes differ: (assets\/\S+\.js, index\.html|index\.html, assets\/\S+\.js)$/);
    expect(host).toBe('the operator’s host with these files: site_altered');
    expect(script).toBe('with the script alone replaced: the browser did not run it');
  });

  test('T2: malware in the page of a doctor who works reads within the same quota, and the vaults raise an alarm', () => {
    expectRows([malware], [{ id: 'T2', bound: doctor.scope, of: patients, undefended: patients }]);
    expect(malware.result.defended).toBeGreaterThan(0);
    expect(malware.result.alarmAt).not.toBeNull();
  });
});

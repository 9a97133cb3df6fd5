import { freePorts } from '@etanche/platform';
import { defaults } from '@etanche/vault-server';
import { contextOf } from './records/practice/attack-context.ts';
import { victims } from './records/practice/records-context.ts';
import { freshMonthMs, TheftPractice } from './records/practice/theft-practice.ts';
import { runRealPage } from './records/scenarios/t14-real-page.ts';
import type { RunRecordsOptions } from './run-records.ts';
import type { ScenarioResult } from './theft.ts';

/**
 * A browser's clock is the real one: the units of a burst return in seconds, so that a day's quota fits into minutes.
 */
const burstSeconds = 3;
const agenda = { days: 1, entries: 8 };

/**
 * T14 and T2 on the real page in a real browser, in a practice of their own.
 *
 * @param options.browser path of Chromium
 */
export async function runPage(
  options: Pick<RunRecordsOptions, 'patients' | 'resources' | 'databaseServer' | 'say' | 'signal' | 'played'> & {
    readonly browser: string;
  },
): Promise<ScenarioResult[]> {
  const { patients, say, signal, databaseServer, browser: executablePath } = options;
  // Needed for these attacks alone, and no dependency of the program.
  const { chromium } = await import('playwright-core');
  say(`A disposable practice of ${patients} patients with its application`);
  const [a = 0, b = 0, c = 0, records = 0, application = 0, passkeys = 0] = await freePorts(6);
  const { members } = defaults;
  await using attacked = await TheftPractice.make({
    ...{
      patients,
      canaries: 1,
      agenda,
      databaseServer,
      say,
      signal,
      filled: true,
      resourcesPerPatient: options.resources,
    },
    quotas: { ...members, burst: { ...members.burst, scope: { ...members.burst.scope, everySeconds: burstSeconds } } },
    members: [
      { name: victims.doctor, roles: ['doctor'] },
      { name: victims.administrator, roles: ['administrator'] },
    ],
    ...{ ports: { vaults: [a, b, c], records, application }, foundedBeforeMs: freshMonthMs },
  });
  const context = await contextOf(attacked, { say, signal });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const rows = await runRealPage(context, browser, { application, passkeys });
    for (const row of rows) options.played(row);
    return [...rows];
  } finally {
    await browser.close();
  }
}

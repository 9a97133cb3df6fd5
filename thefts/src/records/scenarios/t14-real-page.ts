import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isEtancheError } from '@etanche/core-wire';
import type { Browser, Page } from 'playwright-core';
import type { TrialMember } from '@etanche/trial';
import type { ScenarioResult } from '../../theft.ts';
import { alterPage } from '../attacker/alter-page.ts';
import { ridePage, type Loot } from '../attacker/ride-page.ts';
import { alarmSummary, firstAlarm } from '../practice/alarm-at.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { Exposure } from '../practice/exposure.ts';
import {
  alteredFiles,
  buildRealPage,
  hostByAttacker,
  hostByOperator,
  type PagePorts,
  type RealPage,
} from '../practice/real-page.ts';
import { boundsOf, scenarioResult, victims } from '../practice/records-context.ts';

/** Files that a doctor opens while the malware runs. */
const ownFiles = 3;
/** Guards against a hang: a victim's screen appears much sooner. */
const patienceMs = 300_000;

/** An attack in the browser: what the script took, and when it began. */
type Played = {
  readonly loot: Loot;
  readonly began: number;
  /** Files that the victim opened meanwhile. */
  readonly seen: number;
};

/**
 * T14 and T2 on the real page, built and hosted as a practice has it, in a real browser. T14: the host serves the page
 * with the attacker's script. T2: malware on a doctor's computer injects the script into the unaltered page, while the
 * doctor works.
 *
 * Both ride the session that the victim opened. The browser's clock is the real one, so `attacked` was founded a month
 * before it, and this is the last scenario of its practice.
 */
export async function runRealPage(
  context: AttackContext,
  browser: Browser,
  ports: PagePorts,
): Promise<readonly ScenarioResult[]> {
  const { attacked, say, now } = context;
  await attacked.freshMonth();
  const [atPage, atComputer] = [attacked.member(victims.doctor), attacked.practice.doctor];
  await using page = await buildRealPage(attacked, [atPage, atComputer], ports);
  const attack = alterPage(await page.files(), attacked.places.scopes);

  const started = now();
  say('T14 The host serves the real page with the attacker’s script');
  const unnamed = await playScriptOnly(browser, page, attack.scriptOnly, ports);
  const overPage = () => playAlteredPage(attacked, browser, page, { files: attack.whole, victim: atPage, ports });
  const altered = await overPage();
  const middle = now();
  say('T2  Malware in the real page of a doctor who works');
  const overComputer = () => playMalware(attacked, browser, page, { victim: atComputer, ports });
  const malware = await overComputer();
  say('T14 and T2 while the vaults count nothing');
  const [openAltered, openMalware] = await attacked.withoutQuotas(async () => [await overPage(), await overComputer()]);
  const row = (open: Played) => ({ then: null, undefended: exposedBy(context, open.loot).records.size });
  return [
    await result(context, started, atPage, altered, {
      ...row(openAltered),
      ...{ id: 'T14', stolen: 'the host of the application, whose page has the attacker’s script, in a browser' },
      remarks: [
        `published hashes differ: ${altered.differing.join(', ')}`,
        `the operator’s host with these files: ${altered.refusal}`,
        `with the script alone replaced: ${unnamed}`,
      ],
    }),
    await result(context, middle, atComputer, malware, {
      ...row(openMalware),
      ...{ id: 'T2', stolen: 'a doctor’s computer with malware in the page, while the doctor works, in a browser' },
      remarks: [`the doctor saw ${malware.seen} of ${ownFiles} files meanwhile`],
    }),
  ];
}

async function result(
  context: AttackContext,
  started: number,
  { member }: TrialMember,
  { loot, began }: Played,
  row: Pick<ScenarioResult['result'], 'id' | 'stolen' | 'then' | 'undefended'> & {
    readonly remarks: readonly string[];
  },
): Promise<ScenarioResult> {
  const { attacked } = context;
  const alarms = await attacked.alarmsSince(began);
  const alarm = firstAlarm(alarms, member);
  const refused = Object.entries(loot.refused).map(([code, count]) => `${code} ${count}`);
  return scenarioResult(context, started, {
    ...row,
    tried: `${loot.files.length} files of ${attacked.places.scopes.length} opened; refused: ${refused.join(', ')}`,
    defended: exposedBy(context, loot).records.size,
    // All that the attacker had at the end of the alarm's second.
    alarmAt: alarm === null ? null : loot.files.filter(({ at }) => at < (alarm.at + 1) * 1000).length,
    alarmBy: attacked.quotas.alarm.files.hour.floor,
    bound: boundsOf(context, 'doctor').records,
    remarks: [...row.remarks, `order for a higher quota: ${loot.raise}`, alarmSummary(alarms, member)],
  });
}

type VictimOf = { readonly victim: TrialMember; readonly ports: PagePorts };

/** @returns what the browser did with a page whose script does not have the hash in index.html */
async function playScriptOnly(
  browser: Browser,
  page: RealPage,
  files: ReadonlyMap<string, Uint8Array>,
  { application }: PagePorts,
): Promise<string> {
  await using site = await hostByAttacker(files, page, application);
  const device = await browser.newContext();
  try {
    const tab = await device.newPage();
    const blocked = tab.waitForEvent('console', { predicate: (message) => message.text().includes('integrity') });
    await tab.goto(site.url);
    await blocked;
    const ran = await tab.evaluate(() => 'loot' in globalThis);
    return ran ? 'it ran' : 'the browser did not run it';
  } finally {
    await device.close();
  }
}

async function playAlteredPage(
  attacked: AttackContext['attacked'],
  browser: Browser,
  page: RealPage,
  { files, victim, ports }: VictimOf & { readonly files: ReadonlyMap<string, Uint8Array> },
): Promise<Played & { readonly differing: readonly string[]; readonly refusal: string }> {
  const began = attacked.clock.now();
  await using site = await hostByAttacker(files, page, ports.application);
  const differing = await alteredFiles(site.url, page.published);
  const refusal = await refusalOfHost(page, files);
  const loot = await onDevice(browser, site.url, victim, {
    prepare: () => Promise.resolve(),
    work: () => Promise.resolve(),
  });
  return { loot, began, seen: 0, differing, refusal };
}

async function playMalware(
  attacked: AttackContext['attacked'],
  browser: Browser,
  page: RealPage,
  { victim, ports }: VictimOf,
): Promise<Played> {
  const began = attacked.clock.now();
  await using site = await hostByOperator(page, ports.application);
  const { scopes } = attacked.places;
  let seen = 0;
  const loot = await onDevice(browser, site.url, victim, {
    prepare: (tab) => tab.addInitScript(ridePage, scopes),
    // The last of the malware's list, so that both want different files.
    work: async (tab) => {
      seen = await openByHand(tab, scopes.slice(-ownFiles));
    },
  });
  return { loot, began, seen };
}

/** The code with which the operator's host refuses these files, or `none`. */
async function refusalOfHost(page: RealPage, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const before = await page.files();
  const changed = [...files].filter(([path, bytes]) => !Buffer.from(bytes).equals(before.get(path) ?? Buffer.alloc(0)));
  try {
    for (const [path, bytes] of changed) await writeFile(join(page.directory, path), bytes);
    const site = await hostByOperator(page, 0);
    await site[Symbol.asyncDispose]();
    return 'none';
  } catch (error) {
    return isEtancheError(error) ? error.code : 'unexpected';
  } finally {
    for (const [path] of changed) await writeFile(join(page.directory, path), before.get(path) ?? '');
  }
}

type Device = {
  /** Before the page loads. */
  readonly prepare: (tab: Page) => Promise<unknown>;
  /** The victim's work after the sign-in. */
  readonly work: (tab: Page) => Promise<unknown>;
};

/** Signs in as the victim on a new device, and waits until the attacker's script has nothing left to try. */
async function onDevice(browser: Browser, url: string, victim: TrialMember, { prepare, work }: Device): Promise<Loot> {
  const device = await browser.newContext({ locale: 'fr-FR' });
  try {
    const tab = await device.newPage();
    tab.setDefaultTimeout(patienceMs);
    await prepare(tab);
    await tab.goto(url);
    await tab.getByRole('button', { name: victim.name }).click();
    await tab.getByRole('navigation', { name: 'Parties de l’application' }).waitFor();
    await work(tab);
    await tab.waitForFunction(() => Reflect.get(Reflect.get(globalThis, 'loot') as object, 'isDone') === true, null, {
      timeout: 0,
      polling: 500,
    });
    return (await tab.evaluate(() => Reflect.get(globalThis, 'loot') as unknown)) as Loot;
  } finally {
    await device.close();
  }
}

/**
 * A doctor opens files by their screens, one after the other. The malware uses up the same units, so some are refused.
 *
 * @returns the number of files that the doctor saw
 */
async function openByHand(tab: Page, scopes: readonly string[]): Promise<number> {
  let seen = 0;
  for (const scope of scopes) {
    // The list between two files has no tabs.
    for (const to of ['#/patients', `#/patients/${scope}`]) {
      await tab.evaluate((hash) => {
        location.hash = hash;
      }, to);
      if (to === '#/patients') await tab.getByRole('tab').first().waitFor({ state: 'hidden' });
    }
    const file = tab.getByRole('tab').first();
    await file.or(tab.getByRole('main').getByRole('alert')).first().waitFor();
    if (await file.isVisible()) seen += 1;
  }
  return seen;
}

/** Each resource of an opened file, compared with the truth. */
function exposedBy({ attacked }: AttackContext, { files }: Loot): Exposure {
  const exposure = new Exposure(attacked.truth);
  for (const { document } of files) {
    if (document === '') continue;
    const { entry = [] } = JSON.parse(document) as { readonly entry?: readonly { readonly resource: object }[] };
    for (const { resource } of entry) exposure.addText(JSON.stringify(resource));
  }
  return exposure;
}

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGateway } from '@etanche/gateway';
import { createLogger } from '@etanche/platform';
import { addGateway, type TrialGateway } from '@etanche/trial';
import type { ScenarioResult } from '../../theft.ts';
import { poll } from '../../tools/poll.ts';
import { attackAsMember, fastPace, type MemberAttack } from '../attacker/attack-as-member.ts';
import { fromServer } from '../attacker/row-source.ts';
import { stealRows } from '../attacker/stolen-rows.ts';
import { alarmAt, alarmSummary, filesAlone } from '../practice/alarm-at.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { boundsOf, scenarioResult } from '../practice/records-context.ts';
import type { TruePatient } from '../practice/truth.ts';

/** Documents that arrive while the attacker is on the machine, each about one person. */
const documentsPassing = 3;

/**
 * T19: the machine of a gateway while it runs. The attacker reads the documents that pass, has the gateway's key, and
 * takes with it whatever the vaults give in 24 hours. With the defence off the vaults count nothing.
 */
export async function runGatewayTheft(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, say, now } = context;
  const { practice, quotas } = attacked;
  const started = now();
  say('T19  The gateway’s machine while it runs: the documents that pass, and 24 hours with its key');
  const gateway = await addGateway(practice, await practice.doctor.signIn());
  await attacked.freshMonth();
  const passing = await watchPassing(context, gateway);
  const got = await attackWithKey(context, gateway);
  const alarms = await attacked.alarmsSince(got.began);
  say('T19  The same attacker while the vaults count nothing');
  const open = await attacked.withoutQuotas(() => attackWithKey(context, gateway));
  const bound = boundsOf(context, 'gateway').records;
  const { floor } = quotas.alarm.files.hour;
  const { scope, search, agenda } = got.opened;
  return scenarioResult(context, started, {
    ...{ id: 'T19', stolen: 'a gateway’s machine while it runs, 24 h: files and documents that pass', then: null },
    tried: `${scope} files, ${search} searches and ${agenda} lists or days evaluated; ${documentsPassing} documents read as they passed`,
    undefended: open.files.records.size,
    defended: got.files.records.union(passing.seen).size,
    bound: bound + documentsPassing,
    alarmAt: alarmAt(alarms, got.granted, gateway.member, filesAlone, quotas.people),
    alarmBy: bound > floor ? floor : null,
    remarks: [
      alarmSummary(alarms, gateway.member),
      `of the documents: ${passing.seen.size} persons read as they passed, ${passing.left} left in the gateway’s own files`,
      `of identities: ${got.seen.identities.size} seen, at most ${boundsOf(context, 'gateway').identities}`,
    ],
  });
}

async function attackWithKey(context: AttackContext, gateway: TrialGateway): Promise<MemberAttack> {
  const { attacked } = context;
  await attacked.freshMonth();
  const keys = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice)?.keys ?? [];
  return attackAsMember(context, { signIn: gateway.open }, fastPace, 1, async (signIn) =>
    fromServer(await signIn(), keys),
  );
}

/**
 * Runs the real gateway while files arrive, as their attacker sees it: each file is readable until the gateway moved
 * it. `left` counts the persons of whom the gateway's own directory has anything afterwards.
 */
async function watchPassing(
  context: AttackContext,
  gateway: TrialGateway,
): Promise<{ readonly seen: ReadonlySet<number>; readonly left: number }> {
  const { attacked, signal } = context;
  const directory = await mkdtemp(join(tmpdir(), 'etanche-gateway-theft-'));
  const [own, folder] = [join(directory, 'gateway'), join(directory, 'labo')];
  const stop = new AbortController();
  try {
    for (const each of [own, folder]) await mkdir(each, { mode: 0o700 });
    const key = join(own, 'gateway.json');
    await writeFile(key, JSON.stringify(gateway.file), { mode: 0o600 });
    const people = attacked.truth.patients.slice(-documentsPassing);
    for (const person of people) await writeFile(join(folder, `${person.number}.hl7`), resultsOf(person));
    const seen = await readWhatPasses(folder, people);
    const running = runGateway({
      config: gatewayConfig(context, key, folder),
      client: gateway.options,
      logger: createLogger({ service: 'gateway', level: 'silent', now: attacked.clock.now, destination: undefined }),
      signal: AbortSignal.any([signal, stop.signal]),
    });
    await poll(async () =>
      (await readdir(folder)).filter((name) => name.endsWith('.hl7')).length === 0 ? true : null,
    );
    stop.abort();
    await running;
    return { seen, left: (await readWhatPasses(own, people)).size };
  } finally {
    stop.abort();
    await rm(directory, { recursive: true, force: true });
  }
}

/** The persons whose names the files of a directory have. */
async function readWhatPasses(directory: string, people: readonly TruePatient[]): Promise<Set<number>> {
  const seen = new Set<number>();
  for (const name of await readdir(directory)) {
    const text = await readFile(join(directory, name), 'utf8');
    for (const { number, traits } of people) if (text.includes(traits.birthFamilyName ?? '\0')) seen.add(number);
  }
  return seen;
}

function resultsOf({ traits }: TruePatient): string {
  const birthDate = (traits.birthDate ?? '').replaceAll('-', '');
  const sex = traits.sex === 'female' ? 'F' : 'M';
  return [
    'MSH|^~\\&|LABO|X|CABINET|Y|20261112101010+0100||ORU^R01|1|P|2.5',
    `PID|1||1||${traits.birthFamilyName ?? ''}^${traits.birthGivenNames[0] ?? ''}||${birthDate}|${sex}`,
    'OBR|1||A|BIO^Biochimie',
    'OBX|1|NM|2823-3^Potassium^LN||4.40|mmol/L|3.5-4.5||||F',
  ].join('\r');
}

function gatewayConfig({ attacked }: AttackContext, key: string, path: string) {
  const { doctor } = attacked.practice;
  const names = { name: doctor.name, family: doctor.name, given: '', title: null, id: null, profession: null };
  const organization = { id: null, name: null, phone: null, address: null, setting: null };
  const facility = { code: 'SA07', system: '1.2.250.1.71.4.2.4', name: null };
  return {
    ...{ server: doctor.options.serverUrl, key, timeZone: 'Europe/Paris', mail: null, api: null },
    practice: { name: 'Cabinet', phone: null, organization, facility, sourceId: '1.2.3' },
    doctors: [{ member: doctor.member, ...names }],
    folder: { path, settleSeconds: 1, everySeconds: 1 },
  };
}

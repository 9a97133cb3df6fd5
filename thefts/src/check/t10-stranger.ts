import { readFile } from 'node:fs/promises';
import { Decrypter } from 'age-encryption';
import { createLookup, publishedDirectory } from '@etanche/check-import';
import { formatCode, parseCode } from '@etanche/core-identifiers';
import { openDatabase, Secret } from '@etanche/platform';
import { defaults } from '@etanche/vault-server';
import { fetchFrom } from '../system/fetch-from.ts';
import { loadStolenIndex } from '../system/stolen-index.ts';
import type { ScenarioResult } from '../theft.ts';
import type { CheckContext } from './context.ts';
import { askInALoop, type LookupRun } from './stranger.ts';

const hours = 24;
const networks = 12;
const oneAddress = ['127.77.1.9'];
/** One address in each of twelve networks. */
const manyAddresses = Array.from({ length: networks }, (_, i) => `127.88.${i + 1}.9`);
const letterHolder = '127.99.1.9';

/** Units of a vault in a day: of one network, and of all networks together. */
type UnitsOfDay = { readonly network: number; readonly all: number };

/**
 * T10: nothing is stolen. An anonymous attacker with everyone's NIR and birth date queries the public service for a
 * day, from one network and from many.
 *
 * @param units to set instead of the quota of a network and the ceiling of the leak; null for those
 */
export async function runT10(context: CheckContext, units: UnitsOfDay | null = null): Promise<ScenarioResult[]> {
  const { system, trial, manifest, findable, say, now } = context;
  const index = await loadStolenIndex(trial.published, manifest);
  const { vaults, threshold } = trial.federation.federation;
  const terms = context.guesses[0]?.terms.length ?? 1;
  // Each lookup uses units of t vaults; every vault counts by itself.
  const lookupsFor = (units: number) => Math.floor((units * vaults.length) / (threshold * terms));
  const runFrom = async (addresses: readonly string[]): Promise<LookupRun & { seconds: number }> => {
    const started = now();
    const run = await askInALoop(context, index, addresses, hours);
    return { ...run, seconds: (now() - started) / 1000 };
  };
  const unlimited = { ...defaults.network, perDay: 1_000_000_000, burst: 500_000_000 };
  const network = networkFor(context.size.people, units);
  const { ceiling } = trial.demonstration.leak;
  const perDay = units?.all ?? ceiling.perDay;

  say('T10 An anonymous attacker queries every person for a day of the vaults’ clock, from one network');
  await system.start({ network });
  const one = await runFrom(oneAddress);
  say('T10 The same without the quota of a network');
  await moveOn(context);
  await system.start({ network: unlimited });
  const oneUndefended = await runFrom(oneAddress);

  say(`T10 From ${networks} networks`);
  await moveOn(context);
  await system.start({ network });
  if (units !== null) await storeCeilings(context, { perMinute: perDay, perDay });
  const many = await runFrom(manyAddresses);
  const letter = await lookUpLetter(context);
  if (units !== null) await storeCeilings(context, ceiling);
  say('T10 The same without the ceiling');
  await moveOn(context);
  await system.start({ network: unlimited, ceiling: { perMinute: 1e9, perDay: 1e9 } });
  await storeCeilings(context, { perMinute: 1e9, perDay: 1e9 });
  const manyUndefended = await runFrom(manyAddresses);
  await system.stop();

  const row = (stolen: string, run: LookupRun & { seconds: number }, undefended: LookupRun) => ({
    id: 'T10',
    stolen,
    tried: `${run.lookups} lookups served, ${run.refusals} refused, in ${hours} h of the vaults’ clock`,
    then: findable.size,
    undefended: undefended.persons.size,
    defended: run.persons.size,
    of: findable.size,
    unit: 'persons' as const,
    alarmAt: null,
    seconds: run.seconds,
  });
  return [
    {
      result: row('nothing; requests from one network', one, oneUndefended),
      bound: lookupsFor(network.perDay),
      alarmBy: null,
      remarks: [],
    },
    {
      result: row(`nothing; requests from ${networks} networks`, many, manyUndefended),
      bound: lookupsFor(perDay),
      alarmBy: null,
      remarks: [`while the ceiling was reached, a letter code was answered: ${letter}`],
    },
  ];
}

/** The default quota; scaled down for a leak with fewer than 2,000 people. */
function networkFor(people: number, units: UnitsOfDay | null): typeof defaults.network {
  if (units !== null) return { ...defaults.network, perDay: units.network, burst: Math.floor(units.network / 2) };
  const share = Math.min(1, people / 2000);
  const { perDay, burst } = defaults.network;
  return { ...defaults.network, perDay: Math.ceil(perDay * share), burst: Math.floor(burst * share) };
}

/** After a day and a half every count of the previous day has left its window. */
async function moveOn({ system }: CheckContext): Promise<void> {
  await system.stop();
  system.clock.advance(36 * 3_600_000);
}

/** A holder of a letter queries after an attacker has used up everything else. */
async function lookUpLetter({ trial, manifest, group, random }: CheckContext): Promise<string> {
  const age = new Decrypter();
  age.addIdentity(trial.operator.keys.identity);
  const letters = await age.decrypt(await readFile(trial.summary.lettersFile ?? ''), 'text');
  const code = parseCode(letters.split('\r\n')[1]?.split(';')[0] ?? '');
  if (!code.ok) throw new Error('the letters file contains no code');
  const lookup = createLookup({
    ...{ manifest, group, random, now: Date.now, patienceSeconds: 0, waiting: () => undefined },
    read: publishedDirectory(trial.published),
    fetch: fetchFrom(letterHolder),
  });
  const { answer } = await lookup({ kind: 'code', identifiers: [formatCode(code.value)] });
  if (answer !== 'found') throw new Error('the holder of a letter was refused');
  return answer;
}

/** Changes the stored ceilings of a disposable system in its databases, also beyond what any setting allows. */
async function storeCeilings(
  { trial, system }: CheckContext,
  { perMinute, perDay }: { readonly perMinute: number; readonly perDay: number },
): Promise<void> {
  for (const { index } of trial.federation.federation.vaults) {
    await using database = openDatabase({
      url: new Secret(system.vaultDatabase(index)),
      applicationName: 'etanche-theft',
      poolSize: 1,
      statementTimeoutMs: 10_000,
    });
    await database.query('UPDATE key_set SET per_minute = $2, per_day = $3 WHERE index_name = $1', [
      ...[trial.demonstration.leak.index, perMinute, perDay],
    ]);
  }
}

import type { Bytes } from '@etanche/core-wire';
import { memberKeysFromSeed } from '@etanche/core-sealing';
import type { RecordsClient } from '@etanche/records-client';
import type { ScenarioResult } from '../../theft.ts';
import { guessSeeds, type StolenHolder } from '../attacker/guess-seeds.ts';
import { Exposure } from '../practice/exposure.ts';
import { looseBytes } from '../attacker/loose-bytes.ts';
import { foundNeighbour } from '../attacker/neighbour.ts';
import { openGrants } from '../attacker/open-grants.ts';
import { openScopes, openTerms, type Evaluation } from '../attacker/open-offline.ts';
import type { StolenSecrets } from '../attacker/stolen-secrets.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { stealRows, type StolenRows } from '../attacker/stolen-rows.ts';
import { evaluateWithSeeds, vaultDirectory } from '../attacker/stolen-vaults.ts';
import { makeTruth } from '../practice/truth.ts';

/** The one epoch secret tried for every epoch and role, as if a practice had one secret for all. */
const oneForAll = (bytes: Bytes): StolenSecrets => ({ scopeRoot: bytes, indexSecret: bytes, roleSecret: () => bytes });
const termsTried = 4;

/** T7: the records database and every vault. The attacker can compute the function, but not its inputs. */
export async function runAllVaults(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const { patients } = attacked.truth;
  say('T7  The database and every vault: every 32-byte value in them tried as each secret of the practice');
  const started = now();
  const stolen = await stealAll(context);
  const rows = rowsOf(stolen.rows, attacked.practice.practice);
  const loose = looseBytes(rows, stolen.directories);
  const defended = await openAll(context, rows, stolen.evaluation, loose);
  say('T7  The same, with the seed of one member among the values');
  const seed = await seedOf(attacked.practice.doctor.signIn());
  // Each value is tried by itself; combined with others the result would be the same.
  const undefended = await openAll(context, rows, stolen.evaluation, [seed]);
  return {
    bound: 0,
    alarmBy: null,
    remarks: [
      `${loose.length} values tried as seeds, passkey outputs, recovery codes and secrets, ${defended.tried} times`,
    ],
    result: {
      id: 'T7',
      stolen: 'the records database and every vault',
      tried: `every key set’s key, and ${loose.length} stolen values in the place of each secret`,
      then: null,
      undefended: undefended.exposure.persons.size,
      defended: defended.exposure.persons.size,
      of: patients.length,
      unit: 'persons',
      alarmAt: null,
      seconds: (now() - started) / 1000,
    },
  };
}

/** T7 with a doctor of practice A: all of A, and nothing of practice B on the same servers. */
export async function runAllVaultsAndDoctor(context: AttackContext, neighbours: number): Promise<ScenarioResult> {
  const { attacked, now, say, random } = context;
  say(`T7  The same with an unlocked doctor, and a second practice of ${neighbours} patients on the same servers`);
  const started = now();
  const truth = makeTruth({
    ...{ seed: 'voisin', patients: neighbours, canaries: 0, resourcesPerPatient: 8 },
    today: new Date(attacked.clock.now()).toISOString().slice(0, 10),
  });
  const neighbour = await foundNeighbour(attacked.practice, truth.patients, random);
  const stolen = await stealAll(context);
  const own = rowsOf(stolen.rows, attacked.practice.practice);
  const other = rowsOf(stolen.rows, neighbour.practice);
  const victim = await holderOf(attacked.practice.doctor.signIn());
  const terms = truth.patients.flatMap((patient) => patient.terms);

  const exposure = new Exposure(attacked.truth);
  const secrets = await openGrants(own, [victim.holder]);
  if (secrets !== null) await openEverything(own, secrets, stolen.evaluation, termsOf(context), exposure);
  const beside = new Exposure(truth);
  const loose = [...looseBytes(other, stolen.directories), victim.seed];
  const { holders } = await guessSeeds(other, loose);
  const reached = await openGrants(other, [...holders, victim.holder]);
  for (const each of [secrets, reached]) {
    if (each !== null) await openEverything(other, each, stolen.evaluation, terms, beside);
  }
  say('T7  The same, with the second practice’s doctor unlocked too');
  const undefended = new Exposure(truth);
  const theirs = await openGrants(other, [(await holderOf(neighbour.doctor.signIn())).holder]);
  if (theirs !== null) await openEverything(other, theirs, stolen.evaluation, terms, undefended);
  return {
    bound: 0,
    alarmBy: null,
    remarks: [
      `of that doctor’s own practice: ${exposure.records.size} files and ${exposure.identities.size} names of ${attacked.truth.patients.length}`,
    ],
    result: {
      id: 'T7',
      stolen: 'the database, every vault and an unlocked doctor of one practice: what the other practice loses',
      tried: 'all secrets of that doctor on the rows of the other practice, and every key set’s key',
      then: null,
      undefended: undefended.persons.size,
      defended: beside.persons.size,
      of: truth.patients.length,
      unit: 'persons',
      alarmAt: null,
      seconds: (now() - started) / 1000,
    },
  };
}

async function stealAll({ attacked, group }: AttackContext) {
  const { vaults } = attacked.practice.servers.federation;
  const indices = vaults.map(({ index }) => index);
  return {
    rows: await stealRows(attacked.recordsDatabase),
    evaluation: evaluateWithSeeds(group, attacked.directory, indices),
    directories: indices.map((index) => vaultDirectory(attacked.directory, index)),
  };
}

function rowsOf(rows: ReadonlyMap<string, StolenRows>, practice: string): StolenRows {
  const found = rows.get(practice);
  if (found === undefined) throw new Error('the stolen database has no such practice');
  return found;
}

function termsOf({ attacked }: AttackContext): string[] {
  return [...new Set(attacked.truth.patients.flatMap(({ terms }) => terms))];
}

async function openAll(
  context: AttackContext,
  rows: StolenRows,
  evaluation: Evaluation,
  loose: readonly Bytes[],
): Promise<{ readonly exposure: Exposure; readonly tried: number }> {
  const exposure = new Exposure(context.attacked.truth);
  const { holders, tried } = await guessSeeds(rows, loose);
  const secrets = await openGrants(rows, holders);
  if (secrets !== null) await openEverything(rows, secrets, evaluation, termsOf(context), exposure);
  // Without a grant, one scope and some terms show whether the bytes are a root or an index secret.
  const some = [...rows.scopes.keys()].slice(0, 1);
  for (const bytes of loose) {
    await openScopes(rows, oneForAll(bytes), evaluation, exposure, some);
    await openTerms(rows, oneForAll(bytes), termsOf(context).slice(0, termsTried), evaluation, exposure);
  }
  return { exposure, tried: tried + loose.length * (1 + termsTried) };
}

async function openEverything(
  rows: StolenRows,
  secrets: StolenSecrets,
  evaluation: Evaluation,
  terms: readonly string[],
  exposure: Exposure,
): Promise<void> {
  await openScopes(rows, secrets, evaluation, exposure);
  await openTerms(rows, secrets, terms, evaluation, exposure);
}

async function seedOf(signingIn: Promise<RecordsClient>): Promise<Bytes> {
  const client = await signingIn;
  const seed = Uint8Array.from(Buffer.from(client.secrets.keyring().seed, 'base64url'));
  client.session.lock();
  return seed;
}

async function holderOf(
  signingIn: Promise<RecordsClient>,
): Promise<{ readonly seed: Bytes; readonly holder: StolenHolder }> {
  const client = await signingIn;
  const { member } = client.session;
  const keys = client.secrets.keysHash();
  const seed = Uint8Array.from(Buffer.from(client.secrets.keyring().seed, 'base64url'));
  client.session.lock();
  return { seed, holder: { id: member, keys, sealing: (await memberKeysFromSeed(seed)).sealing } };
}

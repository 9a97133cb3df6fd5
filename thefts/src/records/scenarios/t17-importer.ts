import { fromBase64url, type Bytes } from '@etanche/core-wire';
import { memberKeysFromSeed, termInput } from '@etanche/core-sealing';
import type { ScenarioResult } from '../../theft.ts';
import { Exposure } from '../practice/exposure.ts';
import { looseBytes } from '../attacker/loose-bytes.ts';
import { copySecrets, openScopes, openTerms } from '../attacker/open-offline.ts';
import type { StolenSecrets } from '../attacker/stolen-secrets.ts';
import { scenarioResult } from '../practice/records-context.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { scopeTarget } from '../attacker/scope-target.ts';
import { stealRows, type StolenRows } from '../attacker/stolen-rows.ts';
import { evaluateWithSeeds } from '../attacker/stolen-vaults.ts';
import { keyHolder } from '../attacker/key-holder.ts';
import { VaultAttacker } from '../attacker/vault-attacker.ts';

/** Maximum number of 32-byte values in the stolen data to try as role secrets, each on one file. */
const secretsTried = 200;

/**
 * T17: the importer's opened file and the database. The attacker queries the vaults with the importer's key for files
 * and terms, and tries all 32-byte values as the secrets that the importer does not have. With the defence off the
 * importer has what it had in an earlier design: role secrets, and units of files.
 */
export async function runImporter(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, say, now, group, random } = context;
  const started = now();
  say('T17  The importer’s file and the database: the units it still has, and the data its keys open');
  await attacked.freshMonth();
  const { practice, truth, places } = attacked;
  const { importer } = places;
  const rows = (await stealRows(attacked.recordsDatabase)).get(practice.practice);
  if (importer === null || rows === undefined) throw new Error('nothing was imported');
  const [seed, indexSecret] = [fromBase64url(importer.keyring.seed, 32), fromBase64url(importer.indexSecret, 32)];
  const keys = await memberKeysFromSeed(seed);
  const terms = truth.patients.flatMap(({ terms: all }) => all);

  const { federation } = importer.keyring;
  const options = {
    ...practice.doctor.options,
    environment: { ...practice.doctor.options.environment, random, now: attacked.clock.now },
  };
  const attacker = new VaultAttacker(keyHolder(practice.practice, federation, options, keys), group, null);
  const inputs = {
    scope: await Promise.all(
      places.scopes.map((id) => scopeTarget(indexSecret, rows.practice, 'scope', id, places.elements.get(id))),
    ),
    search: await Promise.all(terms.map((term) => termInput(indexSecret, term))),
  };
  for (const purpose of ['scope', 'search'] as const) await attacker.take(purpose, inputs[purpose], 'quota', Infinity);
  const evaluated = attacker.opened('scope') + attacker.opened('search');

  const defended = new Exposure(truth);
  const evaluation = (keySet: string, input: Bytes): Bytes[] => {
    const output = attacker.output(keySet.startsWith('scope/') ? 'scope' : 'search', input);
    // Without an evaluation, only the element itself, or the input of a term, can be tried in its place.
    return output === undefined ? [input] : [output];
  };
  const loose = [seed, indexSecret, ...looseBytes(rows, [])].slice(0, secretsTried);
  const [first = ''] = places.scopes;
  for (const secret of loose) await openScopes(rows, oneForAll(secret, indexSecret), evaluation, defended, [first]);
  await openTerms(rows, oneForAll(indexSecret, indexSecret), terms, evaluation, defended).catch(() => undefined);

  const undefended = await openAsBefore(context, rows, terms);
  return scenarioResult(context, started, {
    ...{ id: 'T17', stolen: 'the importer’s file, opened, and the database', bound: 0, alarmBy: null },
    tried: `${places.scopes.length} files and ${terms.length} terms asked of the vaults, ${loose.length} secrets tried`,
    then: null,
    undefended: undefended.persons.size,
    defended: defended.persons.size,
    alarmAt: null,
    remarks: [`evaluations with the importer’s key: ${evaluated}`],
  });
}

/** An importer in the earlier design: the secrets of the practice, and as many units as files. */
async function openAsBefore(
  { attacked, group }: AttackContext,
  rows: StolenRows,
  terms: readonly string[],
): Promise<Exposure> {
  const exposure = new Exposure(attacked.truth);
  const doctor = await attacked.practice.doctor.signIn();
  const indices = doctor.practice.federation.vaults
    .map(({ index }) => index)
    .slice(0, doctor.practice.federation.threshold);
  const evaluation = evaluateWithSeeds(group, attacked.directory, indices);
  const secrets = copySecrets(doctor);
  await openScopes(rows, secrets, evaluation, exposure, attacked.places.scopes);
  await openTerms(rows, secrets, terms.slice(0, 40), evaluation, exposure);
  doctor.session.lock();
  return exposure;
}

function oneForAll(secret: Bytes, indexSecret: Bytes): StolenSecrets {
  return { scopeRoot: secret, indexSecret, roleSecret: () => secret };
}

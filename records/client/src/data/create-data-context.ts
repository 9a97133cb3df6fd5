import type { PracticePurpose } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { Caller } from '@etanche/core-records-protocol';
import type { Compartment, Reception } from '@etanche/core-sealing';
import type { RecordsClient } from '../session/client.ts';
import { createLogView } from '../audit/create-log-view.ts';
import { createBatchSecrets } from '../import/batch-secrets.ts';
import { createScopeQueue } from '../import/scope-queue.ts';
import { createLoadedStates } from '../scope/loaded-states.ts';
import { createScopeKeys } from '../scope/scope-keys.ts';
import type { DataContext } from './data-context.ts';
import { completeOptions, type DataOptions, type Evaluate } from './data-options.ts';
import { sessionParts } from './session-parts.ts';

/** @throws DataError `options_invalid` */
export function createDataContext(client: RecordsClient, given: DataOptions): DataContext {
  const options = completeOptions(given);
  const evaluate: Evaluate = options.evaluate ?? ((...question) => evaluateOnce(client, ...question));
  const isA = (role: Caller): boolean => client.practice.roles().includes(role);
  const readable = (): readonly Compartment[] => {
    if (isA('gateway')) return ['identity', 'clinical'];
    if (isA('doctor')) return ['identity', 'clinical', 'settings'];
    if (isA('secretary')) return ['identity', 'settings'];
    return isA('administrator') ? ['settings'] : [];
  };
  const writable = (): readonly Compartment[] => (isA('importer') ? ['identity', 'clinical'] : readable());
  const batches = createBatchSecrets(client);
  const { own, importer } = sessionParts(client);
  const importing = isA('importer') ? importer() : null;
  const keys = importing?.keys ?? createScopeKeys(client, evaluate, options, batches);
  const reception = async (): Promise<Reception> => {
    const epoch = client.secrets.writingEpoch();
    if (importing === null) return { name: epoch, secret: client.secrets.shared().roleSecret('reception', epoch) };
    const { batch, reception: secret } = await importing.ownBatch(epoch);
    return { name: batch, secret };
  };
  const context: DataContext = {
    ...client,
    options,
    keys,
    evaluate,
    batches,
    reception,
    readable,
    writable,
    own,
    queue: importing?.queue ?? createScopeQueue(keys),
    states: createLoadedStates(client.session.lockSignal),
    log: createLogView(() => context),
  };
  return context;
}

/** Evaluates inputs, except those whose outputs this device stores, which cost no unit. */
async function evaluateOnce(
  client: Pick<RecordsClient, 'environment' | 'secrets'>,
  purpose: PracticePurpose,
  inputs: readonly Bytes[],
  quota?: 'emergency',
): Promise<Bytes[]> {
  const stored = client.secrets.storedOutputs();
  const known = await Promise.all(inputs.map(async (input) => (await stored?.find(purpose, input)) ?? null));
  const missing = inputs.filter((_, i) => known[i] === null);
  if (missing.length === 0) return known.filter((output) => output !== null);
  // The time before the vaults count: an output is stored for no longer than they count its unit.
  const countedAt = client.environment.now();
  const outputs = await (await client.secrets.vault(purpose, quota)).evaluate(missing);
  if (stored !== null) {
    await Promise.all(
      missing.map((input, i) => stored.store(purpose, input, outputs[i] ?? missingOutput(), countedAt)),
    );
  }
  let next = 0;
  return known.map((output) => output ?? outputs[next++] ?? missingOutput());
}

function missingOutput(): never {
  throw new RangeError('the vaults returned fewer outputs than inputs');
}

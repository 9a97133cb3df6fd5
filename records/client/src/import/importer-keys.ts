import { elementFor } from '@etanche/core-oprf';
import { toBase64url, type Bytes } from '@etanche/core-wire';
import {
  compartmentKey,
  elementOutput,
  eraserKey,
  keySetPurpose,
  makeBatch,
  roleOf,
  type CompartmentKey,
  type ImportSeal,
} from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import { newId } from '../data/new-id.ts';
import type { ScopeKeys } from '../scope/scope-keys.ts';
import type { ScopeName } from '../scope/scope-name.ts';

/** The batch of an epoch and its secrets. They exist only in the memory of this session. */
type OwnBatch = {
  readonly batch: string;
  readonly epoch: number;
  readonly reception: Bytes;
  readonly care: Bytes;
};

/** Makes the batch of an epoch on first use, and stores it on the server before anything is sealed with it. */
export function createOwnBatches(
  client: Pick<RecordsClient, 'environment' | 'session' | 'secrets'>,
): (epoch: number) => Promise<OwnBatch> {
  const batches = new Map<number, Promise<OwnBatch>>();
  client.session.lockSignal.addEventListener('abort', () => {
    for (const batch of batches.values()) {
      batch.then(wipe, () => undefined);
    }
    batches.clear();
  });
  const make = async (number: number): Promise<OwnBatch> => {
    const signed = client.secrets.epochs()?.signed[number - 1];
    if (signed?.epoch.epoch !== number) throw new RecordsClientError('server_untrusted', 'an epoch is missing');
    const importer = { member: client.session.member, author: client.secrets.keys().author };
    const { jws, batch, secrets } = await makeBatch(signed.epoch, newId(client), importer, client.environment.random);
    await orCouldNotCheck('import batch', () => client.session.call('addBatch', { body: { batch: jws } }));
    return { batch: batch.batch, epoch: number, ...secrets };
  };
  return (epoch) => {
    const batch = batches.get(epoch) ?? make(epoch);
    batches.set(epoch, batch);
    batch.catch(() => batches.delete(epoch));
    return batch;
  };
}

/** The element of a scope that this session drew at random, and the keys of its compartments. */
type OwnElement = {
  readonly element: string;
  readonly output: Bytes;
  readonly compartments: Map<string, Promise<CompartmentKey>>;
};

/**
 * Keys of an importer, which seals records that it cannot open. This session draws an element for each scope and
 * computes its evaluation from the public key of the key set, without a request to the vaults. `forget` deletes the
 * keys of a scope.
 */
export function createImporterKeys(client: RecordsClient, batchOf: (epoch: number) => Promise<OwnBatch>): ScopeKeys {
  const elements = new Map<string, Promise<OwnElement>>();
  const forget = (scope: string): void => {
    const element = elements.get(scope);
    elements.delete(scope);
    element?.then(
      ({ output }) => output.fill(0),
      () => undefined,
    );
  };
  client.session.lockSignal.addEventListener('abort', () => {
    for (const scope of Array.from(elements.keys())) forget(scope);
  });

  const draw = async ({ purpose, scope }: ScopeName): Promise<OwnElement> => {
    const { publicKey } = await orCouldNotCheck('key set', () => client.secrets.vault(keySetPurpose(purpose)));
    const { element, evaluated } = elementFor(client.environment.group, publicKey, client.environment.random);
    const output = await elementOutput({ practice: client.practice.id, purpose, scope }, element, evaluated);
    evaluated.fill(0);
    return { element: toBase64url(element), output, compartments: new Map() };
  };
  const elementOf = (name: ScopeName): Promise<OwnElement> => {
    const element = elements.get(name.scope) ?? draw(name);
    elements.set(name.scope, element);
    element.catch(() => elements.delete(name.scope));
    return element;
  };
  const seal = async (name: ScopeName, epoch: number): Promise<ImportSeal> => {
    const [{ element }, { batch }] = await Promise.all([elementOf(name), batchOf(epoch)]);
    return { element, batch };
  };

  return {
    unlock: async (name) => {
      await elementOf(name);
    },
    seal,
    async compartment(name, erasure, compartment, epoch, wanted) {
      // The batch is read first: if `forget` zeroed the output during a wait, the key would be derived from zeros.
      const batch = await batchOf(epoch);
      const { element, output, compartments } = await elementOf(name);
      if (wanted?.element !== element || wanted.batch !== batch.batch) throw unreadable();
      const id = `${compartment}/${epoch}/${toBase64url(erasure)}`;
      const known = compartments.get(id);
      if (known !== undefined) return known;
      const context = { practice: client.practice.id, scope: name.scope, compartment, epoch, seal: wanted };
      const key = compartmentKey(context, output, erasure, batch[roleOf(compartment)]);
      compartments.set(id, key);
      return key;
    },
    eraser: async (name) => {
      const copy = Uint8Array.from((await elementOf(name)).output);
      return eraserKey(name.scope, copy).finally(() => copy.fill(0));
    },
    outputOf: () => Promise.reject(unreadable()),
    learn: () => {
      throw unreadable();
    },
    unlearn: () => {
      throw unreadable();
    },
    forget,
  };
}

function wipe({ reception, care }: OwnBatch): void {
  reception.fill(0);
  care.fill(0);
}

function unreadable(): RecordsClientError {
  return new RecordsClientError('not_entitled', 'an importer cannot open records');
}

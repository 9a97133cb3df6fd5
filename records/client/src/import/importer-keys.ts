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

/** The batch of an epoch, and its secrets, in the memory of this session alone. */
export type OwnBatch = {
  readonly batch: string;
  readonly epoch: number;
  readonly reception: Bytes;
  readonly care: Bytes;
};

/** Makes the batch of an epoch when it is first asked for, and stores it at the server before anything is under it. */
export function createOwnBatches(
  client: Pick<RecordsClient, 'environment' | 'session' | 'secrets'>,
): (epoch: number) => Promise<OwnBatch> {
  const made = new Map<number, Promise<OwnBatch>>();
  client.session.lockSignal.addEventListener('abort', () => {
    for (const batch of made.values()) {
      batch.then(wipe, () => undefined);
    }
    made.clear();
  });
  const make = async (number: number): Promise<OwnBatch> => {
    const signed = client.secrets.epochs()?.signed[number - 1];
    if (signed?.epoch.epoch !== number) throw new RecordsClientError('server_untrusted', 'an epoch is not there');
    const importer = { member: client.session.member, author: client.secrets.keys().author };
    const { jws, batch, secrets } = await makeBatch(signed.epoch, newId(client), importer, client.environment.random);
    await orCouldNotCheck('import batch', () => client.session.call('addBatch', { body: { batch: jws } }));
    return { batch: batch.batch, epoch: number, ...secrets };
  };
  return (epoch) => {
    const known = made.get(epoch) ?? make(epoch);
    made.set(epoch, known);
    known.catch(() => made.delete(epoch));
    return known;
  };
}

type Drawn = {
  readonly element: string;
  readonly output: Bytes;
  readonly compartments: Map<string, Promise<CompartmentKey>>;
};

/**
 * Keys of an importer, who seals what it cannot open: each scope has an element of its own from this session, whose
 * evaluation follows from the public key of the key set. Nothing is asked of the vaults, and nothing is kept once the scope
 * is forgotten.
 */
export function createImporterKeys(client: RecordsClient, batchOf: (epoch: number) => Promise<OwnBatch>): ScopeKeys {
  const drawn = new Map<string, Promise<Drawn>>();
  const forget = (scope: string): void => {
    const found = drawn.get(scope);
    drawn.delete(scope);
    found?.then(
      ({ output }) => output.fill(0),
      () => undefined,
    );
  };
  client.session.lockSignal.addEventListener('abort', () => {
    for (const scope of Array.from(drawn.keys())) forget(scope);
  });

  const draw = async ({ purpose, scope }: ScopeName): Promise<Drawn> => {
    const { publicKey } = await orCouldNotCheck('key set', () => client.secrets.vault(keySetPurpose(purpose)));
    const { element, evaluated } = elementFor(client.environment.group, publicKey, client.environment.random);
    const output = await elementOutput({ practice: client.practice.id, purpose, scope }, element, evaluated);
    evaluated.fill(0);
    return { element: toBase64url(element), output, compartments: new Map() };
  };
  const own = (name: ScopeName): Promise<Drawn> => {
    const found = drawn.get(name.scope) ?? draw(name);
    drawn.set(name.scope, found);
    found.catch(() => drawn.delete(name.scope));
    return found;
  };
  const seal = async (name: ScopeName, epoch: number): Promise<ImportSeal> => {
    const [{ element }, { batch }] = await Promise.all([own(name), batchOf(epoch)]);
    return { element, batch };
  };

  return {
    unlock: async (name) => {
      await own(name);
    },
    seal,
    async compartment(name, erasure, of, epoch, wanted) {
      // The batch first: an output that is forgotten during a wait is zeroed, and a key of zeros opens nothing ever again.
      const batch = await batchOf(epoch);
      const { element, output, compartments } = await own(name);
      if (wanted?.element !== element || wanted.batch !== batch.batch) throw unreadable();
      const at = `${of}/${epoch}/${toBase64url(erasure)}`;
      const known = compartments.get(at);
      if (known !== undefined) return known;
      const place = { practice: client.practice.id, scope: name.scope, compartment: of, epoch, seal: wanted };
      const key = compartmentKey(place, output, erasure, batch[roleOf[of]]);
      compartments.set(at, key);
      return key;
    },
    eraser: async (name) => {
      const copy = Uint8Array.from((await own(name)).output);
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
  return new RecordsClientError('not_entitled', 'an importer opens nothing');
}

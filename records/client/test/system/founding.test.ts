import { practicesPath } from '@etanche/core-vault-protocol';
import type { TrialPerson, TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundPractice, resumeFounding, type Founding } from '../../src/index.ts';
import { evaluateOne } from './people.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
beforeAll(async () => {
  running = await startTestPractice({ members: [] });
});
afterAll(() => running[Symbol.asyncDispose]());

/** Selects the requests that do not arrive. */
type Fault = (url: URL, method: string) => boolean;
let fault: Fault = () => false;
const faulty: typeof globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  if (fault(new URL(request.url), request.method)) throw new TypeError('unreachable');
  return fetch(request);
};

const vaultUrl = (index: number): string =>
  running.servers.federation.vaults.find((vault) => vault.index === index)?.url ?? '';

async function prepare(): Promise<{ person: TrialPerson; founding: Founding }> {
  fault = () => false;
  const person = await running.person('Dr Fondatrice', faulty);
  const options = { ...person.options, retry: { attempts: 1, firstWaitMs: 1, longestWaitMs: 1 } };
  const founding: Founding = {
    founding: await running.servers.foundingToken(),
    federation: running.servers.federation,
    practiceName: 'Cabinet',
    founderName: person.name,
    roles: ['doctor'],
    approvers: running.approvers.map(({ approver, card }) => ({ approver, card })),
    contacts: ['a@cabinet.example'],
    passkeyName: 'p',
  };
  return { person: { ...person, options }, founding };
}

/** The number of practices at each vault. */
async function practices(): Promise<number[]> {
  const statements = running.servers.vaults.vaults.map(async ({ url }) => {
    const known = await Promise.all(Array.from(seen, (id) => fetch(`${url}${practicesPath}/${id}`)));
    return known.filter(({ status }) => status === 200).length;
  });
  return Promise.all(statements);
}
/** Practices that a client requested from a vault. */
const seen = new Set<string>();
function recording(inner: Fault): Fault {
  return (url, method) => {
    const id = /\/v1\/practices\/([a-z2-7]{26})/.exec(url.pathname)?.[1];
    if (id !== undefined) seen.add(id);
    return inner(url, method);
  };
}

describe('a failed founding leaves no unusable practice', () => {
  test('and sends no first order if a vault is unreachable, which the error names', async () => {
    const { person, founding } = await prepare();
    seen.clear();
    fault = recording(({ origin }) => origin === vaultUrl(3));
    await expect(foundPractice(person.options, founding)).rejects.toMatchObject({
      code: 'vaults_missing',
      vaults: [3],
    });
    expect(seen.size).toBe(1);
    expect(await practices()).toEqual([0, 0, 0]);
    // The same token can found a practice from the beginning.
    fault = () => false;
    const { client } = await foundPractice(person.options, founding);
    await evaluateOne(client);
  });

  test.for<[string, Fault]>([
    [
      'a vault rejects the first order',
      ({ origin, pathname }, method) => origin === vaultUrl(3) && method === 'POST' && pathname.endsWith('/orders'),
    ],
    [
      'two vaults reject the first order',
      ({ origin, pathname }, method) => origin !== vaultUrl(1) && method === 'POST' && pathname.endsWith('/orders'),
    ],
    ['a vault answers no key set', ({ origin, pathname }) => origin === vaultUrl(2) && pathname.includes('/key-sets/')],
    ['the server does not admit it', ({ pathname }) => pathname.endsWith('/foundings/admission')],
    ['the server is unreachable at the end', ({ pathname }) => pathname.endsWith('/v1/foundings')],
  ])('and continues with the same first order after %s', async ([, broken]) => {
    const { person, founding } = await prepare();
    seen.clear();
    fault = recording(broken);
    await expect(foundPractice(person.options, founding)).rejects.toThrow();
    expect(seen.size).toBe(1);
    // The next attempt is a new page on the same device, which stores the founding.
    fault = recording(() => false);
    const { client, sheets } = await resumeFounding(person.options, founding);
    expect([client.practice.id]).toEqual([...seen]);
    expect(await practices()).toEqual([1, 1, 1]);
    expect(sheets).toHaveLength(3);
    await evaluateOne(client);
    await expect(resumeFounding(person.options, founding)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('and cannot be resumed with another passkey', async () => {
    const { person, founding } = await prepare();
    fault = ({ pathname }) => pathname.endsWith('/v1/foundings');
    await expect(foundPractice(person.options, founding)).rejects.toThrow();
    const attacker = await running.person('Voleur');
    await expect(
      resumeFounding(
        {
          ...attacker.options,
          environment: { ...attacker.options.environment, memory: person.options.environment.memory },
        },
        founding,
      ),
    ).rejects.toMatchObject({
      code: 'passkey_failed',
    });
  });
});

describe('a practice is not founded', () => {
  test('by approvers of one vault, and no vault gets a request', async () => {
    const { person, founding } = await prepare();
    const [first] = founding.approvers;
    seen.clear();
    fault = recording(() => false);
    for (const approvers of [first === undefined ? [] : [first, first], founding.approvers.slice(0, 1)]) {
      await expect(foundPractice(person.options, { ...founding, approvers })).rejects.toMatchObject({
        code: 'approvers_insufficient',
      });
    }
    expect(seen.size).toBe(0);
  });

  test('with a threshold of at most half of the vaults', async () => {
    const { person, founding } = await prepare();
    const federation = { ...founding.federation, threshold: 1 };
    await expect(foundPractice(person.options, { ...founding, federation })).rejects.toMatchObject({
      code: 'federation_unsafe',
    });
  });
});

import { createMemory, signIn, type RecordsClient } from '@etanche/records-client';
import type { SoftwarePasskeys } from '@etanche/records-passkey';
import { newPerson } from '../records/person.ts';
import { random } from '../records/populate-practice.ts';
import type { TrialServers } from '../records/start-servers.ts';

/** Signs in as a person of the demonstration with the passkeys of the practice's file. */
export async function signInPerson(
  servers: TrialServers,
  keys: SoftwarePasskeys,
  name: string,
): Promise<RecordsClient> {
  const { options } = await newPerson(name, {
    ...{ serverUrl: servers.records.url, origin: servers.origin, now: Date.now, random },
  });
  return signIn({
    ...options,
    environment: {
      ...options.environment,
      memory: createMemory(),
      passkeys: {
        create: () => Promise.reject(new RangeError('no passkey is created here')),
        get: (request) => keys.get(request as unknown as Parameters<SoftwarePasskeys['get']>[0]),
      },
    },
  });
}

import { toBase64url, toRecordId, utf8, type Bytes } from '@etanche/core-wire';
import { sealedBinaryLength } from '@etanche/core-sealing';
import type { RecordsClient } from '@etanche/records-client';
import type { Truth } from '../practice/truth.ts';

/** A letter about a patient, longer than one sealed piece. */
export function letterOf({ patients }: Pick<Truth, 'patients'>, number: number): Bytes {
  const patient = patients[number];
  if (patient === undefined) throw new Error('there is no patient to write about');
  const { person, resources } = patient;
  const page = `${person.givenNames[0] ?? ''} ${person.birthName} (${person.nir}, ${person.birthDate})\n${resources.join('\n')}\n`;
  return utf8(page.repeat(Math.ceil(letterBytes / page.length)));
}

const letterBytes = 100_000;

/** Defence off: a client that stores a binary as plaintext, padded to the length of a sealed one. */
export async function uploadPlain(
  client: Pick<RecordsClient, 'environment' | 'session' | 'secrets'>,
  scope: string,
  content: Bytes,
): Promise<void> {
  const { random } = client.environment;
  const body = new Uint8Array(sealedBinaryLength(content.length));
  body.set(content);
  await client.session.upload({
    params: { scope, binary: toRecordId(Uint8Array.from(random(16))) },
    query: {
      compartment: 'clinical',
      epoch: client.secrets.shared().writingEpoch(),
      salt: toBase64url(Uint8Array.from(random(32))),
    },
    body: new Blob([body]),
  });
}

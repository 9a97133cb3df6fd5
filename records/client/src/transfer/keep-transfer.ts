import type { Message } from '@etanche/core-exchange-protocol';
import type { SentRecord } from '@etanche/records-fhir';
import type { StoredContent } from '../drafts/contents.ts';
import type { Draft, Drafts } from '../drafts/drafts.ts';
import { sentFrom, type MessageToSend } from '../exchange/send-from-file.ts';
import { sealedMessage } from '../exchange/send-message.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import type { RecordsClient } from '../session/client.ts';
import { sealedTransfer, type SealedTransfer } from './seal-transfer.ts';

type KeptVolume = {
  readonly message: Message;
  readonly statement: string;
  readonly record: SentRecord;
  /** The sealed bytes of each stream. */
  readonly streams: readonly StoredContent[];
};
type Kept = { readonly format: typeof keptFormat; readonly about: unknown; readonly volumes: readonly KeptVolume[] };

const keptFormat = 'etanche/v1/kept-transfer';
/** A recipient's server takes no older statement. */
const keptMs = 7 * 24 * 3_600_000;

/**
 * Keeps the sealed messages of a transfer on this device until they have left, so that a later session continues with
 * the same bytes. One transfer of a file is kept at a time.
 *
 * @param drafts of a store that has nothing else
 * @param about what the caller wants to know of it later, as JSON
 * @throws RecordsClientError `locked`, `draft_not_stored` if the device has no place for it
 */
export async function keepTransfer(
  drafts: Drafts,
  scope: string,
  { volumes }: SealedTransfer,
  about: unknown,
): Promise<void> {
  const kept: KeptVolume[] = [];
  for (const { sealed, record } of volumes) {
    const { message, statement } = sealed;
    const streams: StoredContent[] = [];
    for (const stream of message.streams.keys()) {
      const bytes = new Uint8Array(await new Response(await sealed.open(stream)).arrayBuffer());
      streams.push(await drafts.contents.put(`${message.message}/${stream}`, bytes));
    }
    kept.push({ message, statement, record, streams });
  }
  // After all contents: an interruption leaves pieces that nothing names, and no half of a transfer.
  await drafts.put(scope, { format: keptFormat, about, volumes: kept } satisfies Kept);
}

/** A transfer that an earlier session did not finish. */
export type UnfinishedKept = { readonly about: unknown; readonly transfer: SealedTransfer };

/**
 * The transfer of a file that this device keeps. One that has left, of which a message was taken back, or that is too
 * old for a server, is forgotten.
 *
 * @returns null if there is none
 * @throws RecordsClientError `locked`, `draft_not_stored`
 */
export async function keptTransfer(
  client: RecordsClient,
  drafts: Drafts,
  file: PatientFile,
): Promise<UnfinishedKept | null> {
  const kept = keptIn((await drafts.all()).drafts, file.scope);
  if (kept === null) return null;
  const states = new Map(sentFrom(file).map(({ message, state }) => [message, state]));
  const recorded = kept.volumes.map(({ message }) => states.get(message.message));
  const isOver = recorded.every((state) => state === 'sent') || recorded.includes('ended');
  const isOld = kept.volumes.some(({ message }) => client.environment.now() - message.time >= keptMs);
  if (isOver || isOld) {
    await forgetTransfer(drafts, file.scope);
    return null;
  }
  const volumes = kept.volumes.map(({ message, statement, record, streams }): MessageToSend => {
    const open = async (stream: number): Promise<ReadableStream<Uint8Array>> => {
      const stored = streams[stream];
      if (stored === undefined) throw new RangeError('no such stream');
      return new Blob([await drafts.contents.read(stored)]).stream();
    };
    return { file, record, sealed: sealedMessage(client, message, statement, open) };
  });
  return { about: kept.about, transfer: sealedTransfer(volumes) };
}

/** Deletes the sealed bytes of a volume that has left; its statement stays, by which the server knows it. */
export async function dropVolume(drafts: Drafts, { sealed: { message } }: MessageToSend): Promise<void> {
  for (const [stream, { bytes }] of message.streams.entries())
    await drafts.contents.remove({ name: `${message.message}/${stream}`, length: bytes });
}

/** Forgets the transfer of a file: it has left, or was taken back. @throws RecordsClientError */
export async function forgetTransfer(drafts: Drafts, scope: string): Promise<void> {
  const { drafts: all } = await drafts.all();
  await drafts.remove(scope);
  for (const stored of streamsOf(keptIn(all, scope))) await drafts.contents.remove(stored);
  const others = all.filter(({ name }) => name !== scope);
  await drafts.contents.keepOnly(others.flatMap(({ name }) => streamsOf(keptIn(others, name))));
}

function streamsOf(kept: Kept | null): readonly StoredContent[] {
  return kept?.volumes.flatMap(({ streams }) => streams) ?? [];
}

/** Entries are authenticated: only this client under the member's seed writes them. */
function keptIn(drafts: readonly Draft[], scope: string): Kept | null {
  const value = drafts.find(({ name }) => name === scope)?.value;
  const isKept = typeof value === 'object' && value !== null && 'format' in value && value.format === keptFormat;
  return isKept ? (value as Kept) : null;
}

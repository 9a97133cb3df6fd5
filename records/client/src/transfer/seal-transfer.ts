import type { MessageStream } from '@etanche/core-exchange-protocol';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { newId } from '../data/new-id.ts';
import type { Correspondent } from '../exchange/correspondent.ts';
import { sealFromFile, sendFromFile, type MessageToSend } from '../exchange/send-from-file.ts';
import type { SendOptions } from '../exchange/send-message.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import { mostVolumeBytes, mostVolumes } from './most-volumes.ts';
import { archiveOf, gatherFile } from './write-archive.ts';

export const archiveType = 'application/vnd.etanche.transfer';
export const volumeSystem = 'urn:etanche:v1:transfer-volume';

/** A file that was sealed for another practice. The same `send` continues after an interruption. */
export type SealedTransfer = {
  readonly volumes: readonly MessageToSend[];
  /** @throws DataError, RecordsClientError */
  send(options?: TransferOptions): Promise<void>;
};

export type TransferOptions = SendOptions & {
  /** Called once the server has all of a volume. */
  readonly onVolume?: (volume: MessageToSend) => Promise<void>;
};

/** `sender`: the doctor's name as the file shows it. `volumeBytes`: largest volume, 48 MiB by default. */
export type TransferToSeal = {
  readonly subject: string;
  readonly sender: string;
  readonly member?: string;
  readonly volumeBytes?: number;
};

/**
 * Seals a complete file with its history and attachments to the doctor who treats the patient now, in messages of the
 * kind `transfer` with a volume of the archive each. The file stays, and records what was sent.
 *
 * @throws DataError `not_entitled`, `could_not_check`, `too_large`; RecordsClientError
 */
export async function sealTransfer(
  context: DataContext,
  to: Correspondent,
  file: PatientFile,
  given: TransferToSeal,
): Promise<SealedTransfer> {
  const gathered = await gatherFile(context, file.scope);
  const { volumeBytes = mostVolumeBytes, ...about } = given;
  const pieces = await cutVolumes(archiveOf(context, gathered), Math.min(volumeBytes, mostVolumeBytes));
  const transfer = newId(context);
  const volumes: MessageToSend[] = [];
  for (const [i, content] of pieces.entries()) {
    const of = `${i + 1}/${pieces.length}`;
    const document = JSON.stringify({
      resourceType: 'Bundle',
      identifier: { system: volumeSystem, value: `${transfer}/${of}` },
      type: 'document',
    });
    const attachments = [{ title: `dossier-${i + 1}-${pieces.length}.etanche`, contentType: archiveType, content }];
    const subject = pieces.length === 1 ? given.subject : `${given.subject} (${of})`;
    const volume = { transfer, number: i + 1, of: pieces.length };
    const message = { ...about, subject, kind: 'transfer' as const, document, attachments, volume };
    volumes.push(await sealFromFile(context, to, file, message));
  }
  return sealedTransfer(volumes);
}

/** The transfer of these volumes, in their order. */
export function sealedTransfer(volumes: readonly MessageToSend[]): SealedTransfer {
  const all = volumes.reduce((sum, { sealed }) => sum + sizeOf(sealed.message.streams), 0);
  return {
    volumes,
    send: async ({ onProgress, onVolume, ...options } = {}) => {
      let before = 0;
      for (const volume of volumes) {
        await sendFromFile(volume, { ...options, onProgress: (sent) => onProgress?.(before + sent, all) });
        await onVolume?.(volume);
        before += sizeOf(volume.sealed.message.streams);
      }
    },
  };
}

function sizeOf(streams: readonly MessageStream[]): number {
  return streams.reduce((sum, { bytes }) => sum + bytes, 0);
}

/**
 * A browser may keep a Blob on disk: an archive is never in memory as a whole.
 *
 * @throws DataError `too_large` for more volumes than a recipient opens
 */
async function cutVolumes(archive: AsyncIterable<Uint8Array<ArrayBuffer>>, volumeBytes: number): Promise<Blob[]> {
  const volumes: Blob[] = [];
  let pieces: Blob[] = [];
  let length = 0;
  const close = (): void => {
    volumes.push(new Blob(pieces));
    [pieces, length] = [[], 0];
  };
  for await (const bytes of archive) {
    for (let at = 0; at < bytes.length;) {
      if (volumes.length === mostVolumes)
        throw new DataError('too_large', `a file of more than ${mostVolumes} volumes`);
      const end = Math.min(bytes.length, at + volumeBytes - length);
      pieces.push(new Blob([bytes.subarray(at, end)]));
      length += end - at;
      at = end;
      if (length === volumeBytes) close();
    }
  }
  if (length > 0) close();
  return volumes;
}

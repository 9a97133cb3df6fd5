import { withdrawMessage, type Sent } from '../exchange/mailbox.ts';
import { recordEnd, sentFrom } from '../exchange/send-from-file.ts';
import type { PatientFile } from '../patients/patient-file.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';

/**
 * A message of a transfer. `sent` of the outbox; `absent` if no page of the outbox has it, `unknown` if not all pages
 * were read.
 */
export type TransferMessage = { readonly message: string; readonly sent: Sent | 'absent' | 'unknown' };

/** Ids of the messages of a transfer, by what became of each. */
export type TransferWithdrawal = {
  /** That no recipient has or can open any more, or that never left. */
  readonly withdrawn: readonly string[];
  /** Whose withdrawal is on its way: the outbox shows whether it was in time. */
  readonly withdrawing: readonly string[];
  /** That a recipient has opened or refused. */
  readonly opened: readonly string[];
  /** That the outbox did not show although they may have left. Nothing was recorded. */
  readonly unknown: readonly string[];
};

type Outcome = keyof TransferWithdrawal;

/**
 * Takes back the messages of a transfer that nobody has opened, and records that in the file. Those that a recipient
 * has opened stay as they are. A message that the outbox does not show never left only if its record says so.
 *
 * @throws RecordsClientError `forbidden` for a message of another member
 */
export async function withdrawTransfer(
  client: RecordsClient,
  file: PatientFile,
  messages: readonly TransferMessage[],
): Promise<TransferWithdrawal> {
  const ended: Record<Outcome, string[]> = { withdrawn: [], withdrawing: [], opened: [], unknown: [] };
  for (const { message, sent } of messages) {
    const outcome = typeof sent === 'string' ? outcomeOfMissing(file, message, sent) : await withdraw(client, sent);
    if (outcome === 'withdrawn' || outcome === 'withdrawing') await recordEnd(file, message);
    ended[outcome].push(message);
  }
  return ended;
}

function outcomeOfMissing(file: PatientFile, message: string, sent: 'absent' | 'unknown'): Outcome {
  const state = sentFrom(file).find((record) => record.message === message)?.state;
  if (state === 'ended') return 'withdrawn';
  // A server may leave out a message that was sent, and even read. One without a record was not begun.
  return sent === 'absent' && state !== 'sent' ? 'withdrawn' : 'unknown';
}

async function withdraw(client: RecordsClient, sent: Sent): Promise<Outcome> {
  if (['withdrawn', 'expired', 'undeliverable'].includes(sent.state)) return 'withdrawn';
  if (sent.state === 'withdrawing') return 'withdrawing';
  if (sent.state === 'read' || sent.state === 'refused') return 'opened';
  try {
    await withdrawMessage(client, sent);
    // The server of the recipient has nothing of a message that was not complete.
    return sent.state === 'uploading' ? 'withdrawn' : 'withdrawing';
  } catch (error) {
    if (error instanceof RecordsClientError && error.code === 'conflict') return 'opened';
    throw error;
  }
}

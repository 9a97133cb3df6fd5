import { DataError, sentFrom, withdrawTransfer } from '@etanche/records-client';
import type { TransferCalls, TransferEnd } from '../../port/transfer-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { requireCorrespondent } from '../exchange/correspondents.ts';
import { partyOf, type Directory } from '../exchange/directory.ts';
import { createOutboxRows } from '../exchange/outbox-rows.ts';
import { createTransferJobs } from '../exchange/transfer-jobs.ts';
import type { OpenFiles } from '../open-files.ts';
import type { SessionHost } from '../session-host.ts';

/** Transfers of whole files to the practice that treats the patient now. */
export function createTransferCalls(
  host: SessionHost,
  files: OpenFiles,
  directory: Directory,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof TransferCalls> {
  const jobs = createTransferJobs(host, emit);
  const outbox = createOutboxRows(host);
  /** Takes back those messages that left this device; a message that was not begun is not in the file. */
  const withdraw = async (scope: string, ids: readonly string[]): Promise<TransferEnd> => {
    const file = await files.open(scope);
    const recorded = new Set(sentFrom(file).flatMap(({ message, kind }) => (kind === 'transfer' ? message : [])));
    const wanted = ids.filter((id) => recorded.has(id));
    if (wanted.length === 0) return { withdrawn: 0, withdrawing: 0, opened: 0, unknown: 0 };
    const { found, isWhole } = await outbox.find(wanted, wanted);
    const missing = isWhole ? 'absent' : 'unknown';
    const messages = wanted.map((message) => ({ message, sent: found.get(message) ?? missing }) as const);
    try {
      const ended = await withdrawTransfer(host.open().client, file, messages);
      const { withdrawn, withdrawing, opened, unknown } = ended;
      return {
        ...{ withdrawn: withdrawn.length, withdrawing: withdrawing.length },
        ...{ opened: opened.length, unknown: unknown.length },
      };
    } finally {
      emit('patient', { scope });
      emit('exchange', { changed: null });
    }
  };
  return {
    async transferState({ scope }) {
      if (jobs.view(scope) === null) await jobs.restore(await files.open(scope));
      return jobs.view(scope);
    },
    async transferPrepare({ scope, subject, to, seen }) {
      await jobs.restore(await files.open(scope));
      if (jobs.isSending(scope)) throw new DataError('conflict', 'another transfer of the file is on its way');
      const { me, data } = host.open();
      const party = partyOf(await directory.listings(), to.practice, to.member);
      await jobs.prepare(scope, party, async () => {
        const file = await files.open(scope);
        const correspondent = await requireCorrespondent(host, directory, to.practice, seen);
        const route = to.member === null ? {} : { member: to.member };
        return data.sealTransfer(correspondent, file, { subject, sender: me.name, ...route });
      });
      return null;
    },
    async transferSend({ scope }) {
      await jobs.send(scope);
      return null;
    },
    transferCancel: async ({ scope }) => withdraw(scope, await jobs.stop(scope)),
    async transferClose({ scope }) {
      if (!jobs.isSending(scope)) await jobs.stop(scope);
      return null;
    },
    transferWithdraw: ({ scope, ids }) => withdraw(scope, ids),
  };
}

import {
  dropVolume,
  forgetTransfer,
  keepTransfer,
  keptTransfer,
  RecordsClientError,
  sentFrom,
  type PatientFile,
  type SealedTransfer,
} from '@etanche/records-client';
import type { PartyView } from '../../port/exchange-calls.ts';
import type { TransferProgress, TransferSize, TransferView } from '../../port/transfer-calls.ts';
import type { WorkerSide } from '../../port/worker-side.ts';
import { failureOf } from '../failure-of.ts';
import type { SessionHost } from '../session-host.ts';

type Job = {
  readonly to: PartyView;
  readonly stop: AbortController;
  progress: TransferProgress;
  sealed: SealedTransfer | null;
  sending: Promise<void> | null;
  isKept: boolean;
};

/**
 * The transfers of this session, one for a file at a time. They go on while no page shows them, and a later session on
 * this device continues what a lock, a closed browser or a crash has interrupted.
 */
export type TransferJobs = {
  view(scope: string): TransferView | null;
  /** Takes up the transfer of a file that an earlier session left on this device, if there is no other one. */
  restore(file: PatientFile): Promise<void>;
  /** Seals a file. A job that is over or was not sent yet is replaced; one that sends is `conflict` for the caller. */
  prepare(scope: string, to: PartyView, seal: () => Promise<SealedTransfer>): Promise<void>;
  /** Sends, or continues. A second call waits for the first one. */
  send(scope: string): Promise<void>;
  /** Stops, forgets the sealed bytes, and returns the ids of the messages that may have left. */
  stop(scope: string): Promise<readonly string[]>;
  isSending(scope: string): boolean;
};

export function createTransferJobs(host: SessionHost, emit: WorkerSide['emit']): TransferJobs {
  const jobs = new Map<string, Job>();
  const view = (scope: string): TransferView | null => {
    const job = jobs.get(scope);
    return job === undefined ? null : { to: job.to, progress: job.progress };
  };
  const set = (scope: string, job: Job, progress: TransferProgress): void => {
    job.progress = progress;
    if (jobs.get(scope) === job) emit('transfer', { scope, view: view(scope) });
  };
  const forget = (scope: string): void => {
    jobs.delete(scope);
    emit('transfer', { scope, view: null });
  };
  host.onClose(() => {
    for (const { stop } of jobs.values()) stop.abort();
    jobs.clear();
  });
  const run = async (scope: string, job: Job, sealed: SealedTransfer): Promise<void> => {
    const size = sizeOf(sealed);
    const { transfers } = host.open();
    const before = job.progress.phase === 'interrupted' ? job.progress.sent : 0;
    let last = before;
    const sending = (secondsLeft: number | null): void => {
      set(scope, job, { phase: 'sending', ...size, sent: last, secondsLeft, isKept: job.isKept });
    };
    sending(null);
    try {
      if (!job.isKept) {
        // Before the first byte leaves. A device without room sends all the same, and the screen says so.
        job.isKept = await keepTransfer(transfers, scope, sealed, job.to).then(() => true, orNotKept);
        sending(null);
      }
      const begun = Date.now();
      await sealed.send({
        signal: job.stop.signal,
        onVolume: async (volume) => {
          if (job.isKept) await dropVolume(transfers, volume).catch(orNotKept);
        },
        onProgress: (sent) => {
          // A continued transfer passes again over what the server has.
          last = Math.max(last, sent);
          const pace = (last - before) / Math.max(1, Date.now() - begun);
          const secondsLeft = pace === 0 ? null : Math.ceil((size.bytes - last) / pace / 1000);
          sending(secondsLeft);
        },
      });
      await forgetTransfer(transfers, scope).catch(orNotKept);
      set(scope, job, { phase: 'sent', ...size });
    } catch (error) {
      const { isKept } = job;
      set(scope, job, { phase: 'interrupted', ...size, sent: last, failure: failureOf(error), isKept });
      throw error;
    } finally {
      job.sending = null;
      emit('patient', { scope });
      emit('exchange', { changed: null });
    }
  };
  return {
    view,
    isSending: (scope) => ['sending', 'interrupted'].includes(jobs.get(scope)?.progress.phase ?? ''),
    async restore(file) {
      const { client, transfers } = host.open();
      if (jobs.has(file.scope)) return;
      const kept = await keptTransfer(client, transfers, file);
      if (kept === null || jobs.has(file.scope)) return;
      const { about, transfer: sealed } = kept;
      const left = new Set(sentFrom(file).flatMap(({ message, state }) => (state === 'sent' ? message : [])));
      const done = sealed.volumes.filter(({ record }) => left.has(record.message));
      const sent = sizeOf({ volumes: done }).bytes;
      const progress = { phase: 'interrupted', ...sizeOf(sealed), sent, failure: null, isKept: true } as const;
      const stop = new AbortController();
      jobs.set(file.scope, { to: about as PartyView, stop, progress, sealed, sending: null, isKept: true });
    },
    async prepare(scope, to, seal) {
      const job: Job = {
        ...{ to, stop: new AbortController(), progress: { phase: 'preparing' } as const },
        ...{ sealed: null, sending: null, isKept: false },
      };
      jobs.set(scope, job);
      set(scope, job, job.progress);
      try {
        const sealed = await seal();
        job.sealed = sealed;
        set(scope, job, { phase: 'ready', ...sizeOf(sealed) });
      } catch (error) {
        if (jobs.get(scope) === job) forget(scope);
        throw error;
      }
    },
    async send(scope) {
      const job = jobs.get(scope);
      if (job === undefined || job.sealed === null || job.progress.phase === 'sent') return;
      job.sending ??= run(scope, job, job.sealed);
      await job.sending;
    },
    async stop(scope) {
      const job = jobs.get(scope);
      if (job === undefined) return [];
      job.stop.abort();
      await job.sending?.catch(() => undefined);
      await forgetTransfer(host.open().transfers, scope).catch(orNotKept);
      forget(scope);
      return job.sealed?.volumes.map(({ record }) => record.message) ?? [];
    },
  };
}

/** The sealed bytes stay on the device until a later try. @throws errors of anything but the device's store */
function orNotKept(error: unknown): false {
  if (error instanceof RecordsClientError && (error.code === 'draft_not_stored' || error.code === 'locked'))
    return false;
  throw error;
}

function sizeOf({ volumes }: Pick<SealedTransfer, 'volumes'>): TransferSize {
  const bytes = volumes.flatMap(({ sealed }) => sealed.message.streams).reduce((sum, stream) => sum + stream.bytes, 0);
  return { bytes, volumes: volumes.length };
}

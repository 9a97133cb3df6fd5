import { displayName } from '@etanche/records-fhir';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import type { ReceivedTransferCalls, ReceivedTransferView } from '../../port/received-transfer-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { partyOf, type Directory } from '../exchange/directory.ts';
import { compareWithFile } from '../exchange/find-patient.ts';
import type { OpenMessage } from '../exchange/opened-messages.ts';
import type { ReceivedTransfers } from '../exchange/received-transfers.ts';
import type { OpenFiles } from '../open-files.ts';
import type { SessionHost } from '../session-host.ts';

/** Begins the id of a transferred file in the calls that match it, which message ids never do. */
export const transferPrefix = 'transfer/';

/** Transfers of whole files that other practices sent. */
export function createReceivedTransferCalls(
  host: SessionHost,
  files: OpenFiles,
  directory: Directory,
  transfers: ReceivedTransfers,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof ReceivedTransferCalls> {
  const viewOf = async (id: string, { opened, standing, received }: OpenMessage): Promise<ReceivedTransferView> => {
    const { practice, member } = received.message.sender;
    return {
      ...{ id, subject: opened.body.subject, standing, sentAt: opened.message.time },
      sender: partyOf(await directory.listings(), practice, member),
      isSenderActive: opened.isSenderActive,
      volumes: transfers.volumes(id),
    };
  };
  return {
    async transferOpen({ id }) {
      const message = await transfers.open(id);
      emit('exchange', { changed: null });
      return viewOf(id, message);
    },
    async transferComplete({ id }) {
      try {
        const { message, stopped } = await transfers.complete(id);
        return { ...(await viewOf(id, message)), stopped };
      } finally {
        emit('exchange', { changed: null });
      }
    },
    async transferRead({ id }) {
      const { read, facts, filed } = await transfers.read(id);
      if (read.patient === null) throw new RangeError('a file without its patient');
      const { resources, attachments, earlier, missing, from, to } = facts;
      return {
        ...{ matchId: `${transferPrefix}${id}`, patient: read.patient, filed },
        ...{ resources, attachments, earlier, missing, from, to },
      };
    },
    async transferRefuse({ id }) {
      try {
        await transfers.refuse(id);
        return null;
      } finally {
        emit('exchange', { changed: null });
      }
    },
    async transferFile({ id, scope, confirmed }) {
      const item = transfers.require(id);
      const { data, me } = host.open();
      const target = scope === null ? null : await files.open(scope);
      if (target !== null) {
        const candidate = compareWithFile(item.read, target);
        if (candidate.differing.some((trait) => !confirmed.includes(trait))) return { state: 'differs', candidate };
      }
      let changed = scope;
      try {
        const { file, counts } = await data.fileTransfer(item.transfer, {
          ...{ target, by: me.name, at: withPracticeOffset(practiceClock()) },
          onProgress: (done, of) => {
            emit('filing', { id, done, of });
          },
        });
        changed = file.scope;
        if (target === null) files.add(file);
        item.filed = { scope: file.scope, name: displayName(file.patient().card), counts };
        return { state: 'filed', ...item.filed };
      } finally {
        if (changed !== null) emit('patient', { scope: changed });
        emit('exchange', { changed: id });
      }
    },
  };
}

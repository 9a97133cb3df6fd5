import type { PatientFile } from '@etanche/records-client';
import type { WorkerSide } from '../../port/worker-side.ts';
import type { OpenDays } from '../open-days.ts';
import type { OpenFiles } from '../open-files.ts';
import type { OpenLists } from '../open-lists.ts';
import { targetOf, type OutboxEntry } from '../outbox-entry.ts';
import type { SessionHost } from '../session-host.ts';
import { sendDocument } from './send-document.ts';
import { sendIdentity, sendToFile } from './send-to-file.ts';
import { sendNewPatient } from './send-new-patient.ts';
import { sendToDay } from './send-to-day.ts';
import { sendToList } from './send-to-list.ts';
import type { Put } from './settle-put.ts';

/** The files, days and lists that the session has open. */
export type Places = { readonly files: OpenFiles; readonly days: OpenDays; readonly lists: OpenLists };

export type Attempt = (puts: readonly Pick<Put, 'text'>[]) => Promise<void>;

/**
 * Sends one entry to the place where it is written.
 *
 * @param isAgain true for an entry that waited: the place is read again first
 * @param attempt stores what is about to be sent
 * @returns the file, for an entry that is written into one
 */
export type Courier = (entry: OutboxEntry, isAgain: boolean, attempt: Attempt) => Promise<PatientFile | null>;

export function createCourier(host: SessionHost, { files, days, lists }: Places, emit: WorkerSide['emit']): Courier {
  const openFile = async ({ scope, tried }: OutboxEntry, isAgain: boolean): Promise<PatientFile> => {
    const file = await files.open(scope);
    if (isAgain || tried.length > 0) await file.refresh();
    return file;
  };
  return async (entry, isAgain, attempt) => {
    const { data, me, drafts } = host.open();
    const target = targetOf(entry);
    const { at, puts } = entry;
    switch (target.place) {
      case 'day': {
        const { from } = target;
        await sendToDay(days, entry, target, isAgain, attempt).finally(() => {
          for (const { practitioner, date } of from === null ? [target] : [from, target])
            emit('agenda', { practitioner, date });
        });
        return null;
      }
      case 'list':
        await sendToList(lists, entry, target.member, isAgain, attempt).finally(() => {
          emit('worklist', { member: target.member });
        });
        return null;
      case 'new': {
        const known = isAgain ? (target.known ?? []) : target.known === null ? [] : null;
        const file = await sendNewPatient(data, entry, known, () => attempt(puts));
        files.add(file);
        return file;
      }
      case 'identity': {
        const file = await openFile(entry, isAgain);
        await sendIdentity(file, entry, target, attempt);
        return file;
      }
      case 'document': {
        const file = await openFile(entry, isAgain);
        const { content, type, facts, thumbnail } = target;
        const id = puts[0]?.id ?? '';
        const isDeposit = !me.roles.includes('doctor');
        if (file.resource(id) !== null) return file;
        const bytes = await drafts.contents.read(content);
        await attempt([]);
        await sendDocument(file, { ...{ id, bytes, type, facts, thumbnail, isDeposit, at }, author: me.name }, {});
        return file;
      }
      default: {
        const file = await openFile(entry, isAgain);
        await sendToFile(file, entry, attempt);
        return file;
      }
    }
  };
}

import { readWorkItem, type WorkItem } from '@etanche/records-fhir';
import { DataError, type AgendaDay, type FileResource } from '@etanche/records-client';
import type { ShownItem } from '../port/worklist-calls.ts';
import type { WorkerSide } from '../port/worker-side.ts';
import type { SessionHost } from './session-host.ts';

/** The lists that the session has open, each once for all tabs. Each follows what other members write. */
export type OpenLists = {
  open(member: string): Promise<AgendaDay>;
  isOpen(member: string): boolean;
  /** Writes an item, and shows the list as it is then, also after a conflict. */
  put(member: string, task: FileResource['resource'], id: string | null): Promise<string>;
  item(member: string, id: string): Promise<FileResource>;
};

export function createOpenLists(host: SessionHost, emit: WorkerSide['emit']): OpenLists {
  const lists = new Map<string, Promise<AgendaDay>>();
  host.onClose(() => {
    lists.clear();
  });
  const open = (member: string): Promise<AgendaDay> => {
    const known = lists.get(member);
    if (known !== undefined) return known;
    const { agenda, live } = host.open().data;
    const opening = agenda.list(member);
    lists.set(member, opening);
    const follow = (list: AgendaDay): void => {
      live.followDay(list, (change) => {
        // Opened again, it shows why it ended.
        if (change !== 'changed') lists.delete(member);
        emit('worklist', { member });
      });
      emit('worklist', { member });
    };
    opening.then(follow).catch(() => lists.delete(member));
    return opening;
  };
  return {
    open,
    isOpen: (member) => lists.has(member),
    async put(member, task, id) {
      const list = await open(member);
      try {
        return await list.put(task, id);
      } finally {
        emit('worklist', { member });
      }
    },
    async item(member, id) {
      const found = (await open(member)).entries().find((one) => one.id === id);
      if (found === undefined) throw new DataError('conflict', 'the list no longer has this item');
      return found;
    },
  };
}

/** The items of a list that this member reads. */
export function itemsOf(list: AgendaDay): readonly ShownItem[] {
  return list.entries().flatMap(({ id, version, resource }) => {
    const item = readWorkItem(id, resource);
    return item === null ? [] : [{ ...item, version }];
  });
}

/** A replacement that is in force. @param today `YYYY-MM-DD` */
export function isInForce({ code, due, isDone: isOver }: WorkItem, today: string): boolean {
  return code === 'replacement' && !isOver && (due ?? '') >= today;
}

/** Items that wait; a replacement is a state of the list. */
export function waits(item: WorkItem): boolean {
  return !item.isDone && item.code !== 'replacement';
}

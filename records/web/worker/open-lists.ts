import { readWorkItem, type WorkItem } from '@etanche/records-fhir';
import type { AgendaDay, MemberList } from '@etanche/records-client';
import type { ShownItem } from '../port/worklist-calls.ts';
import type { WorkerSide } from '../port/worker-side.ts';
import type { Waiting } from './unsent/order.ts';
import type { SessionHost } from './session-host.ts';
import { overlaidDay } from './unsent/overlay.ts';

/** The lists that the session has open, each once for all tabs. Each follows what other members write. */
export type OpenLists = {
  open(member: string): Promise<MemberList>;
  isOpen(member: string): boolean;
};

export function createOpenLists(host: SessionHost, emit: WorkerSide['emit']): OpenLists {
  const lists = new Map<string, Promise<MemberList>>();
  host.onClose(() => {
    lists.clear();
  });
  const open = (member: string): Promise<MemberList> => {
    const known = lists.get(member);
    if (known !== undefined) return known;
    const { agenda, live } = host.open().data;
    const follow = (page: AgendaDay): void => {
      live.followDay(page, (change) => {
        // Opened again, it shows why it ended.
        if (change !== 'changed') lists.delete(member);
        emit('worklist', { member });
      });
      emit('worklist', { member });
    };
    const opening = agenda.list(member, follow);
    lists.set(member, opening);
    opening.catch(() => lists.delete(member));
    return opening;
  };
  return {
    open,
    isOpen: (member) => lists.has(member),
  };
}

/** The items of a list that this member reads, with what this device has not sent. */
export function itemsOf(list: AgendaDay, waiting: readonly Waiting[]): readonly ShownItem[] {
  return overlaidDay(list, waiting).flatMap(({ id, version, resource, state }) => {
    const item = readWorkItem(id, resource);
    return item === null ? [] : [{ ...item, version, unsent: state }];
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

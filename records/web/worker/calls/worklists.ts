import {
  asDone,
  asOpen,
  buildWorkItem,
  byUrgency,
  displayName,
  observationsOf,
  type Resource,
  type WorkFacts,
  workFaults,
  type WorkItem,
  type WorkMember,
} from '@etanche/records-fhir';
import { DataError, RecordsClientError, resultsToSee } from '@etanche/records-client';
import type { Practitioner } from '../../port/session-calls.ts';
import type { Added, ItemName, ListView, Marked, ShownItem, WorklistCalls } from '../../port/worklist-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import { practiceClock, practiceToday, withPracticeOffset } from '../../port/practice-time.ts';
import { newRecordId } from '../../port/new-record-id.ts';
import type { OpenFiles } from '../open-files.ts';
import { isInForce, itemsOf, waits, type OpenLists } from '../open-lists.ts';
import { isAway } from '../outbox-entry.ts';
import type { Outbox } from '../outbox.ts';
import type { SessionHost } from '../session-host.ts';
import { overlaidDay, type Overlaid } from '../unsent/overlay.ts';
import type { Put } from '../unsent/settle-put.ts';

export function createWorklistCalls(
  host: SessionHost,
  files: OpenFiles,
  lists: OpenLists,
  outbox: Outbox,
): Pick<Handlers, keyof WorklistCalls> {
  const shown = async (member: string): Promise<readonly ShownItem[]> =>
    itemsOf(await lists.open(member), outbox.waiting());
  const now = (): string => withPracticeOffset(practiceClock());
  const doctors = (): readonly Practitioner[] => {
    const state = host.state();
    return state.phase === 'open' ? state.practitioners : [];
  };
  const doctor = (id: string): WorkMember => {
    const found = doctors().find((one) => one.id === id);
    if (found === undefined) throw new DataError('not_entitled', 'the member has no list');
    return { id, name: found.name };
  };
  /** While the server does not answer, only what is open is known to be free. */
  const isFree = async (id: string): Promise<boolean> => {
    if (lists.isOpen(id)) return true;
    return host
      .open()
      .data.agenda.isListFree(id)
      .catch((error: unknown) => {
        if (isAway(error)) return false;
        throw error;
      });
  };
  const mine = (): WorkMember => ({ id: host.open().me.id, name: host.open().me.name });
  const isDoctor = (): boolean => host.open().me.roles.includes('doctor');
  /** The items of a list that a member has to do: for a doctor those for doctors, for the reception its own. */
  const isForMe = (item: WorkItem): boolean => waits(item) && (isDoctor() ? item.to !== null : item.to === null);
  const add = async (list: string, facts: Omit<WorkFacts, 'from' | 'at'>, id: string | null = null): Promise<Added> => {
    const whole: WorkFacts = { ...facts, from: mine(), at: now() };
    const faults = workFaults(whole);
    if (faults.length > 0) {
      const issues = faults.map((code) => ({ place: 0, path: 'Task', code }));
      throw new DataError('invalid_resource', 'a task with faults', { issues });
    }
    const before = id === null ? null : await item(list, id);
    const fhirId = before?.resource['id'] ?? crypto.randomUUID();
    const task = { ...buildWorkItem(whole, doctor(list).id), id: fhirId };
    const put = { id: id ?? newRecordId(), text: JSON.stringify(task), base: before?.version ?? 0 };
    return { isSent: await submit(list, { ...put, before: before?.text ?? null }, facts.patient?.scope) };
  };
  const item = async (list: string, id: string): Promise<Overlaid> => {
    const found = overlaidDay(await lists.open(list), outbox.waiting()).find((one) => one.id === id);
    if (found === undefined) throw new DataError('conflict', 'the list no longer has this item');
    return found;
  };
  const submit = (member: string, put: Put, scope = ''): Promise<boolean> => {
    const entry = { kind: 'task', scope, at: Date.now(), puts: [put], tried: [], isSent: false, visit: null } as const;
    return outbox.submit(`task/${crypto.randomUUID()}`, { ...entry, target: { place: 'list', member } });
  };
  const edit = async ({ list, id, version }: ItemName, change: (task: Resource) => Resource): Promise<Marked> => {
    const before = await item(list, id);
    if (before.version !== version) throw new DataError('conflict', 'the item was changed after it was read');
    const put = { id, text: JSON.stringify(change(before.resource)), base: version, before: before.text };
    return { version: version + 1, isSent: await submit(list, put) };
  };
  const viewOf = (member: string, items: readonly ShownItem[]): ListView => {
    const current = items.filter((item) => isInForce(item, practiceToday()));
    const away = current.find(({ from }) => from.id === member);
    return {
      ...doctorView(member),
      open: items.filter(waits).toSorted(byUrgency),
      done: items
        .filter(({ isDone, code }) => isDone && code !== 'replacement')
        .toSorted((one, other) => (other.doneAt ?? '').localeCompare(one.doneAt ?? '')),
      replacement: away === undefined ? null : { id: away.id, name: away.to?.name ?? '', until: away.due ?? '' },
      replaces: current.flatMap(({ from, to, due }) =>
        to?.id === member && from.id !== member ? [{ member: from.id, name: from.name, until: due ?? '' }] : [],
      ),
    };
  };
  const doctorView = (member: string): Pick<ListView, 'member' | 'name'> => ({ member, name: doctor(member).name });

  return {
    async lists() {
      const { me } = host.open();
      const known = doctors().toSorted((one, other) => Number(other.id === me.id) - Number(one.id === me.id));
      return Promise.all(
        known.map(async ({ id, name }) => ({
          ...{ member: id, name },
          isFree: await isFree(id),
        })),
      );
    },
    async listCount() {
      const { me } = host.open();
      const wanted = doctors().filter(({ id }) => !isDoctor() || id === me.id);
      const counts = await Promise.all(
        wanted.map(async ({ id }) => {
          if (!(await isFree(id))) return null;
          return (await shown(id)).filter(isForMe).length;
        }),
      );
      const known = counts.filter((count) => count !== null);
      return { count: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0) };
    },
    list: async ({ member }) => viewOf(doctor(member).id, await shown(member)),
    listHasMore: async ({ member }) => (await lists.open(doctor(member).id)).hasMore(),
    async listMore({ member }) {
      await (await lists.open(doctor(member).id)).openNext();
      return null;
    },
    taskAdd: ({ list, code, patient, to, due, text }) =>
      add(list, { code, patient, to: to === null ? null : doctor(to), due, text, observations: [] }),
    async resultsShow({ scope, ids, list }) {
      const file = await files.open(scope);
      const patient = { scope, name: displayName(file.patient().card) };
      const fresh = resultsToSee(file, ids);
      // One line for each patient: a list has places for 24 people.
      const known = (await shown(list)).find(
        (item) => item.code === 'result' && waits(item) && item.patient?.scope === scope,
      );
      const before = known === undefined ? [] : observationsOf((await item(list, known.id)).resource, fresh);
      const observations = [...fresh, ...before];
      const facts = { code: 'result', patient, to: doctor(list), due: null, text: null, observations } as const;
      return add(list, facts, known?.id ?? null);
    },
    itemDone: (item) => edit(item, (task) => asDone(task, now())),
    itemReopen: (item) => edit(item, asOpen),
    async handOver({ to, until }) {
      const { id } = mine();
      if (to === id || until < practiceToday()) {
        const issues = [{ place: 0, path: 'Task', code: 'due_invalid' }];
        throw new DataError('invalid_resource', 'nobody replaces themselves or in the past', { issues });
      }
      const facts = {
        code: 'replacement',
        patient: null,
        to: doctor(to),
        due: until,
        text: null,
        observations: [],
      } as const;
      if (host.awaySince() !== null) throw new RecordsClientError('unreachable', 'a list is handed over at the server');
      // The colleague's list first: a replacement that they do not see would leave the list to nobody.
      const { isSent } = await add(to, facts);
      if (!isSent) throw new RecordsClientError('unreachable', 'the list of the colleague is not written yet');
      await add(id, facts);
      return null;
    },
    async handBack() {
      const { id: me } = mine();
      const own = (await shown(me)).filter((item) => isInForce(item, practiceToday()) && item.from.id === me);
      for (const { id, version, to } of own) {
        await edit({ list: me, id, version }, (task) => asDone(task, now()));
        if (to === null) continue;
        const theirs = (await shown(to.id)).filter((item) => item.code === 'replacement' && item.from.id === me);
        for (const { id: theirId, version: theirVersion, isDone } of theirs)
          if (!isDone) await edit({ list: to.id, id: theirId, version: theirVersion }, (task) => asDone(task, now()));
      }
      return null;
    },
  };
}

import {
  asDone,
  asOpen,
  buildWorkItem,
  byUrgency,
  observationsOf,
  workFaults,
  type Resource,
  type WorkFacts,
  type WorkItem,
  type WorkMember,
} from '@etanche/records-fhir';
import { DataError } from '@etanche/records-client';
import type { Practitioner } from '../../port/session-calls.ts';
import type { ItemName, ListView, ShownItem, WorklistCalls } from '../../port/worklist-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, practiceToday, withPracticeOffset } from '../../port/practice-time.ts';
import { displayName } from '../../page/patients/display-name.ts';
import type { OpenFiles } from '../open-files.ts';
import { createOpenLists, isInForce, itemsOf, waits } from '../open-lists.ts';
import { resultsToSee } from '../results-to-see.ts';
import type { SessionHost } from '../session-host.ts';

export function createWorklistCalls(
  host: SessionHost,
  files: OpenFiles,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof WorklistCalls> {
  const lists = createOpenLists(host, emit);
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
  const mine = (): WorkMember => ({ id: host.open().me.id, name: host.open().me.name });
  const isDoctor = (): boolean => host.open().me.roles.includes('doctor');
  /** What a member has to do on a list: a doctor everything for doctors, the reception what is for it. */
  const isForMe = (item: WorkItem): boolean => waits(item) && (isDoctor() ? item.to !== null : item.to === null);
  const add = async (list: string, facts: Omit<WorkFacts, 'from' | 'at'>, id: string | null = null): Promise<null> => {
    const whole: WorkFacts = { ...facts, from: mine(), at: now() };
    const faults = workFaults(whole);
    if (faults.length > 0) {
      const issues = faults.map((code) => ({ place: 0, path: 'Task', code }));
      throw new DataError('invalid_resource', 'a task with faults', { issues });
    }
    await lists.put(list, buildWorkItem(whole, doctor(list).id), id);
    return null;
  };
  const edit = async ({ list, id, version }: ItemName, change: (task: Resource) => Resource): Promise<number> => {
    const { resource, version: current } = await lists.item(list, id);
    if (current !== version) throw new DataError('conflict', 'the item was changed after it was read');
    await lists.put(list, change(resource), id);
    return version + 1;
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
      const { me, data } = host.open();
      const known = doctors().toSorted((one, other) => Number(other.id === me.id) - Number(one.id === me.id));
      return Promise.all(
        known.map(async ({ id, name }) => ({
          ...{ member: id, name },
          isFree: lists.isOpen(id) || (await data.agenda.isListFree(id)),
        })),
      );
    },
    async listCount() {
      const { me, data } = host.open();
      const wanted = doctors().filter(({ id }) => !isDoctor() || id === me.id);
      const counts = await Promise.all(
        wanted.map(async ({ id }) => {
          if (!lists.isOpen(id) && !(await data.agenda.isListFree(id))) return null;
          return itemsOf(await lists.open(id)).filter(isForMe).length;
        }),
      );
      const known = counts.filter((count) => count !== null);
      return { count: known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0) };
    },
    list: async ({ member }) => viewOf(doctor(member).id, itemsOf(await lists.open(member))),
    taskAdd: ({ list, code, patient, to, due, text }) =>
      add(list, { code, patient, to: to === null ? null : doctor(to), due, text, observations: [] }),
    async resultsShow({ scope, ids, list }) {
      const file = await files.open(scope);
      const patient = { scope, name: displayName(file.patient().card) };
      const fresh = resultsToSee(file, ids);
      // One line for each patient: a list has places for 24 people.
      const known = itemsOf(await lists.open(list)).find(
        (item) => item.code === 'result' && waits(item) && item.patient?.scope === scope,
      );
      const before = known === undefined ? [] : observationsOf((await lists.item(list, known.id)).resource, fresh);
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
      // The colleague's list first: a replacement that they do not see would leave the list to nobody.
      await add(to, facts);
      return add(id, facts);
    },
    async handBack() {
      const { id: me } = mine();
      const own = itemsOf(await lists.open(me)).filter(
        (item) => isInForce(item, practiceToday()) && item.from.id === me,
      );
      for (const { id, version, to } of own) {
        await edit({ list: me, id, version }, (task) => asDone(task, now()));
        if (to === null) continue;
        const theirs = itemsOf(await lists.open(to.id)).filter(
          (item) => item.code === 'replacement' && item.from.id === me,
        );
        for (const { id: theirId, version: theirVersion, isDone } of theirs)
          if (!isDone) await edit({ list: to.id, id: theirId, version: theirVersion }, (task) => asDone(task, now()));
      }
      return null;
    },
  };
}

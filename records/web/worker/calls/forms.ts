import { createKeyedQueue } from '@etanche/core-wire';
import { RecordsClientError } from '@etanche/records-client';
import type { FormCalls, FormName, KeptForm } from '../../port/form-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import type { OpenSession, SessionHost } from '../session-host.ts';

type Entry = KeptForm & { readonly name: FormName };

/** Keeps what is typed in forms, sealed on this device, until it is stored, given up, or a day old. */
export function createFormCalls(host: SessionHost, emit: WorkerSide['emit']): Pick<Handlers, keyof FormCalls> {
  /** A step that ends after its session writes into the map of that session, which nothing reads any more. */
  let forms = new Map<string, Entry>();
  /** Steps of one form run one after the other, so that the last text typed is the last one stored. */
  const queue = createKeyedQueue();
  let reading: Promise<void> = Promise.resolve();
  const drafts = (): NonNullable<OpenSession['formDrafts']> => {
    const { formDrafts } = host.open();
    if (formDrafts === null) throw new RecordsClientError('draft_not_stored', 'this device keeps no forms');
    return formDrafts;
  };
  const kept = (): FormName[] =>
    Array.from(forms.values())
      .toSorted((one, other) => other.storedAt - one.storedAt)
      .map(({ name }) => name);
  const show = (own: typeof forms): void => {
    if (own === forms) emit('forms', { kept: kept() });
  };
  const read = async (): Promise<void> => {
    const own = forms;
    const { drafts: found } = await drafts().all();
    for (const { name, storedAt, value } of found) own.set(name, { ...(value as Omit<Entry, 'storedAt'>), storedAt });
  };
  host.onOpen(() => {
    reading = read();
    reading.catch(() => undefined);
  });
  host.onClose(() => {
    forms = new Map();
  });
  return {
    async formsKept() {
      await reading;
      return kept();
    },
    async formRead(name) {
      await reading;
      const entry = forms.get(keyOf(name));
      return entry === undefined ? null : { storedAt: entry.storedAt, fields: entry.fields };
    },
    formKeep({ fields, ...name }) {
      const key = keyOf(name);
      return queue(key, async () => {
        const own = forms;
        await drafts().put(key, { name, fields });
        const storedAt = Date.now();
        const isNew = !own.has(key);
        own.set(key, { name, fields, storedAt });
        if (isNew) show(own);
        return { storedAt };
      });
    },
    formDrop(name) {
      const key = keyOf(name);
      return queue(key, async () => {
        const own = forms;
        await drafts().remove(key);
        if (own.delete(key)) show(own);
        return null;
      });
    },
  };
}

function keyOf({ form, scope, item }: FormName): string {
  return JSON.stringify([form, scope, item]);
}

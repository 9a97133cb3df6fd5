import type { FormName, KeptField, KeptForm } from '../../port/form-calls.ts';
import type { TypedTexts } from '../../port/session-calls.ts';
import { isSame, typedOver } from './typed-over.ts';

type Fields = KeptForm['fields'];

/** The requests of a form to the worker. */
type FormStore = {
  keep(name: FormName, fields: Fields): Promise<unknown>;
  drop(name: FormName): Promise<unknown>;
};

/** Follows the fields of one form, and keeps what somebody typed on this device until the form is stored. */
export type FormKeeper = {
  /** The value with which a field begins: `first`, or what was kept. */
  begin<T>(field: string, first: T): T;
  /** Reports a field as it is shown. @returns how the form forgets the field again */
  show(field: string, first: unknown): () => void;
  change(field: string, value: unknown): void;
  /** Call when the server has what is shown, or somebody gave it up. Call `restart` when the screen shows the rest. */
  done(): void;
  restart(): void;
  /** The fields that are kept, to keep them again. */
  typed(): Fields;
  /** Stores what is not stored yet. */
  keepNow(): Promise<TypedTexts>;
  /** The form leaves the screen. */
  leave(): void;
};

/** Longest time of typing that a crash loses. */
const pauseMs = 250;

/**
 * @param onContested a field begins with what was kept, and its record has another value than when it was typed
 * @param onState whether the device keeps what is typed
 */
export function createFormKeeper(
  name: FormName,
  kept: Fields,
  store: FormStore,
  onContested: () => void,
  onState: (isKept: boolean) => void,
): FormKeeper {
  const shown = new Map<string, KeptField & { readonly owner: object }>();
  /** Kept fields that no element shows yet. */
  const left = new Map(Object.entries(kept));
  const contested = new Set<string>();
  /** The values with which there is nothing to keep, of each field that was shown when the form was stored. */
  let settled = new Map<string, unknown>();
  let isStored = true;
  let isDone = false;
  let isGone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const typed = (): Fields => {
    const changed = Array.from(shown).filter(([, { first, value }]) => !isSame(first, value));
    const fields = changed.map(([field, { first, value }]): [string, KeptField] => [field, { first, value }]);
    return Object.fromEntries<KeptField>([...left, ...fields]);
  };
  /** A field that has left the screen since the form was stored is not missed. */
  const isSettled = (): boolean =>
    left.size === 0 &&
    Array.from(shown).every(([field, { first, value }]) =>
      isSame(value, settled.has(field) ? settled.get(field) : first),
    );
  const send = async (): Promise<void> => {
    clearTimeout(timer);
    isStored = true;
    const fields = typed();
    try {
      await (isSettled() ? store.drop(name) : store.keep(name, fields));
      onState(true);
    } catch (error) {
      isStored = false;
      onState(false);
      throw error;
    }
  };
  const later = (): void => {
    if (isDone || isGone) return;
    isStored = false;
    clearTimeout(timer);
    timer = setTimeout(() => void send().catch(() => undefined), pauseMs);
  };
  const begin = <T>(field: string, first: T): T => {
    const found = left.get(field);
    if (found === undefined) return first;
    const { value, isContested } = typedOver(first, found.first, found.value);
    if (isContested) contested.add(field);
    return value;
  };
  return {
    begin,
    show(field, first) {
      const owner = {};
      shown.set(field, { first, value: begin(field, first), owner });
      left.delete(field);
      if (contested.delete(field)) onContested();
      return () => {
        // A form that leaves the screen takes its elements with it, and what was typed in them stays.
        queueMicrotask(() => {
          const entry = shown.get(field);
          if (isGone || entry?.owner !== owner) return;
          shown.delete(field);
          if (!isSame(entry.first, entry.value)) later();
        });
      };
    },
    change(field, value) {
      const entry = shown.get(field);
      if (entry === undefined || isSame(entry.value, value)) return;
      shown.set(field, { ...entry, value });
      later();
    },
    done() {
      clearTimeout(timer);
      isDone = true;
      isStored = true;
      void store.drop(name).catch(() => undefined);
    },
    restart() {
      isDone = false;
      settled = new Map(Array.from(shown, ([field, { value }]) => [field, value]));
    },
    typed,
    async keepNow() {
      if (isDone) return 'none';
      if (!isStored) await send();
      return isSettled() ? 'none' : 'kept';
    },
    leave() {
      if (!isStored && !isDone) void send().catch(() => undefined);
      isGone = true;
      clearTimeout(timer);
    },
  };
}

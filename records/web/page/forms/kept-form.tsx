import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
  type Dispatch,
  type ReactNode,
  type SetStateAction,
} from 'react';
import type { FormName, KeptForm as Kept } from '../../port/form-calls.ts';
import { useToast } from '../elements/toasts.tsx';
import { useOpenSession } from '../session/session-context.tsx';
import { useKeepTyped } from '../session/typed-texts.ts';
import { useTexts } from '../text/use-texts.tsx';
import { createFormKeeper, type FormKeeper } from './form-keeper.ts';
import { useKeptItems } from './kept-forms.tsx';

type Form = {
  readonly keeper: FormKeeper;
  /** Since when what is shown was kept, in ms since 1970; null for a form that began empty. */
  readonly keptAt: number | null;
  /** True if the record has changed since, where somebody typed. */
  readonly isContested: boolean;
  /** False if this device does not keep what is typed. */
  readonly isKept: boolean;
  /** Call when the server has what is shown, or somebody leaves the form on purpose. */
  readonly done: () => void;
  readonly discard: () => void;
};

const Context = createContext<Form | null>(null);

type Props = {
  readonly form: string;
  readonly scope?: string;
  readonly item?: string;
  readonly children: ReactNode | ((done: () => void) => ReactNode);
};

/**
 * A form whose fields (`useKept`) survive a lock, a crash and another screen, sealed on this device, until it is stored
 * or left on purpose. The fields of one patient's form are never in the form of another one.
 */
export function KeptForm({ form, scope = '', item = '', children }: Props) {
  const name = useMemo(() => ({ form, scope, item }), [form, scope, item]);
  return (
    <Opened key={JSON.stringify(name)} name={name}>
      {children}
    </Opened>
  );
}

type OpenedProps = { readonly name: FormName; readonly children: Props['children'] };

function Opened({ name, children }: OpenedProps) {
  const { port } = useOpenSession();
  const isListed = useKeptItems(name.form, name.scope).includes(name.item);
  /** `round` counts how often the form began. Undefined while the device is asked. */
  const [begin, setBegin] = useState<{ readonly kept: Kept | null | undefined; readonly round: number }>({
    kept: isListed ? undefined : null,
    round: 0,
  });
  const restart = useCallback((kept: Kept | null) => {
    setBegin(({ round }) => ({ kept, round: round + 1 }));
  }, []);
  useEffect(() => {
    if (!isListed) return;
    const end = new AbortController();
    void port
      .call('formRead', name)
      .catch(() => null)
      .then((kept) => {
        if (!end.signal.aborted) restart(kept);
      });
    return () => {
      end.abort();
    };
  }, [isListed, port, name, restart]);
  if (begin.kept === undefined) return null;
  return (
    <Fields key={begin.round} name={name} kept={begin.kept} onRestart={restart}>
      {children}
    </Fields>
  );
}

function Fields({
  name,
  kept,
  onRestart,
  children,
}: OpenedProps & { readonly kept: Kept | null; readonly onRestart: (kept: Kept | null) => void }) {
  const t = useTexts();
  const toast = useToast();
  const { port } = useOpenSession();
  const [isContested, setContested] = useState(false);
  const [isKept, setKept] = useState(true);
  const [keptAt, setKeptAt] = useState(kept?.storedAt ?? null);
  const [doneCount, setDoneCount] = useState(0);
  const [keeper] = useState(() =>
    createFormKeeper(
      name,
      kept?.fields ?? {},
      {
        keep: (form, fields) => port.call('formKeep', { ...form, fields }),
        drop: (form) => port.call('formDrop', form),
      },
      () => {
        setContested(true);
      },
      setKept,
    ),
  );
  useKeepTyped(() => keeper.keepNow());
  useEffect(
    () => () => {
      keeper.leave();
    },
    [keeper],
  );
  // After the fields have reported what they show since.
  useEffect(() => {
    if (doneCount > 0) keeper.restart();
  }, [doneCount, keeper]);
  const done = useCallback(() => {
    keeper.done();
    setKeptAt(null);
    setContested(false);
    setDoneCount((count) => count + 1);
  }, [keeper]);
  const discard = useCallback(() => {
    const fields = keeper.typed();
    done();
    onRestart(null);
    toast(t.kept.discarded, () => {
      void port.call('formKeep', { ...name, fields }).then(
        ({ storedAt }) => {
          onRestart({ storedAt, fields });
        },
        () => undefined,
      );
    });
  }, [keeper, done, onRestart, toast, t, port, name]);
  const form = useMemo<Form>(
    () => ({ keeper, keptAt, isContested, isKept, done, discard }),
    [keeper, keptAt, isContested, isKept, done, discard],
  );
  return <Context value={form}>{typeof children === 'function' ? children(done) : children}</Context>;
}

const noForm = { keptAt: null, isContested: false, isKept: true, done: () => undefined, discard: () => undefined };

/** The form around an element; nothing is kept without one. */
export function useKeptForm(): Omit<Form, 'keeper'> {
  return use(Context) ?? noForm;
}

/**
 * As `useState`, for a field of the form around: JSON values, under a name that is unique in the form. A text that was
 * kept takes the place of `first`.
 */
export function useKept<T>(field: string, first: T | (() => T)): [T, Dispatch<SetStateAction<T>>] {
  const keeper = use(Context)?.keeper;
  const [start] = useState(first);
  const [value, setValue] = useState(() => (keeper === undefined ? start : keeper.begin(field, start)));
  useEffect(() => keeper?.show(field, start), [keeper, field, start]);
  useEffect(() => {
    keeper?.change(field, value);
  }, [keeper, field, value]);
  return [value, setValue];
}

import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import type { FormName } from '../../port/form-calls.ts';
import { Loading } from '../elements/loading.tsx';
import { useSession } from '../session/session-context.tsx';

/** The names of the forms that this device keeps for the member, which change while screens are shown. */
type KeptNames = { kept: readonly FormName[] };

const Context = createContext<KeptNames>({ kept: [] });

/**
 * Reads which forms are kept before a screen is shown, so that a form without a kept text is shown at once. A device
 * that keeps none, or fails, changes nothing else.
 */
export function KeptFormsProvider({ children }: { readonly children: ReactNode }) {
  const { port } = useSession();
  const [names] = useState<KeptNames>(() => ({ kept: [] }));
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    const end = port.on('forms', ({ kept }) => {
      names.kept = kept;
    });
    void port
      .call('formsKept', {})
      .then(
        (kept) => {
          names.kept = kept;
        },
        () => undefined,
      )
      .then(() => {
        setReady(true);
      });
    return end;
  }, [port, names]);
  if (!isReady) return <Loading bars={6} />;
  return <Context value={names}>{children}</Context>;
}

/** The records of a file, or of none, whose form was kept when this element was shown; the last one first. */
export function useKeptItems(form: string, scope = ''): readonly string[] {
  const names = use(Context);
  const [items] = useState(() =>
    names.kept.filter((one) => one.form === form && one.scope === scope).map(({ item }) => item),
  );
  return items;
}

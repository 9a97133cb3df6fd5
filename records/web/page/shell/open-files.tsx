import { createContext, use, useMemo, useState, type ReactNode } from 'react';
import type { PatientHeader } from '../../port/patient-calls.ts';

type Files = {
  readonly open: readonly PatientHeader[];
  readonly add: (header: PatientHeader) => void;
  readonly remove: (scope: string) => void;
};

const Context = createContext<Files>({ open: [], add: () => undefined, remove: () => undefined });

/** The files that this tab has open, newest last. They end with the session. */
export function FilesProvider({ children }: { readonly children: ReactNode }) {
  const [open, setOpen] = useState<readonly PatientHeader[]>([]);
  const files = useMemo<Files>(
    () => ({
      open,
      add: (header) => {
        setOpen((list) => {
          const at = list.findIndex(({ scope }) => scope === header.scope);
          return at === -1 ? [...list, header] : list.with(at, header);
        });
      },
      remove: (scope) => {
        setOpen((list) => list.filter((one) => one.scope !== scope));
      },
    }),
    [open],
  );
  return <Context value={files}>{children}</Context>;
}

export function useOpenFiles(): Files {
  return use(Context);
}

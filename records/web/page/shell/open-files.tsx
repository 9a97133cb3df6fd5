import { useQueryClient } from '@tanstack/react-query';
import { createContext, use, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { PatientHeader } from '../../port/patient-calls.ts';
import { useKeptFiles } from '../session/kept-files.ts';
import { useSession } from '../session/session-context.tsx';

type Files = {
  readonly open: readonly PatientHeader[];
  readonly add: (header: PatientHeader) => void;
  readonly remove: (scope: string) => void;
};

/** A file that was open before a lock has no header until it is opened again. */
type OpenFile = { readonly scope: string; readonly header: PatientHeader | null };

const Context = createContext<Files>({ open: [], add: () => undefined, remove: () => undefined });

/** The files that this tab has open, newest last. After a lock, those of the same member are opened again. */
export function FilesProvider({ children }: { readonly children: ReactNode }) {
  const kept = useKeptFiles();
  const [list, setList] = useState<readonly OpenFile[]>(() => kept.openFiles.map((scope) => ({ scope, header: null })));
  useEffect(() => {
    kept.keepOpenFiles(list.map(({ scope }) => scope));
  }, [kept, list]);
  useReopened(list, setList);
  const files = useMemo<Files>(
    () => ({
      open: list.flatMap(({ header }) => (header === null ? [] : [header])),
      add: (header) => {
        const { scope } = header;
        setList((all) => {
          const at = all.findIndex((one) => one.scope === scope);
          return at === -1 ? [...all, { scope, header }] : all.with(at, { scope, header });
        });
      },
      remove: (scope) => {
        setList((all) => all.filter((one) => one.scope !== scope));
      },
    }),
    [list],
  );
  return <Context value={files}>{children}</Context>;
}

/** One file after the other; one that does not open any more leaves the list. */
function useReopened(
  list: readonly OpenFile[],
  setList: (change: (all: readonly OpenFile[]) => readonly OpenFile[]) => void,
): void {
  const { port } = useSession();
  const client = useQueryClient();
  const next = list.find(({ header }) => header === null)?.scope ?? null;
  useEffect(() => {
    if (next === null) return;
    const input = { scope: next };
    const queryFn = () => port.call('openPatient', input);
    void client.query({ queryKey: ['openPatient', input], queryFn }).then(
      ({ header }) => {
        setList((all) => all.map((one) => (one.scope === next ? { scope: next, header } : one)));
      },
      () => {
        setList((all) => all.filter((one) => one.scope !== next || one.header !== null));
      },
    );
  }, [client, next, port, setList]);
}

export function useOpenFiles(): Files {
  return use(Context);
}

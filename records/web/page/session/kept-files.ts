import { createContext, use } from 'react';

/** The random ids of the files that this page has open, and the part that it shows, in memory over a lock. */
export type KeptFiles = {
  readonly openFiles: readonly string[];
  readonly keepOpenFiles: (scopes: readonly string[]) => void;
  /** The part of a file that was shown at the lock; null after another screen. */
  readonly part: KeptPart | null;
  readonly keepPart: (part: KeptPart | null) => void;
};

type KeptPart = { readonly scope: string; readonly tab: string };

const Context = createContext<KeptFiles>({
  openFiles: [],
  keepOpenFiles: () => undefined,
  part: null,
  keepPart: () => undefined,
});

export const KeptFilesProvider = Context.Provider;

export function useKeptFiles(): KeptFiles {
  return use(Context);
}

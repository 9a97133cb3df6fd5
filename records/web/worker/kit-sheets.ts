import type { KitSheet } from '@etanche/records-client';
import type { SessionHost } from './session-host.ts';

/** The sheets that the page has to print: in memory only, until they were printed or the session is locked. */
export type KitSheets = {
  shown(): { readonly sheets: readonly KitSheet[]; readonly isReplacement: boolean };
  /** @param propose for a kit that replaces another: what follows once its sheets were printed */
  show(sheets: readonly KitSheet[], propose: (() => Promise<unknown>) | null): void;
  /** The sheets were printed and read. Without an answer of the vaults they stay, and it may be called again. */
  printed(): Promise<void>;
  drop(): void;
};

export function createKitSheets(host: SessionHost): KitSheets {
  let sheets: readonly KitSheet[] = [];
  let propose: (() => Promise<unknown>) | null = null;
  const drop = (): void => {
    sheets = [];
    propose = null;
  };
  host.onClose(drop);
  return {
    shown: () => ({ sheets, isReplacement: propose !== null }),
    show(next, then) {
      sheets = next;
      propose = then;
    },
    async printed() {
      await propose?.();
      drop();
    },
    drop,
  };
}

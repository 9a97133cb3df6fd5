import type { UnsentCalls } from '../../port/unsent-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import type { Outbox } from '../outbox.ts';
import type { SessionHost } from '../session-host.ts';
import { exportUnsent } from '../unsent/export-unsent.ts';

export function createUnsentCalls(host: SessionHost, outbox: Outbox): Pick<Handlers, keyof UnsentCalls> {
  return {
    async unsent() {
      await outbox.ready();
      return outbox.view();
    },
    reach: () => Promise.resolve({ awaySince: host.awaySince() }),
    async unsentSend() {
      await outbox.sendAll();
      return outbox.view();
    },
    async unsentResolve({ name, keep, scope }) {
      await outbox.resolve(name, keep, scope);
      return outbox.view();
    },
    unsentExport: () => exportUnsent(outbox.waiting(), (stored) => host.open().drafts.contents.read(stored)),
  };
}

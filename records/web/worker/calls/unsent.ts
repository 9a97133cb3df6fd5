import type { UnsentCalls } from '../../port/unsent-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import type { Outbox } from '../outbox.ts';

export function createUnsentCalls(outbox: Outbox): Pick<Handlers, keyof UnsentCalls> {
  return {
    async unsent() {
      await outbox.ready();
      return outbox.view();
    },
    async unsentSend() {
      await outbox.sendAll();
      return outbox.view();
    },
    async unsentResolve({ name, keep }) {
      await outbox.resolve(name, keep);
      return outbox.view();
    },
  };
}

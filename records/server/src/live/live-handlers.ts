import type { Changes } from '@etanche/core-records-protocol';
import type { SessionService } from '../accounts/session-service.ts';
import { authorise } from '../http/authorise.ts';
import type { Handlers, Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import type { Store } from '../store/store.ts';
import type { ChangeWatch } from './change-watch.ts';
import { readChanges } from './read-changes.ts';
import type { WaitingRequests } from './waiting-requests.ts';

type LiveDependencies = {
  readonly store: Store;
  readonly sessions: Pick<SessionService, 'again'>;
  readonly watch: ChangeWatch;
  readonly waiting: WaitingRequests;
};

const nothing: Changes = { changed: [], gone: [], days: [] };

/**
 * Waits for changes of scopes that the session holds open. Session and rights are checked again for each answer,
 * because a member may have been frozen while the request waited.
 */
export function liveHandlers({ store, sessions, watch, waiting }: LiveDependencies): Handlers<'changes'> {
  return {
    async changes({ session, body, closed }) {
      if (watch.isStopping()) throw new Refusal('overloaded', { retryAfter: 1 });
      using places = new DisposableStack();
      places.use(waiting.take(session));
      const isOver = (): boolean => closed.aborted || watch.isStopping();
      const look = (): Promise<Changes | null> =>
        store.inPractice(session.practice, async (tx) => {
          const current: Session = await sessions.again(tx, session);
          authorise('changes', current);
          const isDoctor = current.roles.includes('doctor');
          if (body.messages !== undefined && !isDoctor) throw new Refusal('forbidden');
          if (body.days.length > 0 && !isDoctor && !current.roles.includes('secretary')) throw new Refusal('forbidden');
          return readChanges(tx, current, body);
        });
      const first = await look();
      if (first !== null) return first;
      const end = performance.now() + body.waitSeconds * 1000;
      for (;;) {
        const left = end - performance.now();
        if (left <= 0 || isOver()) return nothing;
        await watch.wait(session.practice, body, left, closed);
        const found = isOver() ? nothing : await look();
        if (found !== null) return found;
      }
    },
  };
}

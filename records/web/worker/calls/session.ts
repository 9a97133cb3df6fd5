import { remainingQuotas, signIn } from '@etanche/records-client';
import type { SessionCalls } from '../../port/session-calls.ts';
import type { Site } from '../../port/site.ts';
import type { Handlers } from '../../port/worker-side.ts';
import { demonstrationPasskeys } from '../demonstration-passkeys.ts';
import { passkeysOfPage } from '../passkeys-of-page.ts';
import type { SessionHost } from '../session-host.ts';

const shownPurposes = ['scope', 'search', 'agenda'] as const;

export function createSessionCalls(host: SessionHost, site: Site): Pick<Handlers, keyof SessionCalls> {
  return {
    state: () => Promise.resolve(host.state()),
    signIn: ({ demonstration }, caller) =>
      host.enter(demonstration === null ? passkeysOfPage(caller) : demonstrationPasskeys(site, demonstration), signIn),
    meAgain: () => host.again(),
    async lock() {
      await host.lock();
      return null;
    },
    async signOut() {
      await host.signOut();
      return null;
    },
    touch() {
      host.open().client.session.touch();
      return Promise.resolve(null);
    },
    async quotas() {
      const quotas = await remainingQuotas(host.open().client);
      return shownPurposes.map((purpose) => ({ purpose, left: quotas[purpose].openings, of: quotas[purpose].of }));
    },
  };
}

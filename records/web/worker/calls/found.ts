import { approverOfCard, foundPractice, hasFoundingDraft, resumeFounding } from '@etanche/records-client';
import type { FoundCalls } from '../../port/found-calls.ts';
import type { Site } from '../../port/site.ts';
import type { Caller, Handlers } from '../../port/worker-side.ts';
import { passkeysOfPage } from '../passkeys-of-page.ts';
import type { KitSheets } from '../kit-sheets.ts';
import type { SessionHost } from '../session-host.ts';

export function createFoundCalls(host: SessionHost, site: Site, sheets: KitSheets): Pick<Handlers, keyof FoundCalls> {
  const { federation } = site;
  const enter = async (caller: Caller, found: Parameters<SessionHost['enter']>[1]): Promise<null> => {
    await host.enter(passkeysOfPage(caller), found);
    return null;
  };
  return {
    async installation() {
      const { isNew, hasDraft } = await host.installation(hasFoundingDraft);
      return {
        isNew,
        hasDraft,
        pages: federation.vaults.map(({ index, url }) => ({ index, url: `${url}/approvals` })),
      };
    },
    found: ({ token, contacts, cards, ...names }, caller) =>
      enter(caller, async (options) => {
        const founded = await foundPractice(options, {
          ...{ founding: token.trim(), federation, ...names, roles: ['doctor', 'administrator'] },
          approvers: cards.map(approverOfCard),
          contacts: [...contacts],
        });
        sheets.show(founded.sheets, null);
        return founded.client;
      }),
    foundAgain: ({ token, ...names }, caller) =>
      enter(caller, async (options) => {
        const founded = await resumeFounding(options, { founding: token.trim(), federation, ...names });
        sheets.show(founded.sheets, null);
        return founded.client;
      }),
  };
}

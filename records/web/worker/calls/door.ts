import {
  readInvitee,
  RecordsClientError,
  register,
  startRecovery,
  type OngoingRecovery,
} from '@etanche/records-client';
import type { DoorCalls, RecoveryView } from '../../port/door-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import { passkeysOfPage } from '../passkeys-of-page.ts';
import { noPasskeys, shownRolesOf, type SessionHost } from '../session-host.ts';

export function createDoorCalls(host: SessionHost): Pick<Handlers, keyof DoorCalls> {
  let recovery: OngoingRecovery | null = null;
  // The recovery makes its passkey with the page that ends it, which may be another one than began it.
  let passkeys = noPasskeys;
  host.onClose(() => {
    recovery = null;
  });
  const view = async (ongoing: OngoingRecovery): Promise<RecoveryView> => {
    const { fingerprint, helpersNeeded, expires } = ongoing;
    return { fingerprint, helpersNeeded, expires, helped: await ongoing.helped() };
  };
  return {
    async inviteeOf({ invitation }) {
      const { practiceName, name, roles } = await readInvitee(await host.options(noPasskeys), invitation);
      return { practice: practiceName, name, roles: shownRolesOf(roles) };
    },
    join: ({ invitation, passkeyName }, caller) =>
      host.enter(passkeysOfPage(caller), async (options) => {
        const { client } = await register(options, { invitation, passkeyName });
        return client;
      }),
    async recoveryBegin({ code }) {
      const options = await host.options({
        create: (creation) => passkeys.create(creation),
        get: (request) => passkeys.get(request),
      });
      recovery = await startRecovery(options, code);
      return view(recovery);
    },
    recoveryState: async () => (recovery === null ? null : view(recovery)),
    async recoveryEnd({ passkeyName }, caller) {
      const ongoing = recovery;
      if (ongoing === null) throw new RecordsClientError('not_found', 'this device has begun no recovery');
      passkeys = passkeysOfPage(caller);
      const state = await host.enter(passkeys, () => ongoing.finish(passkeyName));
      recovery = null;
      return state;
    },
  };
}

import {
  addPasskey,
  draftRecovery,
  endSession,
  helpRecovery,
  listMembers,
  listPasskeys,
  listRecoveriesToHelp,
  listSessions,
  RecordsClientError,
  recoveryPreparedAt,
  removePasskey,
  type DraftedRecovery,
} from '@etanche/records-client';
import type { OwnCalls } from '../../port/own-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import { passkeysOfPage } from '../passkeys-of-page.ts';
import type { SessionHost } from '../session-host.ts';

export function createOwnCalls(host: SessionHost): Pick<Handlers, keyof OwnCalls> {
  let sheet: DraftedRecovery | null = null;
  host.onClose(() => {
    sheet = null;
  });
  const client = () => host.open().client;
  return {
    async ownDevices() {
      const [passkeys, sessions, prepared] = await Promise.all([
        listPasskeys(client()),
        listSessions(client()),
        recoveryPreparedAt(client()),
      ]);
      return {
        passkeys: passkeys.map(({ passkey, name, created, used, current }) => ({
          ...{ id: passkey, name, created, used },
          isCurrent: current,
        })),
        sessions: sessions.map(({ session, passkey, created, seen, current }) => ({
          ...{ id: session, passkey, created, seen },
          isCurrent: current,
        })),
        sheet: prepared,
      };
    },
    async passkeyAdd({ name }, caller) {
      const { environment, session, secrets } = client();
      await addPasskey({ environment: { ...environment, passkeys: passkeysOfPage(caller) }, session, secrets }, name);
      return null;
    },
    async passkeyRemove({ passkey }) {
      await removePasskey(client(), passkey);
      return null;
    },
    async sessionEnd({ session }) {
      await endSession(client(), session);
      return null;
    },
    async possibleHelpers() {
      const { id } = host.open().me;
      const members = await listMembers(client());
      return members
        .filter(({ member, status }) => status === 'active' && member !== id)
        .map(({ member, name }) => ({ id: member, name }));
    },
    async sheetMake({ helpers }) {
      sheet = await draftRecovery(client(), helpers);
      const names = new Map((await listMembers(client())).map(({ member, name }) => [member, name]));
      const { code, helpersNeeded } = sheet;
      return { code, helpersNeeded, helpers: helpers.map((helper) => names.get(helper) ?? '') };
    },
    async sheetTest({ typed }) {
      if (sheet === null) throw new RecordsClientError('not_found', 'no sheet was made in this session');
      const isSame = await sheet.confirm(typed);
      if (isSame) sheet = null;
      return isSame;
    },
    async helpAsked() {
      const asked = await listRecoveriesToHelp(client());
      return asked.map(({ recovery, name, asked: at }) => ({ recovery, name, asked: at }));
    },
    async helpGive({ recovery, compared }) {
      await helpRecovery(client(), recovery, compared);
      return null;
    },
  };
}

import { listMembers } from '@etanche/records-client';
import type { PracticeCalls } from '../../port/practice-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import type { SessionHost } from '../session-host.ts';

export function createPracticeCalls(host: SessionHost): Pick<Handlers, keyof PracticeCalls> {
  return {
    async members() {
      const members = await listMembers(host.open().client);
      return members.map(({ member, name, roles, status, granted }) => ({
        ...{ id: member, name, roles, status },
        isGranted: granted !== false,
      }));
    },
  };
}

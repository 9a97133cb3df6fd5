import { remainingQuotas } from '@etanche/records-client';
import { emergencyReasons, type ProtectionCalls } from '../../port/protection-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import { fileView } from '../file-view.ts';
import type { OpenFiles } from '../open-files.ts';
import type { SessionHost } from '../session-host.ts';

export function createProtectionCalls(host: SessionHost, files: OpenFiles): Pick<Handlers, keyof ProtectionCalls> {
  return {
    async openInEmergency({ scope, reason, explanation }) {
      const { data, me } = host.open();
      if (!emergencyReasons.includes(reason)) throw new RangeError('the reason is not on the list');
      const file = await data.patients.openInEmergency(scope, { reason, explanation });
      files.add(file);
      return fileView(file, me.roles.includes('doctor'));
    },
    async remaining() {
      const { scope, search, agenda, emergency, frozen } = await remainingQuotas(host.open().client);
      const left = ({ openings, of }: typeof emergency) => ({ openings, of });
      return {
        ...{ files: left(scope), searches: left(search), days: left(agenda), emergencies: left(emergency) },
        isFrozen: frozen,
      };
    },
    async accesses({ scope, before }) {
      const file = await files.open(scope);
      const { accesses, next } = await file.accesses(before ?? undefined);
      return {
        accesses: accesses.map(({ index, name, time, kind, reason, resource, explanation }) => ({
          ...{ index, at: time, kind, explanation },
          name: name ?? null,
          reason: reason ?? null,
          resource: resource ?? null,
        })),
        next,
      };
    },
  };
}

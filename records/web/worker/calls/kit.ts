import { adoptKit, draftKit, forgetKit, kitReplacement, RecordsClientError } from '@etanche/records-client';
import type { KitCalls } from '../../port/kit-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import type { KitSheets } from '../kit-sheets.ts';
import type { SessionHost } from '../session-host.ts';

export function createKitCalls(
  host: SessionHost,
  sheets: KitSheets,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof KitCalls> {
  const client = () => host.open().client;
  const changing = async (change: Promise<unknown>): Promise<null> => {
    await change;
    emit('practice', null);
    return null;
  };
  return {
    kitSheets: () => Promise.resolve(sheets.shown()),
    kitPrinted: () => changing(sheets.printed()),
    kitDrop() {
      sheets.drop();
      return Promise.resolve(null);
    },
    async kitState() {
      const { me } = host.open();
      return { ...(await kitReplacement(client())), mayReplace: me.roles.includes('doctor') && me.status === 'active' };
    },
    async kitDraft() {
      if (!host.open().me.roles.includes('doctor')) {
        throw new RecordsClientError('not_entitled', 'a doctor replaces the kit');
      }
      const drafted = await draftKit(client());
      sheets.show(drafted.sheets, () => drafted.propose());
      return null;
    },
    kitAdopt: () => changing(adoptKit(client())),
    kitForget: () => changing(forgetKit(client())),
  };
}

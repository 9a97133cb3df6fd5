import { mediaTypes } from '@etanche/core-vault-protocol';
import { FetchError, fetchBounded, jwsTypes, signCompact, timerSleep, utf8 } from '@etanche/core-wire';
import type { SigningKey } from '../seeds/signing-key.ts';
import type { AlarmChannel } from './alarm-channel.ts';
import { alarmSentence } from './mail-text.ts';

const timeoutMs = 10_000;
/** The answer is not used; a longer one is an error. */
const maxBytes = 65_536;

/** Posts the alarm as a compact JWS signed by the vault's key (docs/protocol.md 6.4). A 2xx status accepts it. */
export function webhookChannel(url: string, { key, publicKey }: SigningKey): AlarmChannel {
  return {
    name: 'webhook',
    deliver: async ({ alarm }) => {
      const text = utf8(JSON.stringify({ ...alarm, text: alarmSentence(alarm) }));
      const body = await signCompact(text, jwsTypes.alarm, key, publicKey);
      const headers = { 'content-type': mediaTypes.jws };
      const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs };
      const request = { url, method: 'POST', headers, body, maxBytes };
      const { response } = await fetchBounded(transport, request).catch((error: unknown) => {
        // The cause tells an operator why: the address, the certificate or the port.
        throw error instanceof FetchError && error.cause instanceof Error ? error.cause : error;
      });
      if (!response.ok) throw new Error(`the webhook returned ${response.status}`);
    },
  };
}

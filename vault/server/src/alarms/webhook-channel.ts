import { mediaTypes } from '@etanche/core-vault-protocol';
import { jwsTypes, signCompact, utf8 } from '@etanche/core-wire';
import type { SigningKey } from '../seeds/signing-key.ts';
import type { AlarmChannel } from './alarm-channel.ts';
import { alarmSentence } from './mail-text.ts';

const timeoutMs = 10_000;

/** Posts the alarm as a compact JWS signed by the vault's key (docs/protocol.md 6.4). A 2xx status accepts it. */
export function webhookChannel(url: string, { key, publicKey }: SigningKey): AlarmChannel {
  return {
    name: 'webhook',
    deliver: async ({ alarm }) => {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': mediaTypes.jws },
        body: await signCompact(
          utf8(JSON.stringify({ ...alarm, text: alarmSentence(alarm) })),
          jwsTypes.alarm,
          key,
          publicKey,
        ),
        // A redirect could lead to a host that the operator did not choose.
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the webhook returned ${response.status}`);
    },
  };
}

import { audienceOf, mediaTypes, type Federation, type PracticeNotice } from '@etanche/core-vault-protocol';
import { jwsTypes } from '@etanche/core-wire';
import { askAll } from '../evaluate/ask-all.ts';
import { envelope, signPayload, type Clock, type SigningKey } from '../request-signer.ts';
import type { Transport } from '../transport.ts';
import { ask, practiceUrl } from './practice-requests.ts';

const answerBytes = 1024 * 1024;

/**
 * Notifies every vault that a member recovered an old key (docs/protocol.md 6.2): the key starts like a new one.
 *
 * @param options.key the `auth` key of the recovering member, or of a helper
 * @throws VaultClientError `refused`, `could_not_check` if fewer than t vaults accept it
 */
export async function notifyPractice(
  options: Transport &
    Clock &
    Pick<PracticeNotice, 'practice' | 'notice' | 'member'> & {
      readonly federation: Federation;
      readonly key: SigningKey;
    },
): Promise<void> {
  const { federation, practice, notice, member, key } = options;
  const { iat, jti } = envelope('', '', options);
  const audience = audienceOf(federation);
  const payload: PracticeNotice = { audience, iat, jti, practice, notice, kind: 'recovery', member };
  const text = await signPayload(payload, jwsTypes.practiceNotice, key);
  await askAll(federation, federation.threshold, (vault) =>
    ask(options, {
      url: practiceUrl(vault, practice, '/notices'),
      method: 'POST',
      body: { mediaType: mediaTypes.jws, text },
      accept: mediaTypes.jws,
      maxBytes: answerBytes,
    }),
  );
}

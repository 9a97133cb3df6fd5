import type { Epoch } from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import type { Epochs, LoadedSecrets } from './load-secrets.ts';
import type { PracticeSecrets } from './secrets.ts';

/** The granted secrets with lookup by role and epoch. */
export function practiceSecrets({ granted, byEpoch }: LoadedSecrets, { signed, trusted }: Epochs): PracticeSecrets {
  return {
    scopeRoot: granted.scopeRoot,
    indexSecret: granted.indexSecret,
    writingEpoch: () => {
      trustedEpoch({ signed, trusted });
      if (granted.epoch !== signed.length) throw notGranted(signed.length);
      return granted.epoch;
    },
    roleSecret: (role, epoch) => {
      const secrets = byEpoch.get(epoch);
      if (secrets === undefined) {
        if (epoch > granted.epoch && epoch <= signed.length) throw notGranted(epoch);
        throw new RecordsClientError('server_untrusted', `epoch ${epoch} is not in the signed chain of epochs`);
      }
      const secret = secrets[role];
      if (secret === null) throw new RecordsClientError('not_entitled', `the secret of ${role} was not granted`);
      return secret;
    },
  };
}

/** The newest epoch. @throws RecordsClientError `epoch_due` if its opener may no longer open epochs */
export function trustedEpoch({ signed, trusted }: Epochs): Epoch {
  const newest = signed.at(-1);
  if (!trusted || newest === undefined) {
    throw new RecordsClientError('epoch_due', 'the opener of the newest epoch may no longer open epochs');
  }
  return newest.epoch;
}

/** Zeroes all secrets. */
export function wipe({ granted, byEpoch }: LoadedSecrets): void {
  const epochs = Array.from(byEpoch.values());
  for (const secret of [granted, ...epochs].flatMap(({ reception, care }) => [reception, care])) secret?.fill(0);
  granted.scopeRoot.fill(0);
  granted.indexSecret.fill(0);
}

function notGranted(epoch: number): RecordsClientError {
  return new RecordsClientError('no_grant', `the secrets of epoch ${epoch} were not granted yet`);
}

import type { Passkeys } from '@etanche/records-client';
import type { Caller } from '../port/worker-side.ts';

/** WebAuthn exists in pages only, so the page that made the call runs the ceremony. */
export function passkeysOfPage(caller: Caller): Passkeys {
  return {
    get: (options) => caller.ask('passkeyGet', options),
    create: (options) => caller.ask('passkeyCreate', options),
  };
}

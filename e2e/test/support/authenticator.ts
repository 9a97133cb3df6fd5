import type { Page } from 'playwright-core';

type Reader = {
  readonly hasPrf?: boolean;
  readonly consents?: boolean;
  /** A tab has one internal reader; a second one is plugged in. */
  readonly transport?: 'internal' | 'usb';
};

/** A reader that can be left alone while another one is used. */
export type Authenticator = { setTouched(isTouched: boolean): Promise<void> };

/** Adds a passkey reader to a tab: unless told otherwise, its owner consents and it has the extension `prf`. */
export async function addAuthenticator(
  page: Page,
  { hasPrf = true, consents = true, transport = 'internal' }: Reader = {},
): Promise<Authenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf,
      isUserVerified: consents,
      automaticPresenceSimulation: true,
    },
  });
  return {
    async setTouched(enabled) {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
    },
  };
}

import type { Page } from 'playwright-core';

/** Adds a passkey reader to a tab: unless told otherwise, its owner consents and it has the extension `prf`. */
export async function addAuthenticator(page: Page, { hasPrf = true, consents = true } = {}): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf,
      isUserVerified: consents,
      automaticPresenceSimulation: true,
    },
  });
}

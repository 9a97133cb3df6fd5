import type { CDPSession, Page } from 'playwright-core';

export type Authenticator = { readonly session: CDPSession; readonly authenticatorId: string };

/** Adds a passkey reader to a tab: it verifies its owner and, unless told otherwise, has the extension `prf`. */
export async function addAuthenticator(page: Page, { hasPrf = true } = {}): Promise<Authenticator> {
  const session = await page.context().newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, authenticatorId };
}

/** The owner refuses, or consents again. */
export async function setConsent({ session, authenticatorId }: Authenticator, consents: boolean): Promise<void> {
  await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: consents });
}

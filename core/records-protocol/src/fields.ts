import { object } from '@etanche/core-wire';

export const counter = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
export const positive = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
/** Milliseconds since 1970. */
export const time = counter;
export const flag = { type: 'boolean' } as const;
export const date = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', maxLength: 10 } as const;
/** Name of a member or a practice: staff, never a patient. */
export const staffName = { type: 'string', pattern: '^\\S(.*\\S)?$', minLength: 1, maxLength: 80 } as const;

/** Base64url of at most `mostBytes` bytes. */
export function sealed(mostBytes: number) {
  return {
    type: 'string',
    pattern: '^[A-Za-z0-9_-]+$',
    minLength: 2,
    maxLength: Math.ceil((mostBytes * 4) / 3),
  } as const;
}
/** A compact JWS. */
export function jws(maxLength: number) {
  return { type: 'string', pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$', maxLength } as const;
}
/** 16 bytes in base64url: challenge ids, tokens' ids, locators. */
export const bytes16 = { type: 'string', pattern: '^[A-Za-z0-9_-]{21}[AQgw]$', maxLength: 22 } as const;
/** Defined by WebAuthn Level 3 (PublicKeyCredential…JSON) and parsed by its library. */
export const webauthn = { type: 'object', additionalProperties: true, maxProperties: 24 } as const;
export const challenge = object({ challengeId: bytes16, options: webauthn });

export function list<const S>(items: S, maxItems: number) {
  return { type: 'array', items, minItems: 0, maxItems } as const;
}

/** Milliseconds since 1970. */
export const time = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
export const positive = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
export const epochNumber = { type: 'integer', minimum: 1, maximum: 0xffffffff } as const;
/** A name, a place or a speciality: one line, never of a patient. */
export const line = { type: 'string', pattern: '^\\S(.*\\S)?$', minLength: 1, maxLength: 120 } as const;
/** `yyyy-mm-dd`. */
export const day = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', maxLength: 10 } as const;

/** A compact JWS. */
export function jws(maxLength: number) {
  return { type: 'string', pattern: '^[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+$', maxLength } as const;
}

/** Base64url of exactly so many bytes. */
export function sealed(bytes: number) {
  const length = Math.ceil((bytes * 4) / 3);
  return { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: length, maxLength: length } as const;
}

import { randomBytes } from 'node:crypto';
import type { Bytes } from '@etanche/core-wire';

/** The platform's randomness. Measurements assemble whole systems, so they choose it. */
export const random = (length: number): Bytes => Uint8Array.from(randomBytes(length));

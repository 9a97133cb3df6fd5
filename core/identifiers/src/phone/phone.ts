import type { Parsed } from '../parsed.ts';
import { parsePhoneCarefully } from './phone-careful.ts';
import { frenchPlan, type PhoneErrorCode, type PhoneRegion } from './phone-plan.ts';

/**
 * Converts one phone number to E.164. `defaultRegion` applies to numbers without a country code. README.md, "Phone".
 */
export function parsePhone(text: string, defaultRegion: PhoneRegion): Parsed<string, PhoneErrorCode> {
  return parsePlainPhone(text) ?? parsePhoneCarefully(text, defaultRegion);
}

/** The common case, ten digits that start with a single 0: the same number in every region. */
export function parsePlainPhone(text: string): Parsed<string, PhoneErrorCode> | null {
  if (text.length !== 10 || text.charCodeAt(0) !== 48 || text.charCodeAt(1) === 48) return null;
  for (let i = 1; i < 10; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return null;
  }
  return frenchPlan(text.slice(1));
}

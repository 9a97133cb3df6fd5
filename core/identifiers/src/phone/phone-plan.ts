import { accept, reject, type Parsed } from '../parsed.ts';

/** The region from which a number without a country code is dialled. */
export type PhoneRegion = 'FR' | 'GP' | 'BL' | 'MF' | 'MQ' | 'GF' | 'RE' | 'YT' | 'PM' | 'NC' | 'PF' | 'WF';

export type PhoneErrorCode =
  | 'phone_empty'
  | 'phone_too_long'
  | 'phone_characters'
  | 'phone_length'
  | 'phone_prefix'
  | 'phone_placeholder'
  | 'phone_spreadsheet_rounded';

/** Territories with a short plan of their own: country code and length of a number. */
export const SHORT_PLANS: Partial<Record<PhoneRegion, { code: string; length: number }>> = {
  PM: { code: '508', length: 6 },
  NC: { code: '687', length: 6 },
  WF: { code: '681', length: 6 },
  PF: { code: '689', length: 8 },
};

/** The country codes that share the French ten-digit plan. */
export const SHARED_CODES = ['33', '262', '590', '594', '596'] as const;

const OVERSEAS: Record<string, string> = {
  262: '262',
  263: '262',
  269: '262',
  590: '590',
  594: '594',
  596: '596',
  639: '262',
  690: '590',
  691: '590',
  692: '262',
  693: '262',
  694: '594',
  696: '596',
  697: '596',
};

/**
 * E.164 of a number of the French plan, from its nine digits without the leading 0. The digits alone determine the
 * country code: one plan covers France, Guadeloupe, Martinique, Guyane, Réunion and Mayotte, so 0692… is +262 692… in
 * every region, and +33 692…, written by software that adds +33 to every number, is the same number.
 */
export function frenchPlan(nine: string): Parsed<string, PhoneErrorCode> {
  if (nine.length !== 9) return reject('phone_length');
  if (nine.startsWith('0')) return reject('phone_prefix');
  if (nine.endsWith('00000000')) return reject('phone_placeholder');
  const prefix = nine.slice(0, 3);
  if (prefix === '508') return accept(`+${nine}`);
  return accept(`+${OVERSEAS[prefix] ?? '33'}${nine}`);
}

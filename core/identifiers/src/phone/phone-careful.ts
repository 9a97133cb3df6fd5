import { accept, reject, type Parsed } from '../parsed.ts';
import { frenchPlan, SHARED_CODES, SHORT_PLANS, type PhoneErrorCode, type PhoneRegion } from './phone-plan.ts';
import { tidy } from '../tidy.ts';

const LONGEST_TEXT = 64;
const SEPARATORS = /[\s.,/()_:'’‘"=]|\p{Pd}/gu;

type PhoneResult = Parsed<string, PhoneErrorCode>;

/** A phone number in any spelling of README.md. */
export function parsePhoneCarefully(text: string, defaultRegion: PhoneRegion): PhoneResult {
  if (text.length > LONGEST_TEXT) return reject('phone_too_long');
  const written = tidy(text)
    .replace(/^["'’=]+/, '')
    .replace(/^tel:/i, '')
    .replace(/^(\d{9,})[.,]0+$/, '$1');
  const scientific = /^(\d)(?:[.,](\d+))?E\+?(\d{1,2})$/i.exec(written);
  // Scientific notation is exact only if it shows every digit; a phone number has no check digit to confirm a dropped
  // 0.
  if (scientific !== null && (scientific[2] ?? '').length !== Number(scientific[3])) {
    return reject('phone_spreadsheet_rounded');
  }
  const compact = (scientific === null ? written : `${scientific[1] ?? ''}${scientific[2] ?? ''}`).replace(
    SEPARATORS,
    '',
  );
  if (compact === '') return reject('phone_empty');
  if (!/^\+?\d+$/.test(compact)) return reject('phone_characters');
  const international = /^(?:\+|00)(.*)$/.exec(compact);
  if (international === null) return parseNational(compact, defaultRegion);
  // "(0)" after a country code is only dialled within the country.
  const trunkless = written.includes('(0)') ? written.replace('(0)', '').replace(SEPARATORS, '') : compact;
  return parseInternational(trunkless.replace(/^(?:\+|00)/, ''));
}

function parseInternational(digits: string): PhoneResult {
  if (digits.startsWith('0') || digits === '') return reject('phone_prefix');
  for (const code of SHARED_CODES) {
    if (digits.startsWith(code)) return frenchPlan(digits.slice(code.length).replace(/^0/, ''));
  }
  for (const { code, length } of Object.values(SHORT_PLANS)) {
    if (digits.startsWith(code)) return parseShortPlan(digits.slice(code.length), code, length);
  }
  return digits.length >= 7 && digits.length <= 15 ? accept(`+${digits}`) : reject('phone_length');
}

/** Saint-Pierre-et-Miquelon and Wallis-et-Futuna also have numbers of nine digits. */
function parseShortPlan(digits: string, code: string, length: number): PhoneResult {
  const fits = digits.length === length || (digits.length === 9 && (code === '508' || code === '681'));
  if (!fits) return reject('phone_length');
  return digits.startsWith('0') && code !== '508' ? reject('phone_prefix') : accept(`+${code}${digits}`);
}

function parseNational(digits: string, region: PhoneRegion): PhoneResult {
  const short = SHORT_PLANS[region];
  if (short !== undefined) {
    if (digits.length === short.length) return parseShortPlan(digits, short.code, short.length);
    if (digits.startsWith(short.code) && digits.length === short.code.length + short.length) {
      return parseInternational(digits);
    }
  }
  if (digits.length === 10 && digits.startsWith('0')) return frenchPlan(digits.slice(1));
  if (short !== undefined) return reject('phone_length');
  // Nine digits: a numeric column dropped the leading 0.
  if (digits.length === 9 && !digits.startsWith('0')) return frenchPlan(digits);
  // A country code without its plus sign.
  return /^(?:330?|(?:262|59[046])0?)[1-9]\d{8}$/.test(digits) ? parseInternational(digits) : reject('phone_length');
}

const months = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');

/** A FHIR date or dateTime as written in French: `12 mars 1956`, `mars 1956`, `1956`. The time is omitted. */
export function frenchDate(date: string | null): string {
  const [year = '', month, day] = (date ?? '').slice(0, 10).split('-');
  const name = months[Number(month) - 1];
  if (year === '') return 'date inconnue';
  if (name === undefined) return year;
  return day === undefined ? `${name} ${year}` : `${day === '01' ? '1er' : String(Number(day))} ${name} ${year}`;
}

/** `12/03/1956`, `03/1956` or `1956`, for columns. */
export function shortDate(date: string | null): string {
  return (date ?? '').slice(0, 10).split('-').reverse().join('/');
}

/** @param time milliseconds since 1970 */
export function frenchTime(time: number, timeZone: string): string {
  return new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeStyle: 'short', timeZone }).format(time);
}

/** A decimal with a comma, with the digits as written. */
export function frenchNumber(written: string): string {
  return written.replace('.', ',');
}

/** `06 12 34 56 78`; a foreign number is returned unchanged. */
export function frenchPhone(number: string): string {
  const national = number.replace(/[\s.-]/g, '').replace(/^\+33(?=\d{9}$)/, '0');
  return /^0\d{9}$/.test(national) ? national.replace(/(\d\d)(?=\d)/g, '$1 ') : number;
}

/** A NIR grouped as on the carte Vitale: `2 79 03 51 215 189 89`. */
export function frenchNir(nir: string): string {
  return nir.replace(/^(.)(..)(..)(..)(...)(...)(..)?$/, '$1 $2 $3 $4 $5 $6 $7').trim();
}

const words: Readonly<Record<string, string>> = {
  active: 'en cours',
  recurrence: 'récidive',
  relapse: 'rechute',
  inactive: 'inactif',
  remission: 'rémission',
  resolved: 'résolu',
  unconfirmed: 'non confirmé',
  provisional: 'provisoire',
  differential: 'diagnostic différentiel',
  confirmed: 'confirmé',
  refuted: 'écarté',
  'entered-in-error': 'SAISI PAR ERREUR',
  completed: 'terminé',
  stopped: 'arrêté',
  'on-hold': 'suspendu',
  cancelled: 'annulé',
  draft: 'brouillon',
  intended: 'prévu',
  'not-taken': 'non pris',
  'not-done': 'non fait',
  planned: 'prévu',
  arrived: 'arrivé',
  'in-progress': 'en cours',
  finished: 'terminé',
  booked: 'confirmé',
  fulfilled: 'honoré',
  noshow: 'non venu',
  preliminary: 'provisoire',
  amended: 'modifié',
  corrected: 'corrigé',
  high: 'risque élevé',
  low: 'risque faible',
  mild: 'légère',
  moderate: 'modérée',
  severe: 'sévère',
  male: 'masculin',
  female: 'féminin',
  other: 'autre',
  superseded: 'remplacé',
};

/** Default codes, which are not printed. */
const silent: ReadonlySet<string> = new Set(['final', 'current', 'unknown', 'confirmed', 'finished', 'fulfilled']);

/** A code of R4 in French; null for a default, which is not printed. */
export function frenchCode(code: string | null): string | null {
  return code === null || silent.has(code) ? null : (words[code] ?? code);
}

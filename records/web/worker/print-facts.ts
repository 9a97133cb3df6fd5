import type { PatientFile, SettingsDocument } from '@etanche/records-client';
import { birthName, displayName, synthesisOf } from '@etanche/records-fhir';
import { ageOn, birthDate, longDate } from '../page/text/format.ts';
import type { Letterhead, Signatory } from '../paper/letterhead.ts';
import type { PrintedPatient } from '../paper/prescription.ts';
import type { MissingMention } from '../port/paper-calls.ts';

/** Practice and signatory of a printed page, from the settings. */
export type PaperHead = {
  readonly letterhead: Letterhead | null;
  readonly signatory: Signatory;
  readonly placeAndDate: string;
  readonly missing: readonly MissingMention[];
};

const sexes = { male: 'Sexe masculin', female: 'Sexe féminin', other: 'Sexe : autre', unknown: 'Sexe : non renseigné' };
/** Body weight, LOINC. */
const weight = '29463-7';
/** Up to this age a prescription states the weight. */
const childAge = 15;

/** @param me the member who signs @param today `YYYY-MM-DD` */
export function paperHead(
  documents: readonly SettingsDocument[],
  me: { readonly id: string; readonly name: string },
  today: string,
): PaperHead {
  const letterhead = documents.find((one) => one.document === 'letterhead') ?? null;
  const own = documents.find((one) => one.document === 'practitioner' && one.member === me.id);
  const empty = { title: '', speciality: '', rpps: '', phone: '', email: '' };
  const signatory = own?.document === 'practitioner' ? own : { ...empty, name: me.name };
  const missing: MissingMention[] = [
    ...(letterhead === null ? ['letterhead' as const] : []),
    ...(signatory.rpps === '' ? ['rpps' as const] : []),
    ...(signatory.speciality === '' ? ['speciality' as const] : []),
    ...(signatory.phone === '' && (letterhead?.phone ?? '') === '' ? ['phone' as const] : []),
  ];
  const date = `le ${longDate(today, 'fr')}`;
  const placeAndDate = letterhead === null || letterhead.town === '' ? capital(date) : `${letterhead.town}, ${date}`;
  return { letterhead, signatory, placeAndDate, missing };
}

/** @param today `YYYY-MM-DD` */
export function printedPatient(file: PatientFile, today: string): PrintedPatient {
  const { card } = file.patient();
  const age = ageOn(card.birthDate, today);
  const birth = birthName(card);
  return {
    name: birth === null ? displayName(card) : `${displayName(card)}, nom de naissance ${birth}`,
    sex: sexes[card.sex],
    birth: age === null ? birthDate(card.birthDate) : `${birthDate(card.birthDate)} (${age} ${age > 1 ? 'ans' : 'an'})`,
    body: age !== null && age <= childAge ? newestWeight(file) : null,
  };
}

function newestWeight(file: PatientFile): string | null {
  const series = synthesisOf(file.resources()).measures.find(({ code, unit }) => code === weight && unit === 'kg');
  const last = series?.points.at(-1);
  return last === undefined ? null : `${String(last.value).replace('.', ',')} kg`;
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase('fr') + text.slice(1);
}

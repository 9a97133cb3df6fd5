import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { makePrng, type Prng } from '@etanche/demo';
import { patientPdf } from '@etanche/records-document';
import { buildPatient, resourceFromText, resourceLimits, type PatientTraits } from '@etanche/records-fhir';
import { cdaOids, typeOfDocument, writeLevelOne, type CdaDraft } from '@etanche/records-interop';

/** A file as a laboratory writes it into the folder of a practice. */
export type LaboratoryFile = { readonly name: string; readonly content: Uint8Array };

export type LaboratoryPlace = {
  readonly seed: string;
  /** Patients of the practice, of whom some have a qualified identity. */
  readonly patients: readonly PatientTraits[];
};

type Analysis = {
  readonly name: string;
  readonly loinc: string;
  readonly unit: string;
  readonly range: readonly [low: number, high: number];
  readonly digits: number;
};

const analyses: readonly Analysis[] = [
  { name: 'Hémoglobine', loinc: '718-7', unit: 'g/dL', range: [12, 16], digits: 1 },
  { name: 'Leucocytes', loinc: '6690-2', unit: 'G/L', range: [4, 10], digits: 2 },
  { name: 'Plaquettes', loinc: '777-3', unit: 'G/L', range: [150, 400], digits: 0 },
  { name: 'Potassium', loinc: '2823-3', unit: 'mmol/L', range: [3.5, 5], digits: 1 },
  { name: 'Sodium', loinc: '2951-2', unit: 'mmol/L', range: [136, 145], digits: 0 },
  { name: 'Créatinine', loinc: '14682-9', unit: 'µmol/L', range: [45, 105], digits: 0 },
  { name: 'Glycémie à jeun', loinc: '14771-0', unit: 'mmol/L', range: [3.9, 6.1], digits: 2 },
  { name: 'Ferritine', loinc: '2276-4', unit: 'µg/L', range: [30, 300], digits: 0 },
  { name: 'CRP', loinc: '1988-5', unit: 'mg/L', range: [0, 5], digits: 0 },
];
const laboratory = 'Laboratoire du Steïr';
const timeZone = 'Europe/Paris';
/** An arc of ISO that nobody may register: these documents exist in demonstrations alone. */
const root = '2.999.1';

type Value = Analysis & { readonly value: string; readonly flag: '' | 'L' | 'H' };

/**
 * The result with this number: HL7 v2, HPRIM Médecin and CDA in turn. The same seed, number and time give the same
 * bytes.
 *
 * @param at time of the sample, milliseconds since 1970
 */
export async function laboratoryResult(place: LaboratoryPlace, number: number, at: number): Promise<LaboratoryFile> {
  const prng = makePrng(`laboratory/${place.seed}/${number}`);
  const format = (['hl7', 'hpr', 'xml'] as const)[number % 3] ?? 'hl7';
  // Only a number makes a patient certain; HPRIM has neither the sex nor the birth place.
  const able = place.patients.filter(({ ins }) => format === 'hpr' || ins !== null);
  const traits = prng.pick(able);
  const values = valuesOf(prng);
  const name = `STEIR-${String(number).padStart(8, '0')}.${format}`;
  if (format === 'xml') return { name, content: await cda(traits, values, number, at) };
  const text = format === 'hl7' ? hl7(traits, values, number, at) : hprim(traits, values, number, at);
  return { name, content: new TextEncoder().encode(text) };
}

function valuesOf(prng: Prng): Value[] {
  const first = prng.integer(0, analyses.length - 1);
  const chosen = Array.from({ length: 4 }, (_, i) => analyses[(first + 2 * i) % analyses.length]);
  return chosen.flatMap((analysis) => {
    if (analysis === undefined) return [];
    const { range, digits } = analysis;
    const [low, high] = range;
    const share = prng.chance(0.15) ? 1.1 + prng.next() / 2 : 0.1 + prng.next() * 0.8;
    const value = low + (high - low) * share;
    return [{ ...analysis, value: value.toFixed(digits), flag: value > high ? 'H' : '' }];
  });
}

function hl7(traits: PatientTraits, values: readonly Value[], number: number, at: number): string {
  const time = localTime(at).replaceAll(/[^0-9]/g, '');
  const { birthFamilyName, birthGivenNames, birthDate, sex, ins } = traits;
  const id = ins === null ? '' : `${ins.matricule}^^^ASIP-SANTE-INS-NIR&${insOid(ins.nature)}&ISO^INS`;
  const names = `${birthFamilyName ?? ''}^${birthGivenNames[0] ?? ''}^^^^^L`;
  const born = (birthDate ?? '').replaceAll('-', '');
  return [
    `MSH|^~\\&|STEIR|LABO|DPI|CABINET|${time}||ORU^R01|STEIR${number}|P|2.5||||||UNICODE UTF-8`,
    `PID|1||${id}||${names}||${born}|${sex === 'male' ? 'M' : 'F'}`,
    `OBR|1||${number}|BIO^Biochimie et hématologie^L|||${time}`,
    ...values.map(
      ({ name, loinc, unit, range, value, flag }, i) =>
        `OBX|${i + 1}|NM|${loinc}^${name}^LN||${value}|${unit}|${range.join('-')}|${flag}|||F`,
    ),
    '',
  ].join('\r');
}

/** HPRIM Médecin: a header of twelve lines, and lines of results. */
function hprim(traits: PatientTraits, values: readonly Value[], number: number, at: number): string {
  const french = (date: string): string => date.slice(0, 10).split('-').toReversed().join('/');
  const head = [`P${number}`, traits.birthFamilyName ?? '', traits.birthGivenNames[0] ?? '', '', '', '29000 QUIMPER'];
  const decimal = (value: number | string): string => String(value).replace('.', ',');
  return [
    ...head,
    ...[french(traits.birthDate ?? ''), '', `D${number}`, french(localTime(at)), `STEIR  ${laboratory}`, 'CABINET'],
    ...['Compte rendu d’examens', '****LAB****'],
    ...values.map(
      ({ name, loinc, unit, range, value, flag }) =>
        `RES|${name}|${loinc}|N|${decimal(value)}|${unit}|${decimal(range[0])}|${decimal(range[1])}|${flag || 'N'}|F`,
    ),
    ...['****FIN****', ''],
  ].join('\r\n');
}

async function cda(traits: PatientTraits, values: readonly Value[], number: number, at: number) {
  const type = typeOfDocument('11502-2');
  if (type === null) throw new RangeError('the value set has reports of laboratories');
  const time = new Date(at).toISOString().replace(/\.\d+Z$/, '+00:00');
  const organization = {
    id: { root: cdaOids.structure, extension: '1290099999' },
    ...{ name: laboratory, phone: null, address: null, setting: null },
  };
  const professional = {
    id: { root: cdaOids.person, extension: '810009999990' },
    profession: { code: 'G15_10/SM03', system: cdaOids.profession, name: 'Biologie médicale' },
    ...{ family: 'PENNEC', given: 'Armelle', title: 'DR', phone: null, address: null, organization },
  };
  const patient = buildPatient('patient', traits) as CdaDraft['patient'];
  const draft: CdaDraft = {
    id: { root: `${root}.1`, extension: String(number) },
    setId: { root: `${root}.2`, extension: String(number) },
    ...{ version: 1, replaces: null, type, title: 'Compte rendu d’examens biologiques', time, confidentiality: 'N' },
    ...{ patient, author: { time, professional }, authenticator: { time, professional }, custodian: organization },
    ...{ recipients: [], event: { code: null, start: time, end: null } },
    facility: { code: 'SA25', system: cdaOids.facilityType, name: 'Laboratoire' },
  };
  const shown = values.map(({ name, unit, range, value }) => ({
    ...{ resourceType: 'Observation', status: 'final', code: { text: name } },
    subject: { reference: 'Patient/patient' },
    effectiveDateTime: time,
    valueQuantity: { value: Number(value), unit },
    referenceRange: [{ low: { value: range[0], unit }, high: { value: range[1], unit } }],
  }));
  const resources = [patient, ...shown].map((one) => resourceFromText(JSON.stringify(one), resourceLimits));
  const fonts = { plain: readFont('DejaVuSansCondensed'), bold: readFont('DejaVuSansCondensed-Bold') };
  const options = { practice: laboratory, now: at, timeZone, isArchival: true, fonts };
  return writeLevelOne(draft, await patientPdf(resources, options));
}

function readFont(name: string): Uint8Array<ArrayBuffer> {
  const require = createRequire(import.meta.url);
  return new Uint8Array(readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
}

/** `YYYY-MM-DD HH:MM:SS` at the laboratory. */
function localTime(at: number): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(at);
}

function insOid(nature: NonNullable<PatientTraits['ins']>['nature']): string {
  const [nir, nia, test, demo] = cdaOids.ins;
  return { nir, nia, test, demo }[nature];
}

import type { JsonObject, Resource } from '@etanche/records-fhir';
import type { Prng } from '../prng.ts';
import { acute, doses, specialists } from './clinical-words.ts';
import { loinc, type Patient } from './history-resources.ts';
import { bloodTests, vitalSigns, type Measure } from './laboratory-words.ts';
import { medicines } from './medicines.ts';
import { display, makeId } from './practice-resources.ts';
import { decimal } from './write-json.ts';

/** From this year of life on, visits have weights of their own. */
const adultAge = 18;

/** One visit on a day (`YYYY-MM-DD`): the encounter, its note, measurements, prescriptions and later answers. */
export function* visitResources(prng: Prng, patient: Patient, doctor: string, day: string): Generator<Resource> {
  const subject = patient.reference;
  const hour = String(prng.integer(8, 18)).padStart(2, '0');
  const at = `${day}T${hour}:${prng.pick(['00', '15', '30', '45'])}:00+01:00`;
  const age = Number(day.slice(0, 4)) - patient.birthYear;
  const complaint = prng.pick(
    acute.filter(({ from, to, sex }) => age >= from && age <= to && (sex === null || sex === patient.sex)),
  );
  const id = makeId(prng);
  const encounter: JsonObject = { reference: `Encounter/${id}` };
  yield {
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB', display: 'ambulatory' },
    type: [{ text: 'Consultation de médecine générale' }],
    subject,
    participant: [{ individual: display(doctor) }],
    period: { start: at },
    reasonCode: [{ text: complaint.reason }],
  };
  const ongoing = patient.illnesses.length > 0 ? prng.pick(patient.illnesses) : null;
  yield note(prng, {
    subject,
    encounter,
    doctor,
    at,
    complaint,
    ongoing: ongoing === null ? null : `${ongoing.name} : ${ongoing.note}`,
  });
  const [least, most] = age < 12 ? [90, 110] : age < 17 ? [100, 125] : [105, 155];
  const pressure = [prng.integer(least, most), age < 12 ? prng.integer(50, 70) : prng.integer(60, 95)] as const;
  yield {
    ...observed(prng, subject, encounter, at, 'vital-signs'),
    code: loinc('85354-9', 'Pression artérielle'),
    component: [component('8480-6', 'Systolique', pressure[0]), component('8462-4', 'Diastolique', pressure[1])],
  };
  for (const measure of vitalSigns)
    if (prng.chance(0.55)) {
      const made = measured(prng, ofPatient(measure, patient), subject, encounter, at, 'vital-signs');
      // A child has the weights of its growth chart.
      if (age >= adultAge || measure.unit !== 'kg') yield made;
    }
  for (const name of [...complaint.treatments, ...(ongoing?.treatments.slice(0, 1) ?? [])]) {
    const found = medicines.filter((one) => one.startsWith(name) && !/inject|perfusion/.test(one));
    if (found.length === 0) continue;
    const medicine = prng.pick(found);
    yield {
      resourceType: 'MedicationRequest',
      id: makeId(prng),
      status: prng.chance(0.3) ? 'active' : 'completed',
      intent: 'order',
      medicationCodeableConcept: { text: medicine },
      subject,
      encounter,
      authoredOn: at,
      requester: display(doctor),
      dosageInstruction: [{ text: dose(prng, medicine) }],
    };
  }
  if (prng.chance(0.35)) yield* laboratoryReport(prng, age, subject, encounter, at);
  if (prng.chance(0.2)) yield letter(prng, subject, doctor, at, complaint.reason);
}

/** A weight changes by a kilogram or two. */
function ofPatient(measure: Measure, { weight }: Patient): Measure {
  return measure.unit === 'kg' ? { ...measure, low: weight - 1, high: weight + 1 } : measure;
}

function dose(prng: Prng, medicine: string): string {
  const form = /inhal|flacon pressurisé/.test(medicine)
    ? 'inhaled'
    : /crème|gel|pommade|lotion|émulsion/.test(medicine)
      ? 'skin'
      : /sachet|granulés|poudre|solution/.test(medicine)
        ? 'sachet'
        : 'tablet';
  return prng.pick(doses[form]);
}

function note(
  prng: Prng,
  visit: {
    subject: JsonObject;
    encounter: JsonObject;
    doctor: string;
    at: string;
    complaint: (typeof acute)[number];
    ongoing: string | null;
  },
): Resource {
  const { complaint, ongoing } = visit;
  const history = prng.pick([
    'Évolution favorable depuis la dernière visite.',
    'Symptômes apparus progressivement, sans traitement pris avant la consultation.',
    'Vient accompagné, décrit une gêne modérée au quotidien.',
  ]);
  const part = (title: string, content: string): JsonObject => ({
    title,
    text: { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml"><p>${content}</p></div>` },
  });
  return {
    resourceType: 'Composition',
    id: makeId(prng),
    status: 'final',
    type: loinc('11488-4', 'Note de consultation'),
    subject: visit.subject,
    encounter: visit.encounter,
    date: visit.at,
    author: [display(visit.doctor)],
    title: `Consultation : ${complaint.reason}`,
    section: [
      part('Motif', complaint.reason),
      part('Interrogatoire', ongoing === null ? history : `${history} ${ongoing}`),
      part('Examen', complaint.findings),
      part('Conclusion', complaint.conclusion),
    ],
  };
}

function* laboratoryReport(
  prng: Prng,
  age: number,
  subject: JsonObject,
  encounter: JsonObject,
  at: string,
): Generator<Resource> {
  const chosen = bloodTests.filter(({ from }) => prng.chance(0.5) && age >= from);
  const results = chosen.map((measure) => measured(prng, measure, subject, encounter, at, 'laboratory'));
  yield* results;
  yield {
    resourceType: 'DiagnosticReport',
    id: makeId(prng),
    status: 'final',
    code: loinc('11502-2', 'Compte rendu de laboratoire'),
    subject,
    encounter,
    effectiveDateTime: at,
    performer: [display('Laboratoire Démo')],
    ...(results.length === 0 ? {} : { result: results.map(referenceTo) }),
    conclusion: prng.pick([
      'Bilan sans particularité.',
      'À contrôler dans trois mois.',
      'Discrète anomalie, à confronter à la clinique.',
    ]),
  };
}

function referenceTo({ resourceType, id }: Resource): JsonObject {
  return { reference: `${resourceType}/${typeof id === 'string' ? id : ''}` };
}

function measured(
  prng: Prng,
  measure: Measure,
  subject: JsonObject,
  encounter: JsonObject,
  at: string,
  category: string,
): Resource {
  const { code, name, unit, low, high, decimals } = measure;
  const spread = (high - low) * 0.25;
  // Rounded first, so that a value at its limit is not marked.
  const value = Number(Math.max(0, low - spread + prng.next() * (high - low + 2 * spread)).toFixed(decimals));
  const quantity = (amount: string): JsonObject => ({
    value: amount,
    unit,
    system: 'http://unitsofmeasure.org',
    code: unit,
  });
  const isAbnormal = category === 'laboratory' && (value < low || value > high);
  const flag = {
    coding: [
      { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code: value < low ? 'L' : 'H' },
    ],
    text: value < low ? 'bas' : 'élevé',
  };
  return {
    ...observed(prng, subject, encounter, at, category),
    code: loinc(code, name),
    valueQuantity: quantity(decimal(value, decimals)),
    ...(isAbnormal ? { interpretation: [flag] } : {}),
    ...(category === 'laboratory'
      ? { referenceRange: [{ low: quantity(decimal(low, decimals)), high: quantity(decimal(high, decimals)) }] }
      : {}),
  };
}

function observed(prng: Prng, subject: JsonObject, encounter: JsonObject, at: string, category: string): Resource {
  const system = 'http://terminology.hl7.org/CodeSystem/observation-category';
  return {
    resourceType: 'Observation',
    id: makeId(prng),
    status: 'final',
    category: [{ coding: [{ system, code: category }] }],
    subject,
    encounter,
    effectiveDateTime: at,
  };
}

function component(code: string, name: string, value: number): JsonObject {
  return {
    code: loinc(code, name),
    valueQuantity: { value, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' },
  };
}

/** A specialist's letter, as plain text. */
function letter(prng: Prng, subject: JsonObject, doctor: string, at: string, reason: string): Resource {
  const from = prng.pick(specialists);
  const body = [
    from,
    `Cher confrère, chère consœur (${doctor}),`,
    `J’ai vu ce jour votre patient adressé pour : ${reason.toLowerCase()}.`,
    'L’interrogatoire ne retrouve pas d’élément de gravité. L’examen clinique est rassurant, les examens complémentaires réalisés au cabinet sont dans les limites de la normale.',
    prng.pick([
      'Je propose de poursuivre le traitement actuel sans changement.',
      'Je propose un contrôle dans six mois, ou plus tôt en cas de nouveau symptôme.',
      'J’ai demandé une imagerie complémentaire dont je vous adresserai le résultat.',
    ]),
    'Bien confraternellement,',
  ].join('\n\n');
  const title = `Courrier de consultation, ${from.split(', ')[1] ?? ''}`;
  const attachment = { contentType: 'text/plain; charset=utf-8', title, data: Buffer.from(body).toString('base64') };
  return {
    resourceType: 'DocumentReference',
    id: makeId(prng),
    status: 'current',
    type: loinc('11488-4', 'Courrier'),
    subject,
    date: at,
    author: [display(from.split(',')[0] ?? from)],
    content: [{ attachment }],
  };
}

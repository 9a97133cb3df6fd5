import { setTimeout } from 'node:timers/promises';
import type { syntheticPractice } from '@etanche/demo';
import {
  createRecordsData,
  remainingQuotas,
  type RecordsData,
  type SearchAnswer,
  type RecordsClient,
} from '@etanche/records-client';
import type { Card } from '@etanche/records-fhir';
import type { Terminal } from '../terminal.ts';
import type { TrialPractice } from '@etanche/trial';

type Patient = ReturnType<typeof syntheticPractice> extends Generator<infer P> ? P : never;

const dataOptions = { validate: null, freshnessSeconds: 120, keptScopes: 40, rebases: 3 } as const;
const slackSeconds = 30;

/** A secretary searches, a doctor opens and writes; then shows access list, quotas and audit log. */
export async function showMorning(
  terminal: Terminal,
  practice: TrialPractice,
  people: readonly Patient[],
  now: () => number,
): Promise<void> {
  const [secretaryAtDesk] = practice.members;
  const chosen = people.find(({ resources }) => resources.length > 40) ?? people[0];
  if (secretaryAtDesk === undefined || chosen === undefined) throw new Error('the practice has no members');
  const secretary = await secretaryAtDesk.signIn();
  const desk = createRecordsData(secretary, dataOptions);
  terminal.line();
  terminal.line(terminal.style('bold', 'Au secrétariat · at the desk'));
  let scope: string | null = null;
  for (const typed of typedTexts(chosen)) {
    const { result, ms } = await timed(() => desk.patients.search(typed));
    showSearch(terminal, typed, result, ms);
    if (result.answer === 'found') scope = result.cards[0]?.scope ?? scope;
  }
  if (scope === null) throw new Error('the patient was not found');
  const reception = await desk.patients.open(scope);
  terminal.line(
    `  La secrétaire voit ${reception.resources().length} ressources ; ${reception.withheld()} lui sont fermées · ` +
      'the secretary sees the identity, the rest is sealed',
  );

  terminal.line();
  terminal.line(terminal.style('bold', 'En consultation · with the doctor'));
  const doctor = await practice.doctor.signIn();
  await work(terminal, createRecordsData(doctor, dataOptions), { scope, patientId: chosen.patientId }, now);

  terminal.line();
  terminal.line(terminal.style('bold', 'Ce qui reste · what is left'));
  await showQuotas(terminal, [
    ['médecin · doctor', doctor],
    ['secrétaire · secretary', secretary],
  ]);
  terminal.line();
  terminal.line(terminal.style('dim', '  etanche thefts --records measures what attackers get from such a practice.'));
  doctor.session.lock();
  secretary.session.lock();
}

async function work(
  terminal: Terminal,
  data: RecordsData,
  { scope, patientId }: { readonly scope: string; readonly patientId: string },
  now: () => number,
): Promise<void> {
  const { result: file, ms } = await timed(() => data.patients.open(scope));
  const byType = new Map<string, number>();
  for (const { resource } of file.resources()) {
    byType.set(resource.resourceType, (byType.get(resource.resourceType) ?? 0) + 1);
  }
  const types = [...byType].sort(([, a], [, b]) => b - a).map(([type, count]) => `${count} ${type}`);
  terminal.line(`  Dossier ouvert en ${ms.toFixed(0)} ms, une évaluation · opened by one evaluation:`);
  terminal.line(`  ${types.slice(0, 6).join(', ')}${types.length > 6 ? ', …' : ''}`);
  const note = {
    resourceType: 'Observation' as const,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
    subject: { reference: `Patient/${patientId}` },
    effectiveDateTime: new Date(now()).toISOString(),
    valueQuantity: { value: 72, unit: '/min' },
  };
  const { ms: writing } = await timed(() => file.write([{ kind: 'create', resource: note }]));
  terminal.line(`  Une mesure écrite, signée, scellée en ${writing.toFixed(0)} ms · written, signed, sealed`);
  // New leaves get their numbers a few times per second.
  await setTimeout(1000);
  const { accesses } = await file.accesses();
  terminal.table(
    ['  Qui a ouvert · who opened', 'Quand, horloge de l’essai · when, trial clock', 'Quoi · what'],
    accesses
      .slice(0, 5)
      .map(({ name, time, kind }) => [`  ${name ?? '-'}`, new Date(time).toISOString().slice(11, 19), kind]),
  );
  const { checkpoint, own } = await data.verifyAudit(slackSeconds);
  terminal.line(
    `  Journal vérifié : ${checkpoint.size} feuilles, cosignées par les coffres ; de mes derniers actes, ` +
      `${own.found} y sont et ${own.waiting}, de moins de ${slackSeconds} secondes, y entreront · ` +
      'audit log verified; my acts of the last seconds enter it next',
  );
}

async function showQuotas(terminal: Terminal, members: readonly (readonly [string, RecordsClient])[]): Promise<void> {
  const rows = await Promise.all(
    members.map(async ([who, client]) => {
      const { scope, search, agenda, people, emergency } = await remainingQuotas(client);
      const cell = ({ openings, of }: { openings: number; of: number }) => `${openings} / ${of}`;
      return [`  ${who}`, cell(scope), cell(search), cell(agenda), cell(people), cell(emergency)];
    }),
  );
  const head = [
    '  Quota',
    'dossiers · files',
    'recherches · searches',
    'agenda',
    'personnes · people',
    'urgence · emergency',
  ];
  terminal.table(head, rows, head.slice(1));
}

/** Search texts of a secretary for this person: birth date and letter, then both names. */
function typedTexts({ traits }: Patient): string[] {
  const family = traits.usedFamilyName ?? traits.birthFamilyName ?? '';
  const given = traits.usedGivenName ?? traits.birthGivenNames[0] ?? '';
  const [year = '', month = '', day = ''] = (traits.birthDate ?? '').split('-');
  return [`${family} ${given}`.toLowerCase(), `${day} ${month} ${year} ${family.slice(0, 1)}`.toLowerCase()];
}

function showSearch(terminal: Terminal, typed: string, answer: SearchAnswer, ms: number): void {
  const cards = answer.answer === 'found' ? answer.cards : [];
  terminal.line(`  « ${typed} » ${terminal.style('dim', `${ms.toFixed(0)} ms, ${answer.answer}`)}`);
  for (const { card } of cards.slice(0, 3)) terminal.line(`    ${describe(card)}`);
}

function describe({ familyNames, usedName, givenNames, birthDate, sex, town }: Card): string {
  const names = [usedName ?? familyNames[0], givenNames[0]].filter((name) => name !== undefined);
  return [names.join(' '), birthDate, sex, town].filter((part) => part !== null && part !== '').join(' · ');
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const started = performance.now();
  const result = await work();
  return { result, ms: performance.now() - started };
}

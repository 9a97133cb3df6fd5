import type { PatientFile } from '@etanche/records-client';
import { birthName, displayName, type RawResource, synthesisOf } from '@etanche/records-fhir';
import { birthDate, longDate } from '../../page/text/format.ts';
import { letterPrint } from '../../paper/letter.ts';
import { withSex } from '../../paper/with-sex.ts';
import { writePdf } from '../../paper/write-pdf.ts';
import { practiceToday } from '../../port/practice-time.ts';
import type { Papers } from '../papers.ts';
import type { OutgoingPart } from './write-document.ts';

export type Collected = { readonly parts: readonly OutgoingPart[]; readonly resources: readonly RawResource[] };

/** Types of the resources that a synthesis has, as in the French one (VSM). */
const types: readonly string[] = [
  ...['AllergyIntolerance', 'Condition', 'FamilyMemberHistory', 'Immunization'],
  ...['MedicationRequest', 'MedicationStatement', 'Procedure'],
];
const mostMeasures = 12;

/** The synthesis of a file, as a PDF to read and as its resources. */
export async function synthesisParts(file: PatientFile, papers: Papers): Promise<Collected> {
  const { signatory, ...paper } = await papers.head();
  const date = practiceToday();
  const print = letterPrint({
    ...{ ...paper, signatory, addressee: [], copies: [], signedBy: signatory.name },
    heading: `Synthèse médicale du ${longDate(date, 'fr')}`,
    body: synthesisText(file),
  });
  const facts = { title: `Synthèse médicale du ${longDate(date, 'fr')}`, kind: 'report', date } as const;
  return {
    parts: [{ facts, contentType: 'application/pdf', bytes: writePdf(print).bytes }],
    resources: file
      .resources()
      .flatMap(({ resource, text }): RawResource[] =>
        types.includes(resource.resourceType) ? [{ resource, text }] : [],
      ),
  };
}

function synthesisText(file: PatientFile): string {
  const { card } = file.patient();
  const view = synthesisOf(file.resources());
  const birth = birthName(card);
  const name = birth === null ? displayName(card) : `${displayName(card)}, nom de naissance ${birth}`;
  const list = (title: string, lines: readonly string[], none: string): string =>
    `${title}\n${lines.length === 0 ? `- ${none}` : lines.map((line) => `- ${line}`).join('\n')}`;
  const allergies = {
    listed: view.allergies.list.map(({ substance }) => substance),
    none_known: ['aucune connue'],
    not_recorded: ['non renseignées'],
  }[view.allergies.state];
  const measures = view.results
    .slice(0, mostMeasures)
    .flatMap(({ name: analysis, unit, values: [last] }) =>
      last === undefined ? [] : [`${analysis} : ${last.text} ${unit} (${longDate(last.date, 'fr')})`],
    );
  return [
    withSex(`${name}, né(e) le ${birthDate(card.birthDate)}`, card.sex),
    list(
      'Problèmes en cours',
      view.problems.filter(({ isActive }) => isActive).map((problem) => problem.name),
      'aucun problème noté',
    ),
    list('Allergies', allergies, 'non renseignées'),
    list(
      'Traitement actuel',
      view.treatments.map(({ name: medicine, dose }) => (dose === null ? medicine : `${medicine} : ${dose}`)),
      'aucun traitement noté',
    ),
    list('Derniers résultats', measures, 'aucun résultat'),
  ].join('\n\n');
}

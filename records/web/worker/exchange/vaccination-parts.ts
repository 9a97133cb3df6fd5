import type { PatientFile } from '@etanche/records-client';
import { diseases, displayName, type RawResource, synthesisOf, type VaccineView } from '@etanche/records-fhir';
import { birthDate, longDate } from '../../page/text/format.ts';
import { letterPrint } from '../../paper/letter.ts';
import { withSex } from '../../paper/with-sex.ts';
import { writePdf } from '../../paper/write-pdf.ts';
import { practiceToday } from '../../port/practice-time.ts';
import type { Papers } from '../papers.ts';
import type { Collected } from './synthesis-parts.ts';

/** The vaccination record of a file, as a PDF to read and as its resources. */
export async function vaccinationParts(file: PatientFile, papers: Papers): Promise<Collected> {
  const { signatory, ...paper } = await papers.head();
  const { card } = file.patient();
  const { vaccines } = synthesisOf(file.resources());
  const date = practiceToday();
  const title = `Carnet de vaccination du ${longDate(date, 'fr')}`;
  const print = letterPrint({
    ...{ ...paper, signatory, addressee: [], copies: [], signedBy: signatory.name },
    heading: title,
    body: [
      withSex(`${displayName(card)}, né(e) le ${birthDate(card.birthDate)}`, card.sex),
      vaccines.map((one) => `- ${lineOf(one)}`).join('\n'),
    ].join('\n\n'),
  });
  const ids = new Set(vaccines.map(({ id }) => id));
  return {
    parts: [{ facts: { title, kind: 'report', date }, contentType: 'application/pdf', bytes: writePdf(print).bytes }],
    resources: file
      .resources()
      .flatMap(({ id, resource, text }): RawResource[] => (ids.has(id) ? [{ resource, text }] : [])),
  };
}

function lineOf({ date, name, lot, site, isDone, diseases: against, facts }: VaccineView): string {
  const parts = [
    `${longDate(date, 'fr')} : ${name}`,
    against.map((one) => diseases[one]).join(', '),
    facts.dose === null ? '' : `dose ${facts.dose}`,
    lot === null ? '' : `lot ${lot}`,
    site ?? '',
    isDone ? '' : ['non réalisée', facts.refusal].filter(Boolean).join(', '),
    facts.note ?? '',
  ];
  return parts.filter((part) => part !== '').join(' · ');
}

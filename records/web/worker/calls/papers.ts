import { DataError, type PatientFile } from '@etanche/records-client';
import { buildLetter, readLetter, synthesisOf } from '@etanche/records-fhir';
import { readPrescription, type PrescriptionLine } from '@etanche/records-medicines';
import { birthDate, longDate, ageOn } from '../../page/text/format.ts';
import { displayName } from '../../page/patients/display-name.ts';
import { fillTemplate } from '../../paper/fill-template.ts';
import { letterPrint } from '../../paper/letter.ts';
import { prescriptionPrint } from '../../paper/prescription.ts';
import type { PaperCalls, Printed } from '../../port/paper-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, practiceToday, withPracticeOffset } from '../../port/practice-time.ts';
import { loadMedicines, type Medicines } from '../medicines.ts';
import type { OpenFiles } from '../open-files.ts';
import { paperHead, printedPatient, type PaperHead } from '../print-facts.ts';
import { prescriptionRequests } from '../prescription-requests.ts';
import { printedLine } from '../printed-line.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import type { SettingsStore } from '../settings-store.ts';

/** Calls that print from a file. Pages are laid out here; the page draws them. */
export function createPaperCalls(
  host: SessionHost,
  files: OpenFiles,
  settings: SettingsStore,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof PaperCalls> {
  const head = async (): Promise<PaperHead> => {
    const documents = (await settings.open()).entries().map(({ content }) => content);
    return paperHead(documents, host.open().me, practiceToday());
  };
  const prescription = async (
    scope: string,
    linesOf: (file: PatientFile, medicines: Medicines) => readonly PrescriptionLine[],
  ): Promise<Printed | null> => {
    const [medicines, file, { missing, signatory, ...paper }] = await Promise.all([
      loadMedicines(),
      files.open(scope),
      head(),
    ]);
    const lines = linesOf(file, medicines);
    if (lines.length === 0) return null;
    const print = prescriptionPrint({
      ...paper,
      prescriber: signatory,
      patient: printedPatient(file, practiceToday()),
      lines: lines.map((line) => printedLine(medicines, line)),
    });
    return { print, missing };
  };
  return {
    paperDraft: ({ scope, lines, renewed }) =>
      prescription(scope, (file, medicines) => {
        const by = { authoredOn: withPracticeOffset(practiceClock()), author: host.open().me.name };
        return prescriptionRequests(medicines, file, { lines, renewed }, by).requests.flatMap(
          (request) => readPrescription(request)?.line ?? [],
        );
      }),
    paperPrescription: ({ scope }) =>
      prescription(scope, (file) => {
        const lines = file.resources().flatMap(({ resource }) => {
          const read = resource.resourceType === 'MedicationRequest' ? readPrescription(resource) : null;
          return read === null ? [] : [read.line];
        });
        const newest = lines
          .map(({ authoredOn }) => authoredOn)
          .sort(byInstant)
          .at(-1);
        return lines.filter(({ authoredOn }) => authoredOn === newest);
      }),
    async paperFill({ scope, template, fields }) {
      const [file, all] = await Promise.all([files.open(scope), settings.open()]);
      const content = all.entries().find(({ id }) => id === template)?.content;
      if (content?.document !== 'template') throw new DataError('conflict', 'the template was removed');
      const { card } = file.patient();
      const view = synthesisOf(file.resources());
      const age = ageOn(card.birthDate, practiceToday());
      const filled = fillTemplate(content.text, {
        ...fields,
        patient: displayName(card),
        naissance: birthDate(card.birthDate),
        age: age === null ? '' : `${age} ans`,
        docteur: host.open().me.name,
        date: longDate(practiceToday(), 'fr'),
        problemes: listed(
          view.problems.filter(({ isActive }) => isActive).map(({ name }) => name),
          'aucun problème noté',
        ),
        traitement: listed(
          view.treatments.map(({ name, dose }) => (dose === null ? name : `${name} : ${dose}`)),
          'aucun traitement noté',
        ),
        allergies: allergyText(view.allergies),
        medecin_traitant: view.treatingDoctor ?? '',
      });
      return { heading: content.kind === 'letter' ? '' : content.name, body: filled.text, open: filled.open };
    },
    async paperLetter({ scope, letter }) {
      const [{ missing, signatory, ...paper }] = await Promise.all([head(), files.open(scope)]);
      const { heading, body, addressee, copies } = letter;
      const print = letterPrint({ ...paper, signatory, addressee, heading, body, copies, signedBy: signatory.name });
      return { print, missing };
    },
    async letters({ scope }) {
      const file = await files.open(scope);
      return file
        .resources()
        .flatMap(({ id, version, resource }) => {
          const letter = resource.resourceType === 'DocumentReference' ? readLetter(resource) : null;
          const date = resource['date'];
          const [author] = (resource['author'] ?? []) as { display?: string }[];
          if (letter === null) return [];
          return [{ id, version, date: typeof date === 'string' ? date : '', author: author?.display ?? '', letter }];
        })
        .toSorted((one, other) => other.date.localeCompare(one.date));
    },
    async letterKeep({ scope, letter, base }) {
      const file = await files.open(scope);
      const at = withPracticeOffset(practiceClock());
      const built = buildLetter({ patient: referenceTo(file), author: host.open().me.name, at }, letter);
      const known = base === null ? null : file.resource(base.id);
      const resource = { ...built, id: known?.resource['id'] ?? crypto.randomUUID() } as typeof built;
      const [id = ''] = await file.write([
        base === null ? { kind: 'create', resource } : { kind: 'update', id: base.id, base: base.version, resource },
      ]);
      emit('patient', { scope });
      return id;
    },
  };
}

function byInstant(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other);
}

/** A list on paper. An absence is a fact of the file, so that it is written. */
function listed(names: readonly string[], none: string): string {
  return names.length === 0 ? `- ${none}` : names.map((name) => `- ${name}`).join('\n');
}

/** Three different facts, as in the header of a file. */
function allergyText({ state, list }: ReturnType<typeof synthesisOf>['allergies']): string {
  if (state === 'listed') return list.map(({ substance }) => substance).join(', ');
  return state === 'none_known' ? 'aucune connue' : 'non renseignées';
}

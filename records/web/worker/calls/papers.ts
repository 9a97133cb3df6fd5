import { DataError } from '@etanche/records-client';
import { buildLetter, displayName, readLetter, synthesisOf } from '@etanche/records-fhir';
import { readPrescription } from '@etanche/records-medicines';
import { birthDate, longDate, ageOn } from '../../page/text/format.ts';
import { fillTemplate } from '../../paper/fill-template.ts';
import { letterPrint } from '../../paper/letter.ts';
import { withSex } from '../../paper/with-sex.ts';
import type { PaperCalls } from '../../port/paper-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, practiceToday, withPracticeOffset } from '../../port/practice-time.ts';
import type { OpenFiles } from '../open-files.ts';
import type { Papers } from '../papers.ts';
import { historyLines, treatmentLines } from '../letter-facts.ts';
import { prescriptionRequests } from '../prescription-requests.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import type { SettingsStore } from '../settings-store.ts';

/** Calls that print from a file. Pages are laid out here; the page draws them. */
export function createPaperCalls(
  host: SessionHost,
  files: OpenFiles,
  settings: SettingsStore,
  papers: Papers,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof PaperCalls> {
  const { head, prescription } = papers;
  return {
    paperDraft: ({ scope, lines, renewed }) =>
      prescription(scope, (file, medicines) => {
        const by = { authoredOn: withPracticeOffset(practiceClock()), author: host.open().me.name };
        return prescriptionRequests(medicines, file, { lines, renewed }, by).requests.flatMap(
          (request) => readPrescription(request)?.line ?? [],
        );
      }),
    paperPrescription: ({ scope }) => papers.lastPrescription(scope),
    async paperFill({ scope, template, fields }) {
      const [file, all] = await Promise.all([files.open(scope), settings.open()]);
      const content = all.entries().find(({ id }) => id === template)?.content;
      if (content?.document !== 'template') throw new DataError('conflict', 'the template was removed');
      const { card } = file.patient();
      const view = synthesisOf(file.resources());
      const age = ageOn(card.birthDate, practiceToday());
      const filled = fillTemplate(withSex(content.text, card.sex), {
        ...fields,
        patient: displayName(card),
        naissance: birthDate(card.birthDate),
        age: age === null ? '' : `${age} ans`,
        docteur: host.open().me.name,
        date: longDate(practiceToday(), 'fr'),
        problemes: listed(historyLines(view), 'aucun problème noté'),
        traitement: listed(treatmentLines(view, practiceToday()), 'aucun traitement noté'),
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

/** A list on paper. An absence is a fact of the file, so that it is written. */
function listed(names: readonly string[], none: string): string {
  return names.length === 0 ? `- ${none}` : names.map((name) => `- ${name}`).join('\n');
}

/** Three different facts, as in the header of a file. */
function allergyText({ state, list }: ReturnType<typeof synthesisOf>['allergies']): string {
  if (state === 'listed') return list.map(({ substance }) => substance).join(', ');
  return state === 'none_known' ? 'aucune connue' : 'non renseignées';
}

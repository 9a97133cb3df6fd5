import { buildPatient, cardOf, displayName } from '@etanche/records-fhir';
import { RecordsClientError, type SearchAnswer } from '@etanche/records-client';
import type { PatientCalls, SearchResult } from '../../port/patient-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { fileView } from '../file-view.ts';
import { checkNir, traitsOf } from '../new-patient.ts';
import { newRecordId } from '../../port/new-record-id.ts';
import { isAway } from '../outbox-entry.ts';
import type { Outbox } from '../outbox.ts';
import { foundUnsent, withUnsent } from '../unsent/found-unsent.ts';
import { overlaidFile } from '../unsent/overlay.ts';
import type { OpenFiles } from '../open-files.ts';
import type { SessionHost } from '../session-host.ts';

type Further = NonNullable<SearchAnswer['further']>;
/** Continued searches that are remembered: those of the last few questions. */
const mostFurther = 20;

export function createPatientCalls(
  host: SessionHost,
  files: OpenFiles,
  outbox: Outbox,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof PatientCalls> {
  const further = new Map<string, Further>();
  host.onClose(() => {
    further.clear();
  });
  let lastFurther = 0;
  const result = (answer: SearchAnswer): SearchResult => {
    let next: string | null = null;
    if (answer.further !== null) {
      next = String(++lastFurther);
      further.set(next, answer.further);
      for (const old of further.keys()) {
        if (further.size <= mostFurther) break;
        further.delete(old);
      }
    }
    if (answer.answer === 'found')
      return { answer: 'found', patients: answer.cards, unreadable: answer.unreadable, further: next };
    return { ...answer, further: next };
  };
  return {
    async search({ text }, { signal }) {
      const created = foundUnsent(text, outbox.waiting());
      try {
        const answer = result(await host.open().data.patients.search(text, { signal }));
        return created.length === 0 ? answer : withUnsent(created, answer);
      } catch (error) {
        // Somebody who was created without the server is found without it.
        if (created.length === 0 || !isAway(error)) throw error;
        return { answer: 'found', patients: created, unreadable: 0, further: null };
      }
    },
    async searchFurther({ further: key }, { signal }) {
      const next = further.get(key);
      if (next === undefined) throw new RecordsClientError('locked', 'the search belongs to an earlier session');
      return result(await next({ signal }));
    },
    async openPatient({ scope }) {
      const { me } = host.open();
      const file = await files.open(scope);
      return fileView(overlaidFile(file, outbox.waiting()), me.roles.includes('doctor'));
    },
    checkNir: (typed) => Promise.resolve(checkNir(typed)),
    async findLookalikes(form) {
      const { candidates, complete } = await host.open().data.patients.findDuplicates(traitsOf(form));
      const patients = candidates.flatMap(({ scope, card, score: { verdict } }) =>
        verdict === 'different' ? [] : [{ scope, card, verdict }],
      );
      return { patients, isComplete: complete };
    },
    async createPatient({ known, ...form }) {
      const [scope, id] = [newRecordId(), newRecordId()];
      const traits = traitsOf(form);
      const text = JSON.stringify(buildPatient(crypto.randomUUID(), traits));
      const puts = [{ id, text, base: 0, before: null }];
      const entry = { kind: 'patient', scope, at: Date.now(), puts, tried: [], isSent: false, visit: null } as const;
      const name = displayName(cardOf(traits));
      const target = { place: 'new', known } as const;
      return { scope, isSent: await outbox.submit(`patient/${scope}`, { ...entry, name, target }) };
    },
    closePatient({ scope }) {
      files.close(scope);
      emit('patient', { scope });
      return Promise.resolve(null);
    },
  };
}

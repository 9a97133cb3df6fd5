import { buildPatient } from '@etanche/records-fhir';
import { RecordsClientError, type SearchAnswer } from '@etanche/records-client';
import type { PatientCalls, SearchResult } from '../../port/patient-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { fileView } from '../file-view.ts';
import { checkNir, traitsOf } from '../new-patient.ts';
import type { OpenFiles } from '../open-files.ts';
import type { SessionHost } from '../session-host.ts';

type Further = NonNullable<SearchAnswer['further']>;
/** Continued searches that are remembered: those of the last few questions. */
const mostFurther = 20;

export function createPatientCalls(
  host: SessionHost,
  files: OpenFiles,
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
    search: async ({ text }, { signal }) => result(await host.open().data.patients.search(text, { signal })),
    async searchFurther({ further: key }, { signal }) {
      const next = further.get(key);
      if (next === undefined) throw new RecordsClientError('locked', 'the search belongs to an earlier session');
      return result(await next({ signal }));
    },
    async openPatient({ scope }) {
      const { me } = host.open();
      const file = await files.open(scope);
      return fileView(file, me.roles.includes('doctor'));
    },
    checkNir: (typed) => Promise.resolve(checkNir(typed)),
    async findLookalikes(form) {
      const { candidates, complete } = await host.open().data.patients.findDuplicates(traitsOf(form));
      const patients = candidates.flatMap(({ scope, card, score: { verdict } }) =>
        verdict === 'different' ? [] : [{ scope, card, verdict }],
      );
      return { patients, isComplete: complete };
    },
    async createPatient(form) {
      const file = await host.open().data.patients.create(buildPatient(crypto.randomUUID(), traitsOf(form)));
      files.add(file);
      return { scope: file.scope };
    },
    closePatient({ scope }) {
      files.close(scope);
      emit('patient', { scope });
      return Promise.resolve(null);
    },
  };
}

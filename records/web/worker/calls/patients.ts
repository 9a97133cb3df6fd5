import { synthesisOf } from '@etanche/records-fhir';
import { RecordsClientError, type PatientFile, type SearchAnswer } from '@etanche/records-client';
import type { OpenFile, PatientCalls, SearchResult } from '../../port/patient-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import type { Emit } from '../create-calls.ts';
import type { SessionHost } from '../session-host.ts';

type Further = NonNullable<SearchAnswer['further']>;
/** Continued searches that are remembered: those of the last few questions. */
const mostFurther = 20;

export function createPatientCalls(host: SessionHost, emit: Emit): Pick<Handlers, keyof PatientCalls> {
  const files = new Map<string, Promise<PatientFile>>();
  const further = new Map<string, Further>();
  host.onClose(() => {
    files.clear();
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
  const open = (scope: string): Promise<PatientFile> => {
    const known = files.get(scope);
    if (known !== undefined) return known;
    const opening = host.open().data.patients.open(scope);
    files.set(scope, opening);
    opening.catch(() => files.delete(scope));
    return opening;
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
      const file = await open(scope);
      return viewOf(file, me.roles.includes('doctor'));
    },
    closePatient({ scope }) {
      files.delete(scope);
      emit('patient', { scope });
      return Promise.resolve(null);
    },
  };
}

function viewOf(file: PatientFile, isDoctor: boolean): OpenFile {
  const { card, traits } = file.patient();
  const { status, flags } = traits.reliability;
  return {
    header: { scope: file.scope, card, status, hasDoubt: flags.includes('DOUT') },
    synthesis: isDoctor ? synthesisOf(file.resources()) : null,
  };
}

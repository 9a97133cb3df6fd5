import {
  asEnteredInError,
  buildCount,
  buildMark,
  buildPregnancy,
  buildPregnancyVisit,
  buildTest,
  editPregnancy,
  isCount,
  isTest,
  ongoingPregnancy,
  pregnancyCalendar,
  pregnancyFaults,
  pregnancyVisitFaults,
  synthesisOf,
  type Resource,
} from '@etanche/records-fhir';
import { DataError, type Change, type PatientFile } from '@etanche/records-client';
import type { Written } from '../../port/entry-calls.ts';
import type { PregnancyCalls } from '../../port/pregnancy-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import type { OpenFiles } from '../open-files.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import { updateOf, writeRecords } from '../write-records.ts';

type Context = { readonly patient: string; readonly author: string; readonly recorded: string };

export function createPregnancyCalls(
  host: SessionHost,
  files: OpenFiles,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof PregnancyCalls> {
  /** @param changes gets today as `YYYY-MM-DD` */
  const write = async (
    scope: string,
    changes: (file: PatientFile, context: Context, today: string) => readonly Change[],
  ): Promise<readonly Written[]> => {
    const file = await files.open(scope);
    const recorded = withPracticeOffset(practiceClock());
    const context = { patient: referenceTo(file), author: host.open().me.name, recorded };
    try {
      return await writeRecords(file, changes(file, context, recorded.slice(0, 10)));
    } finally {
      emit('patient', { scope });
    }
  };
  return {
    pregnancyPut: ({ scope, id, facts }) =>
      write(scope, (file, context, today) => {
        const ongoing = ongoingPregnancy(synthesisOf(file.resources()).obstetrics.pregnancies);
        const isSecond = facts.outcome === null && ongoing !== null && ongoing.id !== id;
        requireNone([...pregnancyFaults(facts, today), ...(isSecond ? ['already_ongoing'] : [])], 'Condition');
        if (id === null) return [created(buildPregnancy(facts, context))];
        return [updateOf(file, id, (resource) => editPregnancy(resource, facts))];
      }),
    pregnancyVisitAdd: ({ scope, facts }) =>
      write(scope, (_, context, today) => {
        requireNone(pregnancyVisitFaults(facts, today), 'Observation');
        return buildPregnancyVisit(facts, context).map(created);
      }),
    pregnancyTestAdd: ({ scope, facts }) =>
      write(scope, (_, context, today) => {
        requireNone(isTest(facts, today) ? [] : ['value'], 'Observation');
        return [created(buildTest(facts, context))];
      }),
    pregnancyMark: ({ scope, line, date }) =>
      write(scope, (_, context, today) => {
        const isKnown = pregnancyCalendar.some(({ id }) => id === line);
        requireNone(isKnown && date <= today ? [] : ['value'], 'Observation');
        return [created(buildMark(line, date, context))];
      }),
    obstetricCountPut: ({ scope, kind, value }) =>
      write(scope, (file, context) => {
        const { stated } = synthesisOf(file.resources()).obstetrics[kind];
        const ended = stated === null ? [] : [updateOf(file, stated.id, asEnteredInError)];
        if (value === null) return ended;
        requireNone(isCount(value) ? [] : ['value'], 'Observation');
        return [...ended, created(buildCount(kind, value, context))];
      }),
  };
}

function created(resource: Resource): Change {
  return { kind: 'create', resource };
}

function requireNone(faults: readonly string[], path: string): void {
  if (faults.length === 0) return;
  throw new DataError('invalid_resource', 'facts of a pregnancy with faults', {
    issues: faults.map((code) => ({ place: 0, path, code })),
  });
}

import {
  asEnteredInError,
  buildGestation,
  buildGrowth,
  growthFaults,
  isGestation,
  synthesisOf,
} from '@etanche/records-fhir';
import { DataError, type Change, type PatientFile } from '@etanche/records-client';
import type { Written } from '../../port/entry-calls.ts';
import type { GrowthCalls } from '../../port/growth-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import type { OpenFiles } from '../open-files.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import { updateOf, writeRecords } from '../write-records.ts';

export function createGrowthCalls(
  host: SessionHost,
  files: OpenFiles,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof GrowthCalls> {
  const write = async (
    scope: string,
    changes: (file: PatientFile, recorded: string) => readonly Change[],
  ): Promise<readonly Written[]> => {
    const file = await files.open(scope);
    try {
      return await writeRecords(file, changes(file, withPracticeOffset(practiceClock())));
    } finally {
      emit('patient', { scope });
    }
  };
  const contextOf = (file: PatientFile, recorded: string) => ({
    ...{ patient: referenceTo(file), author: host.open().me.name, recorded },
  });
  return {
    growthAdd: ({ scope, facts }) =>
      write(scope, (file, recorded) => {
        const birth = file.patient().card.birthDate;
        requireNone(growthFaults(facts, birth?.length === 10 ? birth : null, recorded.slice(0, 10)));
        return buildGrowth(facts, contextOf(file, recorded)).map((resource) => ({ kind: 'create', resource }));
      }),
    gestationPut: ({ scope, days }) =>
      write(scope, (file, recorded) => {
        const known = synthesisOf(file.resources()).gestation;
        const ended = known === null ? [] : [updateOf(file, known.id, asEnteredInError)];
        if (days === null) return ended;
        requireNone(isGestation(days) ? [] : ['gestation']);
        const birth = file.patient().card.birthDate ?? recorded.slice(0, 10);
        return [...ended, { kind: 'create', resource: buildGestation(days, birth, contextOf(file, recorded)) }];
      }),
  };
}

function requireNone(faults: readonly string[]): void {
  if (faults.length === 0) return;
  const issues = faults.map((code) => ({ place: 0, path: 'Observation', code }));
  throw new DataError('invalid_resource', 'measurements with faults', { issues });
}

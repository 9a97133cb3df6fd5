import { buildResult, resultFaults } from '@etanche/records-fhir';
import { DataError } from '@etanche/records-client';
import type { ResultCalls } from '../../port/result-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import type { OpenFiles } from '../open-files.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import { writeRecords } from '../write-records.ts';

export function createResultCalls(
  host: SessionHost,
  files: OpenFiles,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof ResultCalls> {
  return {
    async resultAdd({ scope, facts }) {
      const now = practiceClock();
      const faults = resultFaults(facts, now.slice(0, 10));
      if (faults.length > 0)
        throw new DataError('invalid_resource', 'a result with faults', {
          issues: faults.map((code) => ({ place: 0, path: 'Observation', code })),
        });
      const file = await files.open(scope);
      const recorded = withPracticeOffset(now);
      const context = { patient: referenceTo(file), author: host.open().me.name, recorded };
      try {
        return await writeRecords(file, [{ kind: 'create', resource: buildResult(facts, context) }]);
      } finally {
        emit('patient', { scope });
      }
    },
  };
}

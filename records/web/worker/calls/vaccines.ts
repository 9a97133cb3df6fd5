import { buildVaccine, vaccineFaults, writeVaccine, type VaccineFacts } from '@etanche/records-fhir';
import { DataError, type Change, type PatientFile } from '@etanche/records-client';
import type { Written } from '../../port/entry-calls.ts';
import type { LastVial, VaccineCalls } from '../../port/vaccine-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import type { OpenFiles } from '../open-files.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import { recordOf, writeRecords } from '../write-records.ts';

export function createVaccineCalls(
  host: SessionHost,
  files: OpenFiles,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof VaccineCalls> {
  const vials = new Map<string, LastVial>();
  host.onClose(() => {
    vials.clear();
  });
  const write = async (
    scope: string,
    facts: VaccineFacts,
    change: (file: PatientFile, at: string) => Change,
  ): Promise<readonly Written[]> => {
    const now = practiceClock();
    const faults = vaccineFaults(facts, now.slice(0, 10));
    if (faults.length > 0)
      throw new DataError('invalid_resource', 'a vaccination with faults', {
        issues: faults.map((code) => ({ place: 0, path: 'Immunization', code })),
      });
    const file = await files.open(scope);
    try {
      const written = await writeRecords(file, [change(file, withPracticeOffset(now))]);
      const { cis, lot, expiry } = facts;
      if (cis !== null && lot !== null && facts.isGivenHere) vials.set(cis, { cis, lot, expiry });
      return written;
    } finally {
      emit('patient', { scope });
    }
  };
  return {
    vaccineAdd: ({ scope, facts }) =>
      write(scope, facts, (file, recorded) => {
        const context = { patient: referenceTo(file), author: host.open().me.name, recorded };
        return { kind: 'create', resource: buildVaccine(facts, context) };
      }),
    vaccineEdit: ({ scope, id, facts }) =>
      write(scope, facts, (file) => {
        const { resource, version } = recordOf(file, id);
        return { kind: 'update', id, base: version, resource: writeVaccine(resource, facts) };
      }),
    lastVials: () => Promise.resolve(Array.from(vials.values())),
  };
}

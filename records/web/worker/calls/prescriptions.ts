import { toRecordId } from '@etanche/core-wire';
import { RecordsClientError, type PatientFile } from '@etanche/records-client';
import { readPrescription, searchMedicines, writeDose } from '@etanche/records-medicines';
import type { PrescriptionCalls } from '../../port/prescription-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import { loadMedicines } from '../medicines.ts';
import type { OpenFiles } from '../open-files.ts';
import type { Outbox } from '../outbox.ts';
import { prescriptionRequests, treatmentOf } from '../prescription-requests.ts';
import { readLine, type FileFacts } from '../read-line.ts';
import type { SessionHost } from '../session-host.ts';

const mostHits = 12;

export function createPrescriptionCalls(
  host: SessionHost,
  files: OpenFiles,
  outbox: Outbox,
): Pick<Handlers, keyof PrescriptionCalls> {
  const now = (): string => withPracticeOffset(practiceClock());
  return {
    async medicineSearch({ text }) {
      const { search } = await loadMedicines();
      const { found } = searchMedicines(search, text, mostHits);
      const hits = found.map(({ line, brand }) => ({
        ...{ key: line.key, label: line.label, count: line.medicines.length },
        brand: brand?.cis ?? null,
        brandName: brand?.name ?? null,
      }));
      return { hits, date: search.date };
    },
    async lineRead({ scope, draft, others }) {
      const [medicines, file] = await Promise.all([loadMedicines(), files.open(scope)]);
      const view = readLine(medicines, draft, others, factsOf(file), now());
      if (view === null) throw new RecordsClientError('not_found', 'the list of medicines has no such line');
      return view;
    },
    async treatmentLines({ scope }) {
      const file = await files.open(scope);
      return treatmentOf(file).map(({ id, resource }) => {
        const read = readPrescription(resource);
        const dose = read?.line.dose;
        const written = dose === undefined ? null : dose.kind === 'dose' ? writeDose(dose.dose) : dose.text;
        return { id, label: read?.line.medicine.label ?? '', dose: written };
      });
    },
    async prescriptionWrite({ scope, lines, renewed }) {
      const [medicines, file] = await Promise.all([loadMedicines(), files.open(scope)]);
      const authoredOn = now();
      const { requests: resources, refused } = prescriptionRequests(
        medicines,
        file,
        { lines, renewed },
        { authoredOn, author: host.open().me.name },
      );
      if (resources.length > 0) {
        const puts = resources.map((resource) => ({
          id: newRecordId(),
          text: JSON.stringify(withId(resource)),
          base: 0,
        }));
        const entry = {
          kind: 'prescription',
          scope,
          at: Date.now(),
          puts,
          tried: [],
          isSent: false,
          visit: null,
        } as const;
        await outbox.submit(`prescription/${crypto.randomUUID()}`, entry);
      }
      const labels = refused.map((request) => readPrescription(request)?.line.medicine.label ?? '');
      return { written: resources.length, refused: labels };
    },
  };
}

function newRecordId(): string {
  return toRecordId(crypto.getRandomValues(new Uint8Array(16)));
}

function withId<T extends object>(resource: T): T & { id: string } {
  return { ...resource, id: crypto.randomUUID() };
}

function factsOf(file: PatientFile): FileFacts {
  const resources = file.resources();
  return {
    allergies: resources
      .map(({ resource }) => resource)
      .filter(({ resourceType }) => resourceType === 'AllergyIntolerance'),
    treatment: treatmentOf(file).map(({ resource }) => resource),
  };
}

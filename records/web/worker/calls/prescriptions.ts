import { ongoingPregnancy, synthesisOf } from '@etanche/records-fhir';
import { isEtancheError } from '@etanche/core-wire';
import { RecordsClientError, type PatientFile } from '@etanche/records-client';
import { lineDays, readPrescription, renewPrescriptions, searchMedicines, writeDose } from '@etanche/records-medicines';
import type { PrescriptionCalls } from '../../port/prescription-calls.ts';
import type { Handlers } from '../../port/worker-side.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import { loadMedicines } from '../medicines.ts';
import { newRecordId } from '../../port/new-record-id.ts';
import type { OpenFiles } from '../open-files.ts';
import type { Outbox } from '../outbox.ts';
import { prescriptionRequests, renewalDurations, treatmentOf } from '../prescription-requests.ts';
import { lineOf, readLine, renewalAlerts, type FileFacts } from '../read-line.ts';
import type { SessionHost } from '../session-host.ts';
import type { SettingsStore } from '../settings-store.ts';

const mostHits = 12;

export function createPrescriptionCalls(
  host: SessionHost,
  files: OpenFiles,
  settings: SettingsStore,
  outbox: Outbox,
): Pick<Handlers, keyof PrescriptionCalls> {
  const now = (): string => withPracticeOffset(practiceClock());
  const checkedAgainst = async (scope: string) => {
    const [medicines, file, thesaurus] = await Promise.all([
      loadMedicines(),
      files.open(scope),
      settings.thesaurus().catch(unread),
    ]);
    return { medicines, file, facts: { ...factsOf(file), thesaurus } satisfies FileFacts };
  };
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
      const { medicines, facts } = await checkedAgainst(scope);
      const view = readLine(medicines, draft, others, facts, now());
      if (view === null) throw new RecordsClientError('not_found', 'the list of medicines has no such line');
      return view;
    },
    async doseRead(draft) {
      const read = lineOf(await loadMedicines(), { ...draft, renewals: 0, isContinuous: false, isAld: false }, now());
      if (read === null) return null;
      const { dose, medicine } = read.line;
      const label = medicine.isBrandChosen && medicine.name !== null ? medicine.name : medicine.label;
      return dose.kind === 'dose'
        ? { label, dose: writeDose(dose.dose), fault: null }
        : { label, dose: null, fault: dose.fault };
    },
    async treatmentLines({ scope }) {
      const { medicines, file, facts } = await checkedAgainst(scope);
      const lines = treatmentOf(file);
      return lines.map(({ id, resource }) => {
        const read = readPrescription(resource);
        const [refused] = renewPrescriptions([resource], { authoredOn: now(), requester: {} }).refused;
        const refusal = refused?.reason ?? null;
        if (read === null) return { id, label: '', dose: null, days: null, durations: [], refusal, alerts: [] };
        const { dose, medicine } = read.line;
        const treatment = lines.filter((one) => one.id !== id).map((one) => one.resource);
        return {
          id,
          label: medicine.label,
          dose: dose.kind === 'dose' ? writeDose(dose.dose) : dose.text,
          days: lineDays(read.line),
          durations: renewalDurations(medicines, read.line),
          refusal,
          alerts: renewalAlerts(medicines, read.line, { ...facts, treatment }, now()),
        };
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
      if (refused.length > 0) {
        return { written: 0, refused: refused.map((request) => readPrescription(request)?.line.medicine.label ?? '') };
      }
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
      return { written: resources.length, refused: [] };
    },
  };
}

function withId<T extends object>(resource: T): T & { id: string } {
  return { ...resource, id: crypto.randomUUID() };
}

/** Settings that cannot be read stop no prescription: the line says that interactions are not checked. */
function unread(error: unknown): null {
  if (isEtancheError(error)) return null;
  throw error;
}

function factsOf(file: PatientFile): Omit<FileFacts, 'thesaurus'> {
  const resources = file.resources();
  return {
    allergies: resources
      .map(({ resource }) => resource)
      .filter(({ resourceType }) => resourceType === 'AllergyIntolerance'),
    treatment: treatmentOf(file).map(({ resource }) => resource),
    pregnancy: ongoingPregnancy(synthesisOf(resources).obstetrics.pregnancies),
  };
}

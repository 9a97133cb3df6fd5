import { buildMeasure } from '@etanche/records-fhir';
import { createKeyedQueue } from '@etanche/core-wire';
import { RecordsClientError, type PatientFile } from '@etanche/records-client';
import type { Visit, VisitCalls, VisitMeasure, VisitTexts } from '../../port/visit-calls.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import { practiceClock, withPracticeOffset } from '../../port/practice-time.ts';
import { newRecordId } from '../../port/new-record-id.ts';
import type { OpenFiles } from '../open-files.ts';
import type { Outbox } from '../outbox.ts';
import type { OutboxEntry, StoredVisit } from '../outbox-entry.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import { visitPuts } from '../visit-puts.ts';

/** A consultation that goes on. Its entry in the outbox has the same text, sealed on the device. */
type Ongoing = { visit: StoredVisit; readonly file: PatientFile };

export function createVisitCalls(
  host: SessionHost,
  files: OpenFiles,
  outbox: Outbox,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof VisitCalls> {
  const visits = new Map<string, Ongoing>();
  host.onClose(() => {
    visits.clear();
  });
  outbox.onGivenUp((name) => {
    for (const key of visits.keys()) if (nameOf(key) === name) visits.delete(key);
  });
  const of = (key: string): Ongoing => {
    const ongoing = visits.get(key);
    if (ongoing === undefined) throw new RecordsClientError('locked', 'the consultation belongs to an earlier session');
    return ongoing;
  };
  /** Steps of one visit run one after the other, so that the last text typed is the last one stored. */
  const queue = createKeyedQueue();
  const instant = (at: number): string => withPracticeOffset(practiceClock(at));
  const dayOf = (at: number): string => practiceClock(at).slice(0, 10);
  const contextOf = ({ visit, file }: Ongoing) => ({
    patient: referenceTo(file),
    encounter: visit.encounter.fhir,
    author: host.open().me.name,
    start: instant(visit.startedAt),
  });
  const entryOf = (ongoing: Ongoing, change: Partial<StoredVisit>): OutboxEntry => {
    ongoing.visit = { ...ongoing.visit, ...change };
    const { visit, file } = ongoing;
    const before = outbox.find(({ visit: stored }) => stored?.key === visit.key)?.entry ?? null;
    const place = { ...contextOf(ongoing), end: visit.isFinal ? instant(Date.now()) : null };
    const { scope } = file;
    const puts = visitPuts(visit, place, before?.puts ?? []);
    const at = before?.isSent === false ? before.at : Date.now();
    return { kind: 'note', scope, at, puts, tried: before?.tried ?? [], isSent: false, visit };
  };
  const begun = (ongoing: Ongoing): Visit => {
    visits.set(ongoing.visit.key, ongoing);
    const { key, scope, startedAt, reason, examination, conclusion, measures } = ongoing.visit;
    return { key, scope, startedAt, reason, examination, conclusion, measures };
  };
  /** True for a consultation that has a text or a measurement, or whose texts this device or the file ever had. */
  const isWritten = ({ visit, file }: Ongoing, texts: Omit<VisitTexts, 'key'>): boolean =>
    Object.values(texts).some((text) => text.trim() !== '') ||
    visit.measures.length > 0 ||
    file.resource(visit.encounter.record) !== null ||
    outbox.find(({ visit: stored }) => stored?.key === visit.key) !== null;
  const newName = () => ({ fhir: crypto.randomUUID(), record: newRecordId() });

  return {
    async visitBegin({ scope }) {
      const known = Array.from(visits.values()).find(({ visit }) => visit.scope === scope);
      if (known !== undefined) {
        const { key } = known.visit;
        // After what the screen before has still sent, which may have been its end.
        const again = await queue(key, () => Promise.resolve(visits.has(key) ? begun(known) : null));
        if (again !== null) return again;
      }
      await outbox.ready();
      const file = await files.open(scope);
      const today = dayOf(Date.now());
      const left = outbox.find(
        ({ visit }) => visit?.scope === scope && !visit.isFinal && dayOf(visit.startedAt) === today,
      );
      const stored = left?.entry.visit ?? null;
      if (stored !== null) return begun({ visit: stored, file });
      const visit: StoredVisit = {
        ...{ key: crypto.randomUUID(), scope, startedAt: Date.now(), reason: '', examination: '', conclusion: '' },
        ...{ measures: [], encounter: newName(), note: newName(), isFinal: false },
      };
      return begun({ visit, file });
    },
    visitDraft: ({ key, ...texts }) => {
      const ongoing = of(key);
      return queue(key, async () => {
        await outbox.store(nameOf(key), entryOf(ongoing, texts));
        return { storedAt: Date.now() };
      });
    },
    visitKeep: ({ key, ...texts }) => {
      const ongoing = of(key);
      return queue(key, async () => {
        const isSent = await outbox.submit(nameOf(key), entryOf(ongoing, texts));
        return { keptAt: isSent ? Date.now() : null };
      });
    },
    visitMeasure: ({ key, kind, value, second }) => {
      const ongoing = of(key);
      return queue(key, async () => {
        const { scope } = ongoing.file;
        const resource = buildMeasure(contextOf(ongoing), kind, value, second, instant(Date.now()));
        const { fhir, record: id } = newName();
        const puts = [{ id, text: JSON.stringify({ ...resource, id: fhir }), base: 0 }];
        const entry = { kind: 'measure', scope, at: Date.now(), puts, tried: [], isSent: false, visit: null } as const;
        await outbox.submit(`measure/${id}`, entry);
        const measure: VisitMeasure = { id, kind, value, second };
        ongoing.visit = { ...ongoing.visit, measures: [...ongoing.visit.measures, measure] };
        return measure;
      });
    },
    visitRemoveMeasure: ({ key, id }) => {
      const ongoing = of(key);
      return queue(key, async () => {
        const isWithdrawn = ongoing.file.resource(id) === null && (await outbox.withdraw(`measure/${id}`));
        if (!isWithdrawn) await ongoing.file.write([{ kind: 'delete', id }]);
        const measures = ongoing.visit.measures.filter((one) => one.id !== id);
        ongoing.visit = { ...ongoing.visit, measures };
        emit('patient', { scope: ongoing.visit.scope });
        return null;
      });
    },
    visitEnd: ({ key, ...texts }) => {
      const ongoing = of(key);
      return queue(key, async () => {
        const isCreated = isWritten(ongoing, texts);
        if (isCreated) await outbox.submit(nameOf(key), entryOf(ongoing, { ...texts, isFinal: true }));
        visits.delete(key);
        return { isCreated };
      });
    },
  };
}

/** Name of a visit's entry in the outbox. */
function nameOf(key: string): string {
  return `visit/${key}`;
}

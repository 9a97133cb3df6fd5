import { buildEncounter, buildMeasure, buildNote, type VisitText } from '@etanche/records-fhir';
import { createKeyedQueue } from '@etanche/core-wire';
import { RecordsClientError, type Change, type PatientFile } from '@etanche/records-client';
import type { Visit, VisitCalls, VisitMeasure } from '../../port/visit-calls.ts';
import { practiceTimeZone } from '../../port/practice-setup.ts';
import type { Handlers, WorkerSide } from '../../port/worker-side.ts';
import type { OpenFiles } from '../open-files.ts';
import { referenceTo } from '../reference-to.ts';
import type { SessionHost } from '../session-host.ts';
import { localTime, withOffset } from '../zoned-time.ts';

/** A consultation that goes on: the record ids of what was written, and the texts as last written. */
type Ongoing = {
  visit: Visit;
  readonly file: PatientFile;
  /** FHIR id of the Encounter. */
  readonly encounter: string;
  written: { readonly encounter: string; readonly note: string } | null;
};

type Texts = Pick<Visit, 'reason' | 'examination' | 'conclusion'>;

export function createVisitCalls(
  host: SessionHost,
  files: OpenFiles,
  emit: WorkerSide['emit'],
): Pick<Handlers, keyof VisitCalls> {
  const visits = new Map<string, Ongoing>();
  host.onClose(() => {
    visits.clear();
  });
  const of = (key: string): Ongoing => {
    const ongoing = visits.get(key);
    if (ongoing === undefined) throw new RecordsClientError('locked', 'the consultation belongs to an earlier session');
    return ongoing;
  };
  /** Writes of one visit run one after the other: the second one updates what the first one created. */
  const queue = createKeyedQueue();
  const instant = (at: number): string => withOffset(localTime(at, practiceTimeZone()), practiceTimeZone());
  const contextOf = ({ visit, file, encounter }: Ongoing) => ({
    patient: referenceTo(file),
    encounter,
    author: host.open().me.name,
    start: instant(visit.startedAt),
  });
  const write = async (ongoing: Ongoing, texts: Texts, isFinal: boolean): Promise<void> => {
    const text: VisitText = {
      ...{ reason: texts.reason.trim(), isFinal, end: isFinal ? instant(Date.now()) : null },
      sections: [
        { title: 'Examen', text: texts.examination },
        { title: 'Conclusion', text: texts.conclusion },
      ],
    };
    const context = contextOf(ongoing);
    const [encounter, note] = [buildEncounter(context, text), buildNote(context, text)];
    const { written } = ongoing;
    const changes: readonly Change[] =
      written === null
        ? [
            { kind: 'create', resource: encounter },
            { kind: 'create', resource: note },
          ]
        : [
            { kind: 'update', id: written.encounter, resource: encounter },
            { kind: 'update', id: written.note, resource: note },
          ];
    const [first = '', second = ''] = await ongoing.file.write(changes);
    ongoing.written = { encounter: first, note: second };
    emit('patient', { scope: ongoing.visit.scope });
  };

  return {
    async visitBegin({ scope }) {
      const known = Array.from(visits.values()).find(({ visit }) => visit.scope === scope);
      if (known !== undefined) return known.visit;
      const file = await files.open(scope);
      const key = crypto.randomUUID();
      const visit: Visit = {
        ...{ key, scope, startedAt: Date.now(), reason: '', examination: '', conclusion: '', measures: [] },
      };
      visits.set(key, { visit, file, encounter: crypto.randomUUID(), written: null });
      return visit;
    },
    visitKeep: ({ key, ...texts }) => {
      const ongoing = of(key);
      return queue(key, async () => {
        await write(ongoing, texts, false);
        ongoing.visit = { ...ongoing.visit, ...texts };
        return { keptAt: Date.now() };
      });
    },
    visitMeasure: ({ key, kind, value, second }) => {
      const ongoing = of(key);
      return queue(key, async () => {
        const resource = buildMeasure(contextOf(ongoing), kind, value, second, instant(Date.now()));
        const [id = ''] = await ongoing.file.write([{ kind: 'create', resource }]);
        const measure: VisitMeasure = { id, kind, value, second };
        ongoing.visit = { ...ongoing.visit, measures: [...ongoing.visit.measures, measure] };
        emit('patient', { scope: ongoing.visit.scope });
        return measure;
      });
    },
    visitRemoveMeasure: ({ key, id }) => {
      const ongoing = of(key);
      return queue(key, async () => {
        await ongoing.file.write([{ kind: 'delete', id }]);
        const measures = ongoing.visit.measures.filter((one) => one.id !== id);
        ongoing.visit = { ...ongoing.visit, measures };
        emit('patient', { scope: ongoing.visit.scope });
        return null;
      });
    },
    visitEnd: ({ key, ...texts }) => {
      const ongoing = of(key);
      return queue(key, async () => {
        await write(ongoing, texts, true);
        visits.delete(key);
        return null;
      });
    },
  };
}

import { readRows, type Row } from '@etanche/intake';
import type { ImportRequest, ImportSource } from '../import-request.ts';
import { removeIfThere } from '../durable-file.ts';
import { encodeLink, linkPeople } from '../merge/link-people.ts';
import { PartitionWriter } from './partitions.ts';
import { recordOfRow } from '../merge/person-record.ts';
import { noIdentifier, RejectFile, type ReasonCounts } from './reject-file.ts';
import { letterColumns, planRows, type RowPlan } from './row-plan.ts';
import type { RunKeys } from '../run-keys.ts';
import { encodePerson } from './spill-record.ts';
import type { WorkDirectory } from '../work-directory.ts';

type RowCounts = { readonly rows: number; readonly rejected: ReasonCounts; readonly partial: ReasonCounts };

type Outputs = {
  readonly people: PartitionWriter;
  readonly waiting: PartitionWriter;
  readonly links: PartitionWriter;
  readonly rejects: RejectFile;
};

/**
 * Pass 1: converts every row to a record of a person, in encrypted partitions by person. It cannot be resumed: after a
 * crash it starts again.
 */
export async function readPeople(
  request: ImportRequest,
  work: WorkDirectory,
  keys: RunKeys,
  run: { readonly partitions: number; readonly today: string },
): Promise<RowCounts> {
  const create = (directory: string) => PartitionWriter.create(directory, run.partitions, keys.spill, request.random);
  const people = await create(work.people);
  const waiting = await create(work.waiting);
  const links = await create(work.links);
  const rejects = new RejectFile(work.rejects, request.keys.recipient);
  const letters = letterColumns(
    request.leak,
    request.sources.map(({ mapping }) => mapping),
  );
  const total = request.sources.reduce((sum, { bytes }) => sum + bytes, 0);
  let rows = 0;
  let bytes = 0;
  for (const source of request.sources) {
    const plan = planRows(request.leak, source.mapping, letters, run.today);
    for await (const batch of readRows(source.path, source.description)) {
      for (const row of batch.rows) await readRow(row, source, plan, keys, { people, waiting, links, rejects });
      rows += batch.rows.length;
      const done = bytes + Math.round((source.bytes * batch.bytesRead) / Math.max(1, batch.totalBytes));
      request.report({ step: 'read', done, total, unit: 'bytes', rows });
    }
    bytes += source.bytes;
  }
  await waiting.finish();
  await links.finish();
  linkPeople(work, keys.spill, run.partitions, people);
  await people.finish();
  await removeIfThere(work.waiting);
  await removeIfThere(work.links);
  await rejects.finish();
  return { rows, rejected: rejects.rejected, partial: rejects.partial };
}

async function readRow(row: Row, source: ImportSource, plan: RowPlan, keys: RunKeys, outputs: Outputs): Promise<void> {
  const { people, waiting, links, rejects } = outputs;
  if (!row.ok) {
    await rejects.add(source, row, [row.code], false);
    return;
  }
  const { found, faults } = recordOfRow(row.cells, plan, keys);
  if (found === null) {
    await rejects.add(source, row, faults.length > 0 ? faults : [noIdentifier], false);
    return;
  }
  const { record, id } = found;
  if (id.lookFor === null) people.write(id.name, encodePerson(record));
  else waiting.write(id.lookFor, encodePerson(record));
  for (const name of id.knownAs) links.write(name, encodeLink(name, id.name));
  if (faults.length > 0) await rejects.add(source, row, faults, true);
}

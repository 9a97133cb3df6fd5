import { readRows } from './read-rows.ts';
import type { Row, SourceDescription } from './source.ts';

/** The first rows of a source, good and bad, for `proposeMapping`. */
export async function sampleRows(path: string, description: SourceDescription, count: number): Promise<Row[]> {
  const sample: Row[] = [];
  for await (const { rows } of readRows(path, description)) {
    sample.push(...rows.slice(0, count - sample.length));
    if (sample.length >= count) break;
  }
  return sample;
}

import { fromUtf8 } from '@etanche/core-wire';
import { openBinary } from '@etanche/core-sealing';
import { storedDataOf, withValues } from '@etanche/records-fhir';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import type { FileResource } from '../data/file-resource.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { base64Of } from './base64-pieces.ts';
import { downloadBinary } from './read-attachment.ts';
import { storedDataKey } from './store-data.ts';
import { bytesOf } from './stream-bytes.ts';

/**
 * The exact text of a resource as its source wrote it: large data that are stored apart are read back into it. Each is held
 * in memory as a whole.
 *
 * @throws DataError; RecordsClientError
 */
export async function exactText(
  context: DataContext,
  state: ScopeState,
  { text }: Pick<FileResource, 'text'>,
): Promise<string> {
  const values: string[] = [];
  for (const data of storedDataOf(text)) {
    const bytes = await orCouldNotCheck('stored data', async () => {
      const { place, salt, body } = await downloadBinary(context, state, data.binary);
      const key = await storedDataKey({ practice: context.practice.id, scope: state.scope, ...place }, data);
      return bytesOf(body.pipeThrough(await openBinary(key, data.binary, salt)));
    });
    values.push(data.isPlain ? base64Of(bytes) : fromUtf8(bytes));
  }
  return values.length === 0 ? text : withValues(text, values);
}

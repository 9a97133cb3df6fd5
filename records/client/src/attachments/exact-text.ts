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
 * Returns the exact text of a resource as its source wrote it. Large data that are stored separately are inserted
 * again; each binary is in memory as a whole.
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
      const { compartment, epoch, salt, body } = await downloadBinary(context, state, data.binary);
      const { scope } = state;
      const key = await storedDataKey({ practice: context.practice.id, scope, compartment, epoch }, data);
      return bytesOf(body.pipeThrough(await openBinary(key, data.binary, salt)));
    });
    values.push(data.isPlain ? base64Of(bytes) : fromUtf8(bytes));
  }
  return values.length === 0 ? text : withValues(text, values);
}

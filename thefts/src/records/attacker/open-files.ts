import { createRecordsData, type RecordsClient } from '@etanche/records-client';
import type { Exposure } from '../practice/exposure.ts';
import { refusal } from './refusal.ts';

/** Opens files with the real client, in this order, until one is refused. */
export async function openFiles(client: RecordsClient, scopes: readonly string[], exposure: Exposure): Promise<void> {
  const { patients } = createRecordsData(client, {
    ...{ validate: null, freshnessSeconds: 60, keptScopes: 1, rebases: 1 },
  });
  for (const scope of scopes) {
    const file = await patients.open(scope).catch(refusal);
    if (file === null) return;
    for (const { text } of file.resources()) exposure.addText(text);
  }
}

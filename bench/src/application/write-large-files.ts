import { createRecordsData } from '@etanche/records-client';
import { buildResult, readResultText } from '@etanche/records-fhir';
import { referenceTo } from '@etanche/records-web';
import type { RunningApplication } from '@etanche/trial';

type Files = RunningApplication['files'];

/** Adds results to each file until it has this number of resources. */
export async function writeLargeFiles(
  application: RunningApplication,
  files: Files,
  doctor: { readonly key: string; readonly name: string },
  resources: number,
): Promise<void> {
  const client = await application.signIn(doctor.key);
  try {
    const data = createRecordsData(client);
    for (const { scope } of files) {
      const file = await data.patients.open(scope);
      const recorded = new Date().toISOString();
      const today = recorded.slice(0, 10);
      const context = { patient: referenceTo(file), author: doctor.name, recorded };
      const missing = Math.max(0, resources - file.resources().length);
      const changes = Array.from({ length: missing }, (_, i) => ({
        kind: 'create' as const,
        resource: buildResult(readResultText(`ferritine ${40 + (i % 60)} µg/L (15-150)`, today), context),
      }));
      if (changes.length > 0) await file.write(changes);
    }
  } finally {
    client.session.lock();
  }
}

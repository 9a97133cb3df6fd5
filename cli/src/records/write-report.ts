import { open } from 'node:fs/promises';

/** Writes a report for its owner alone: it names files, and file names are often names of patients. */
export async function writeReport(path: string, report: object): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    // A file that was there keeps its mode otherwise.
    await file.chmod(0o600);
    await file.writeFile(JSON.stringify(report, undefined, 2));
  } finally {
    await file.close();
  }
}

/** Before hours of work: a report that cannot be written later would be lost. @throws the failure of the file system */
export async function requireWritable(path: string): Promise<void> {
  const file = await open(path, 'a', 0o600);
  await file.close();
}

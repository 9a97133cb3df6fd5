import { describeSource, IntakeError, readRows } from '../../src/index.ts';

/** Describes and reads each file whose path arrives; sends the result and the memory used. */
process.on('message', (path: string) => {
  void read(path).then((result) => {
    process.send?.({ ...result, peakMebibytes: process.resourceUsage().maxRSS / 1024 });
  });
});

async function read(path: string): Promise<{ code?: string; message?: string; rows: number; bad: number }> {
  let [rows, bad] = [0, 0];
  try {
    const description = await describeSource(path);
    for await (const batch of readRows(path, description)) {
      rows += batch.rows.length;
      bad += batch.rows.filter((row) => !row.ok).length;
    }
    return { rows, bad };
  } catch (error) {
    if (!(error instanceof IntakeError)) throw error;
    return { code: error.code, message: error.message, rows, bad };
  }
}

import { describeSource, IntakeError, readRows } from '../../src/index.ts';

/** Describes and reads the file named by the first argument; prints the result and the memory used. */
const [path = ''] = process.argv.slice(2);
const result = await read();
process.stdout.write(JSON.stringify({ ...result, peakMebibytes: process.resourceUsage().maxRSS / 1024 }));

async function read(): Promise<{ code?: string; message?: string; rows: number; bad: number }> {
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

import { patientUnits } from '../../src/units/patient-units.ts';
import { surveySource } from '../../src/units/survey.ts';

/** Patients between two collections, each of which takes longer than reading them. */
const every = 10;

const [directory = '', memoryBytes] = process.argv.slice(2);
const { gc } = globalThis;
if (gc === undefined) throw new Error('started without --expose-gc');
const before = inUse(gc);
const survey = await surveySource([directory], Number(memoryBytes), null, () => undefined);
let [patients, resources, peakBytes] = [0, 0, 0];
for await (const unit of patientUnits([directory], survey, Number(memoryBytes), null)) {
  if (unit.kind === 'refused') continue;
  patients += 1;
  resources += unit.unit.resources.length;
  if (patients % every === 1) peakBytes = Math.max(peakBytes, inUse(gc) - before);
}
process.stdout.write(JSON.stringify({ patients, resources, peakBytes }));

/** Memory that is in use and not only waiting to be collected: the heap, and buffers outside it. */
function inUse(collect: NonNullable<typeof globalThis.gc>): number {
  // The second collection ends the first, which frees buffers outside the heap on a thread of its own.
  for (let i = 0; i < 2; i++) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

import { patientUnits } from '../../src/units/patient-units.ts';
import { surveySource } from '../../src/units/survey.ts';

const [directory = '', memoryBytes] = process.argv.slice(2);
const survey = await surveySource([directory], null, () => undefined);
let [patients, resources] = [0, 0];
for await (const unit of patientUnits([directory], survey, Number(memoryBytes), null)) {
  if (unit.kind === 'refused') continue;
  patients += 1;
  resources += unit.unit.resources.length;
}
process.stdout.write(JSON.stringify({ patients, resources }));

import { isEtancheError } from '@etanche/core-wire';
import { ImportError } from './import-error.ts';
import type { ImportRequest } from './import-request.ts';
import { sumReport, type ImportReport, type Refusal } from './report.ts';
import { patientUnits } from './units/patient-units.ts';
import { surveySource } from './units/survey.ts';
import type { ImportedPatient } from './write/import-patient.ts';
import { openImportWriter } from './write/import-writer.ts';
import { inParallel } from './write/in-parallel.ts';
import { personKeys } from './write/person-keys.ts';

/**
 * Imports FHIR R4 into a practice, each resource with its exact bytes. If the program is killed at any moment, the same
 * call resumes: it writes no patient twice and completes the one that was being written.
 *
 * @throws ImportError
 */
export async function runImport(request: ImportRequest): Promise<ImportReport> {
  const started = request.now();
  // Reading the source may take hours, so a wrong server, right or journal is reported first.
  const writer = await openImportWriter(request).catch((error: unknown) => {
    throw asImportError(error);
  });
  try {
    const survey = await surveySource(request.paths, request.memoryBytes, request.xmlToJson, (files) => {
      request.report('survey', files, null);
    });
    if (survey.files.length === 0) throw new ImportError('source_unreadable', noFile);
    const refusals: Refusal[] = [...survey.refused];
    const imported: ImportedPatient[] = [];
    const people = new Set<string>();
    let written = 0;
    const units = patientUnits(request.paths, survey, request.memoryBytes, request.xmlToJson);
    await inParallel(request.parallel, units, async (unit) => {
      if (unit.kind === 'refused') {
        for (const [i, item] of unit.items.entries()) {
          refusals.push(...(await writer.unassigned.add([item], unit.refused[i]?.code ?? '', null)));
        }
        return;
      }
      const { patient, states, resources, shared, copied } = unit.unit;
      const { name, facts } = personKeys(patient);
      const person = JSON.stringify([name, facts[0]]);
      if (people.has(person)) {
        // Two people of two sources with the same keys would get the same file.
        const own = [...states, ...resources, ...shared.filter((item) => !copied.includes(item))];
        refusals.push(...(await writer.unassigned.add(own, 'several_patients', patient.text)));
        return;
      }
      people.add(person);
      imported.push(await writer.writePatient(unit.unit));
      request.report('write', ++written, survey.patients);
    });
    await writer.unassigned.flush();
    const seconds = (request.now() - started) / 1000;
    return sumReport(imported, writer.journal.outcomes(), refusals, survey, writer.unassigned.addedCount(), seconds);
  } catch (error) {
    throw asImportError(error);
  } finally {
    await writer.close();
  }
}

const noFile = 'no file was found: check the path of the folder or archive';
const resume = 'When this is corrected, run the same command again: it resumes and writes nothing twice';
/** Reasons that a person has to correct before the import can resume, by error code. */
const reasons: ReadonlyMap<string, string> = new Map([
  ['log_stopped', 'the database was restored from a copy: two approvers have to sign the order restore first'],
  [
    'sign_in_refused',
    'the importer’s right is not approved yet or has ended, or the importer’s file belongs to a practice on another server',
  ],
  ['server_untrusted', 'the URL of --server must begin with https or name this computer'],
]);

function asImportError(error: unknown): unknown {
  if (error instanceof ImportError || !isEtancheError(error)) return error;
  const reason = reasons.get(error.code) ?? error.message;
  return new ImportError('stopped', `the import stopped: ${error.code} (${reason}). ${resume}`, { cause: error });
}

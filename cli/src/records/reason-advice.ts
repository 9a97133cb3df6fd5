/**
 * Advice about resources or files that an import omits, by code (`Refusal` of records/import); at most 90 characters.
 */
const advice: Readonly<Record<string, string>> = {
  patient_missing: 'The Patient is not in the source: import the Patient too, or a doctor assigns it',
  patient_refused: 'The Patient is rejected: correct the Patient and import again, or a doctor assigns it',
  several_patients: 'It may be of several patients: a doctor assigns it',
  patient_contained: 'The Patient is inside the resource: a doctor assigns it',
  subject_unclear: 'The subject is a text, a group or no reference to one patient: a doctor assigns it',
  of_no_patient: 'It names no patient: a doctor assigns it; practitioners and places are reported only',
  patient_replaced: 'Nothing: the Patient was merged into another one, which has its resources',
  patient_too_large: 'Divide the patient: a file holds 20,000 records',
  too_large: 'Data are over 50 MiB, or the rest is over 2 MB: attach it by hand',
  binary_not_stored: 'Its large data were not stored: run the same command again; divide it if over 50',
  not_fhir: 'The file is not FHIR: export it as FHIR R4, or keep it elsewhere',
  not_utf8: 'The encoding is not UTF-8: convert it (iconv -f ISO-8859-1 -t UTF-8) and import again',
  json_invalid: 'The JSON is damaged or cut off: export the file again',
  xml_invalid: 'The XML is damaged or is not FHIR (a CDA document, for example): export it as FHIR R4',
  file_name_unknown: 'Not read because of its ending: give the file by name if it is FHIR',
  source_unreadable: 'The file is damaged or cannot be read: copy or export it again, verify its permissions',
  source_limits: 'A file or line is over 256 MiB: export in smaller files or as NDJSON',
  bundle_empty: 'Nothing: the Bundle has no entries',
  resource_type: 'The type is not one of FHIR R4: correct it in the earlier software',
  extension_reserved: 'It has an extension that Étanche reserves: remove it and import again',
  version_older: 'Nothing: the practice has a newer version',
  changed_here: 'Nothing: a member changed it since; a doctor compares if needed',
  compartment_changed: 'It moved between identity and care: a doctor writes it by hand',
  imports_exhausted: '16 imports wrote to this file, and it takes no more: a doctor adds it by hand',
  erased: 'Nothing: the practice erased this patient',
};

/** A resource that violates R4. */
const faulty = 'It violates FHIR R4: correct it in the earlier software, or try --lenient';

export function adviceFor(code: string): string {
  return advice[code] ?? faulty;
}

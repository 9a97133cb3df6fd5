import { isObject, objects, text, type Resource } from '@etanche/records-fhir';
import { frenchDate } from './french-format.ts';

/** Content of a file that its PDF does not show. */
export interface Omitted {
  /** Attached files, such as scans: title and FHIR date. */
  readonly files: readonly { readonly title: string; readonly date: string | null }[];
  /** Records about who wrote an element with which program. */
  readonly provenances: number;
}

/** Content of these resources that their PDF does not show. */
export function omittedFrom(resources: readonly Resource[]): Omitted {
  const files = resources
    .filter(({ resourceType }) => resourceType === 'DocumentReference')
    .flatMap((one) => {
      const attachments = objects(one['content']).map((content) => content['attachment']);
      const isFile = attachments.some((attachment) => isObject(attachment) && !isPlainText(attachment['contentType']));
      return isFile ? [{ title: text(one['description']) ?? 'Document sans titre', date: text(one['date']) }] : [];
    });
  return { files, provenances: resources.filter(({ resourceType }) => resourceType === 'Provenance').length };
}

/** The same in French, a paragraph each. */
export function omittedLines({ files, provenances }: Omitted): string[] {
  return [
    'Les versions antérieures des éléments, les rendez-vous de l’agenda, et les tâches et messages entre professionnels.',
    ...(files.length === 0
      ? []
      : [
          `Le contenu de ${files.length === 1 ? '1 fichier joint' : `${files.length} fichiers joints`}, à demander séparément :`,
          ...files.map(({ title, date }) => `— ${title}${date === null ? '' : `, ${frenchDate(date)}`}`),
        ]),
    ...(provenances === 0
      ? []
      : [`${provenances} mention${provenances === 1 ? '' : 's'} de provenance, dans le fichier FHIR.`]),
  ];
}

function isPlainText(type: unknown): boolean {
  return typeof type === 'string' && type.startsWith('text/plain');
}

import { DataError, settingsIssues, type InteractionsDocument } from '@etanche/records-client';
import { MedicinesError, packThesaurus, readThesaurus } from '@etanche/records-medicines';

/**
 * The documents of the settings for the text of a thesaurus.
 *
 * @throws DataError `invalid_resource` with the place in the file: `thesaurus_invalid` or a code of `settingsIssues`
 */
export function thesaurusParts(text: string): InteractionsDocument[] {
  const parts = packed(text);
  const issues = parts.flatMap((part, place) =>
    settingsIssues(part).map(({ path, code }) => ({ place, path: placeInFile(path, place, parts), code })),
  );
  if (issues.length > 0) throw new DataError('invalid_resource', 'the settings reject the thesaurus', { issues });
  return parts;
}

function packed(text: string): InteractionsDocument[] {
  try {
    return packThesaurus(readThesaurus(text)).map(({ classes, interactions, ...facts }) => ({
      document: 'interactions',
      ...facts,
      classes: classes.map(({ name, members }) => ({ name, members: [...members] })),
      interactions: interactions.map((one) => ({ ...one })),
    }));
  } catch (error) {
    if (!(error instanceof MedicinesError)) throw error;
    const issues = [{ place: 0, path: error.path, code: error.code }];
    throw new DataError('invalid_resource', error.message, { issues, cause: error });
  }
}

/** `$.interactions[0].risk` of the second part is `interactions[1500].risk` of the file. */
function placeInFile(path: string, place: number, parts: readonly InteractionsDocument[]): string {
  const [, list, at, rest = ''] = /^\$\.(classes|interactions)\[(\d+)\](.*)$/.exec(path) ?? [];
  if (list === undefined) return path.replace(/^\$\.?/, '');
  if (list === 'classes') {
    const name = parts[place]?.classes[Number(at)]?.name ?? '';
    return `classes.${name}${rest.replace(/^\.(?:members|name)/, '')}`;
  }
  const before = parts.slice(0, place).reduce((sum, { interactions }) => sum + interactions.length, 0);
  return `interactions[${before + Number(at)}]${rest}`;
}

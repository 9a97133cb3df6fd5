import { CliError } from '../cli-error.ts';

/**
 * Parses `NOM=20,PRENOM=12`, the columns of a text of fixed width.
 *
 * @throws CliError `usage_invalid`
 */
export function readWidths(text: string): { readonly name: string; readonly width: number }[] {
  return text.split(',').map((part) => {
    const [, name = '', width = ''] = /^\s*([^=]+?)\s*=\s*(\d{1,5})\s*$/.exec(part) ?? [];
    if (name === '' || Number(width) === 0)
      throw new CliError(
        'usage_invalid',
        '--widths needs NAME=CHARACTERS for each column, for example NOM=20,PRENOM=12.',
      );
    return { name, width: Number(width) };
  });
}

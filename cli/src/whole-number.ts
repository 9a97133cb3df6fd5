import { CliError } from './cli-error.ts';

/** Reads the value of an option. @throws CliError `usage_invalid`, naming the option and its bounds */
export function wholeNumber(option: string, text: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (/^[0-9]{1,8}$/.test(text) && value >= minimum && value <= maximum) return value;
  throw new CliError('usage_invalid', `--${option} must be a whole number from ${minimum} to ${maximum}.`);
}

import { PlatformError } from '../platform-error.ts';
import type { Setting } from './setting.ts';

type EnvironmentSchema = Readonly<Record<string, Setting<unknown>>>;

export type EnvironmentOf<Schema extends EnvironmentSchema> = {
  readonly [Name in keyof Schema]: Schema[Name] extends Setting<infer Value> ? Value : never;
};

/**
 * Reads all settings of a program. The error lists every problem.
 *
 * @param options.prefix every variable with this prefix must be in the schema, so that misspelt names are rejected
 * @param options.source the variables; `process.env` except in tests
 * @throws PlatformError `configuration_invalid`, naming variables and rules, never values
 */
export function readEnvironment<const Schema extends EnvironmentSchema>(
  schema: Schema,
  options: { prefix?: string; source?: Readonly<Record<string, string | undefined>> } = {},
): EnvironmentOf<Schema> {
  const source = options.source ?? process.env;
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(schema)) {
    const reading = setting.read(source[name]);
    if ('problem' in reading) problems.push(`${name} ${reading.problem}`);
    else values[name] = reading.value;
  }
  for (const name of Object.keys(source)) {
    if (options.prefix !== undefined && name.startsWith(options.prefix) && !Object.hasOwn(schema, name)) {
      problems.push(`${name} is not a setting of this program`);
    }
  }
  if (problems.length > 0) {
    throw new PlatformError('configuration_invalid', `The environment is not valid: ${problems.join('; ')}.`);
  }
  return values as EnvironmentOf<Schema>;
}

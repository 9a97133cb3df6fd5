import type { JsonObject } from '../json/json.ts';
import { checkResource } from './check-resource.ts';
import type { Fields, Kind } from './field-kinds.ts';
import type { everyResource, resourceFields } from './resource-fields.ts';
import type { resourceTable } from './resource-table.ts';
import type { ResourceType } from './resource-types.ts';
import type { Resource } from './resource.ts';

/**
 * A resource in which `checkResource` found no fault. Its type is computed from the tables of that check: a field in a
 * table has its JSON type if present, and a code is one of R4's. A required field of a complex type is present; a
 * required text may be absent if extensions give the reason. Other fields, and resource types without a table, are any
 * JSON.
 */
export type CheckedResource<T extends ResourceType = ResourceType> = T extends ResourceType
  ? JsonObject & { resourceType: T } & Values<typeof everyResource> & Values<FieldsOf<T>> & Required<T>
  : never;

/** True if `checkResource`, which it runs, finds no fault. */
export function isChecked(resource: Resource): resource is CheckedResource {
  return checkResource(resource).length === 0;
}

type FieldsOf<T extends ResourceType> = T extends keyof typeof resourceFields ? (typeof resourceFields)[T] : unknown;

type Values<F> = { [Name in keyof F]?: ValueOf<F[Name]> };

type ValueOf<K> = K extends { readonly fields: infer F }
  ? JsonObject & Values<F>
  : K extends { readonly list: infer Item }
    ? Item extends { readonly fields: Fields }
      ? ValueOf<Item>[]
      : // Null if an entry has only extensions.
        (ValueOf<Item> | null)[]
    : K extends { readonly code: readonly (infer Code)[] }
      ? Code
      : K extends 'boolean'
        ? boolean
        : K extends 'number' | 'integer'
          ? number
          : K extends Extract<Kind, string>
            ? string
            : never;

/** The required fields that are not primitives. */
type Required<T extends ResourceType> = {
  [Name in RequiredName<T> as IsComplex<FieldsOf<T>, Name> extends true ? Name : never]: Name extends keyof FieldsOf<T>
    ? ValueOf<FieldsOf<T>[Name]>
    : never;
};

type RequiredName<T extends ResourceType> = T extends keyof typeof resourceTable
  ? (typeof resourceTable)[T]['required'][number]
  : never;

type IsComplex<F, Name> = Name extends keyof F ? (F[Name] extends Complex ? true : false) : false;

type Complex = { readonly fields: Fields } | { readonly list: { readonly fields: Fields } };

import { isObject, type Json, type JsonObject } from '../json/json.ts';
import type { Issue } from './issue.ts';

/**
 * Checks the rules of R4 for every field (https://hl7.org/fhir/R4/json.html): no value is empty; null is only in a list
 * whose `_name` has extensions at the same position; an extension has a url, and a value or extensions but not both.
 */
export function checkJsonRules(object: JsonObject, path: string, issues: Issue[]): void {
  const names = Object.keys(object);
  if (names.length === 0) issues.push({ path, code: 'empty' });
  for (const name of names) {
    const value = object[name];
    const here = `${path}.${name}`;
    if (value === undefined) continue;
    if (Array.isArray(value)) checkList(value, siblingOf(object, name), here, issues);
    else checkValue(value, here, issues);
    if (name === 'extension' || name === 'modifierExtension') checkExtensions(value, here, issues);
  }
}

function checkList(list: Json[], sibling: Json | undefined, path: string, issues: Issue[]): void {
  if (list.length === 0) issues.push({ path, code: 'empty' });
  for (const [i, value] of list.entries()) {
    const other = Array.isArray(sibling) ? sibling[i] : undefined;
    if (value === null && other !== undefined && other !== null) continue;
    checkValue(value, `${path}[${i}]`, issues);
  }
}

function checkValue(value: Json, path: string, issues: Issue[]): void {
  if (value === null || value === '') issues.push({ path, code: 'empty' });
  else if (Array.isArray(value)) issues.push({ path, code: 'type' });
  else if (isObject(value)) checkJsonRules(value, path, issues);
}

function siblingOf(object: JsonObject, name: string): Json | undefined {
  const sibling = name.startsWith('_') ? name.slice(1) : `_${name}`;
  return Object.hasOwn(object, sibling) ? object[sibling] : undefined;
}

function checkExtensions(value: Json, path: string, issues: Issue[]): void {
  if (!Array.isArray(value)) {
    issues.push({ path, code: 'type' });
    return;
  }
  for (const [i, extension] of value.entries()) {
    if (!isObject(extension)) issues.push({ path: `${path}[${i}]`, code: 'type' });
    else if (typeof extension['url'] !== 'string') issues.push({ path: `${path}[${i}].url`, code: 'required' });
    else {
      const values = Object.keys(extension).filter((name) => name.startsWith('value'));
      const count = values.length + ('extension' in extension ? 1 : 0);
      // An extension may have only its value's `_value…`, so the absence of a value is not reported.
      if (count > 1) issues.push({ path: `${path}[${i}]`, code: 'value' });
    }
  }
}

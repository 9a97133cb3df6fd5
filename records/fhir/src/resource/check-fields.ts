import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { isDate, isDateTime, isInstant } from './dates.ts';
import type { Fields, Kind } from './field-kinds.ts';
import type { Issue, IssueCode } from './issue.ts';

const ID = /^[A-Za-z0-9.-]{1,64}$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Checks the fields of an object that are in a table, each against its kind. */
export function checkFields(object: JsonObject, fields: Fields, path: string, issues: Issue[]): void {
  for (const [name, kind] of Object.entries(fields)) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (value !== undefined) checkKind(value, kind, `${path}.${name}`, issues);
  }
}

function checkKind(value: Json, kind: Kind, path: string, issues: Issue[]): void {
  if (typeof kind === 'string') {
    const code = primitiveFault(value, kind);
    if (code !== null) issues.push({ path, code });
  } else if ('code' in kind) {
    if (typeof value !== 'string') issues.push({ path, code: 'type' });
    else if (!kind.code.includes(value)) issues.push({ path, code: 'value' });
  } else if ('list' in kind) {
    if (!Array.isArray(value)) issues.push({ path, code: 'type' });
    else for (const [i, one] of value.entries()) checkElement(one, kind.list, `${path}[${i}]`, issues);
  } else if (isObject(value)) {
    checkFields(value, kind.fields, path, issues);
  } else {
    issues.push({ path, code: 'type' });
  }
}

/** A null is valid for a primitive that has only extensions (`checkJsonRules` requires them), not for an object. */
function checkElement(value: Json, kind: Kind, path: string, issues: Issue[]): void {
  const isObjectKind = typeof kind === 'object' && 'fields' in kind;
  if (value !== null || isObjectKind) checkKind(value, kind, path, issues);
}

function primitiveFault(value: Json, kind: Extract<Kind, string>): IssueCode | null {
  switch (kind) {
    case 'boolean':
      return typeof value === 'boolean' ? null : 'type';
    case 'number':
      return typeof value === 'number' ? null : 'type';
    case 'integer':
      return typeof value === 'number' && Number.isInteger(value) ? null : 'type';
    case 'string':
    case 'date':
    case 'dateTime':
    case 'instant':
    case 'uri':
    case 'id':
    case 'base64':
      return typeof value === 'string' ? textFault(value, kind) : 'type';
  }
}

type TextKind = 'string' | 'date' | 'dateTime' | 'instant' | 'uri' | 'id' | 'base64';

function textFault(value: string, kind: TextKind): IssueCode | null {
  switch (kind) {
    case 'string':
      return null;
    case 'date':
      return isDate(value) ? null : 'date';
    case 'dateTime':
      return isDateTime(value) ? null : 'date';
    case 'instant':
      return isInstant(value) ? null : 'date';
    case 'uri':
      return /\s/.test(value) ? 'uri' : null;
    case 'id':
      return ID.test(value) ? null : 'id';
    case 'base64':
      return BASE64.test(value.replace(/\s+/g, '')) ? null : 'base64';
  }
}

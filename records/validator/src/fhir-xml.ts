import { tryGetDataType } from '@medplum/core';
import { FhirError } from '@etanche/records-fhir';
import { SaxesParser } from 'saxes';
import { loadDefinitions } from './definitions.ts';

/** An element of the document; `text` is collected within XHTML only. */
type Element = {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: (Element | string)[];
};

const xhtmlNamespace = 'http://www.w3.org/1999/xhtml';
const deepest = 64;
const numbers: ReadonlySet<string> = new Set(['integer', 'positiveInt', 'unsignedInt', 'decimal', 'integer64']);
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Converts a FHIR R4 resource from XML to JSON (https://hl7.org/fhir/R4/xml.html, json.html). The order of fields and
 * the digits of decimals are preserved. A document type declaration is rejected, and with it external entities.
 *
 * @throws FhirError `json_invalid` for XML that is not a resource, `json_limits` for one that is nested too deeply,
 *   `resource_type`
 */
export function fhirXmlToJson(xml: string): string {
  loadDefinitions();
  return resourceText(parseXml(xml));
}

function parseXml(xml: string): Element {
  const parser = new SaxesParser({ xmlns: false });
  const open: Element[] = [];
  const roots: Element[] = [];
  const fail = (cause?: Error): never => {
    throw new FhirError('json_invalid', `${xml.length} characters are not FHIR XML`, { cause });
  };
  parser.on('error', fail);
  parser.on('doctype', () => fail());
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= deepest) throw new FhirError('json_limits', `XML is nested deeper than ${deepest}`);
    const element: Element = { name, attributes, children: [] };
    open.at(-1)?.children.push(element);
    if (open.length === 0) roots.push(element);
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  const onText = (text: string): void => {
    if (open.some(({ name }) => name === 'div')) open.at(-1)?.children.push(text);
    else if (text.trim() !== '') fail();
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.write(xml.replace(/^\uFEFF/, '')).close();
  return roots[0] ?? fail();
}

function resourceText(element: Element): string {
  const type = localName(element.name);
  if (tryGetDataType(type) === undefined) throw new FhirError('resource_type', 'the XML is not an R4 resource');
  const fields = fieldsOf(element, type);
  return object([['resourceType', JSON.stringify(type)], ...fields]);
}

type Field = readonly [name: string, text: string];

function object(fields: readonly Field[]): string {
  return `{${fields.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}

/** The fields of an element of a complex type, in the order of the document. */
function fieldsOf(element: Element, type: string): Field[] {
  const schema = tryGetDataType(type)?.elements ?? {};
  const fields: Field[] = [];
  for (const name of ['id', 'url']) {
    const value = element.attributes[name];
    if (value !== undefined) fields.push([name, JSON.stringify(value)]);
  }
  const groups = new Map<string, Element[]>();
  for (const child of element.children) {
    if (typeof child === 'string') continue;
    const name = localName(child.name);
    groups.set(name, [...(groups.get(name) ?? []), child]);
  }
  for (const [name, elements] of groups) {
    const { code, isArray } = elementOf(schema, name);
    fields.push(...fieldOf(name, elements, code, isArray));
  }
  return fields;
}

function elementOf(schema: SchemaElements, name: string): { code: string; isArray: boolean } {
  const own = schema[name];
  if (own !== undefined) return { code: own.type[0]?.code ?? 'string', isArray: own.isArray === true };
  for (const [key, { type }] of Object.entries(schema)) {
    if (!key.endsWith('[x]') || !name.startsWith(key.slice(0, -3))) continue;
    const suffix = name.slice(key.length - 3);
    const found = type.find(({ code }) => code.charAt(0).toUpperCase() + code.slice(1) === suffix);
    if (found !== undefined) return { code: found.code, isArray: false };
  }
  // The field is not in R4: it is converted, and the validation rejects it by its name.
  return { code: '', isArray: false };
}

type SchemaElements = Readonly<
  Record<string, { readonly type: readonly { readonly code: string }[]; readonly isArray?: boolean | undefined }>
>;

function fieldOf(name: string, elements: readonly Element[], code: string, isArray: boolean): Field[] {
  const isMany = isArray || elements.length > 1;
  const list = (texts: readonly string[]): string => (isMany ? `[${texts.join(',')}]` : (texts[0] ?? 'null'));
  if (!isPrimitive(code, elements)) return [[name, list(elements.map((element) => complexText(element, code)))]];
  const values = elements.map((element) => primitiveText(element, code));
  const extras = elements.map(extrasText);
  const fields: Field[] = [];
  if (values.some((value) => value !== null)) fields.push([name, list(values.map((value) => value ?? 'null'))]);
  if (extras.some((extra) => extra !== null)) fields.push([`_${name}`, list(extras.map((extra) => extra ?? 'null'))]);
  return fields;
}

function isPrimitive(code: string, elements: readonly Element[]): boolean {
  if (code === '') return elements.every(({ attributes }) => attributes['value'] !== undefined);
  // Type codes of primitives begin with a lower-case letter, or are the URIs of FHIRPath's system types.
  return /^[a-z]/.test(code) && code !== 'xhtml';
}

function complexText(element: Element, code: string): string {
  if (code === 'xhtml') return JSON.stringify(xhtmlText(element));
  if (code !== 'Resource') return object(fieldsOf(element, code));
  const [inner, second] = element.children.filter((child) => typeof child !== 'string');
  if (inner === undefined || second !== undefined)
    throw new FhirError('json_invalid', 'an element must have one resource');
  return resourceText(inner);
}

function primitiveText({ attributes }: Element, code: string): string | null {
  const value = attributes['value'];
  if (value === undefined) return null;
  if (code === 'boolean' && (value === 'true' || value === 'false')) return value;
  return numbers.has(code) && jsonNumber.test(value) ? value : JSON.stringify(value);
}

/** The id and extensions of a primitive, which JSON has under the name with an underscore. */
function extrasText(element: Element): string | null {
  const fields = fieldsOf({ ...element, attributes: pick(element.attributes, 'id') }, 'Element');
  return fields.length === 0 ? null : object(fields);
}

function pick(attributes: Readonly<Record<string, string>>, name: string): Record<string, string> {
  const value = attributes[name];
  return value === undefined ? {} : { [name]: value };
}

function xhtmlText(element: Element, isRoot = true): string {
  const given = isRoot && element.attributes['xmlns'] === undefined ? { xmlns: xhtmlNamespace } : {};
  const attributes = Object.entries({ ...given, ...element.attributes });
  const start = `<${element.name}${attributes.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')}`;
  if (element.children.length === 0) return `${start}/>`;
  const inner = element.children.map((child) => (typeof child === 'string' ? escaped(child) : xhtmlText(child, false)));
  return `${start}>${inner.join('')}</${element.name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** Removes a prefix, which has no meaning because a FHIR document has one vocabulary. */
function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

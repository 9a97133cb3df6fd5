import type { ZipArchive } from '../bytes/zip.ts';
import { IntakeError } from '../intake-error.ts';
import { beyondLimit, longestXmlPart } from '../limits.ts';
import { numberStyle, type NumberStyle } from './number-format.ts';
import { makeSharedTexts, type SharedTexts } from './shared-texts.ts';
import { attribute, firstContent, richText, tagsNamed } from './xml-text.ts';
import { xmlElements } from './xml-elements.ts';

export type Sheet = { readonly name: string; readonly member: string; readonly bytes: number };

/** The data shared by all sheets (ECMA-376 part 1, sections 18.2, 18.4 and 18.8). */
type Workbook = {
  readonly sheets: readonly Sheet[];
  readonly date1904: boolean;
};

/** @throws IntakeError `source_damaged`, `source_limits` */
export async function readWorkbook(source: ZipArchive): Promise<Workbook> {
  const workbook = await memberText(source, 'xl/workbook.xml');
  const relations = await memberText(source, 'xl/_rels/workbook.xml.rels');
  const targets = new Map<string, string>();
  for (const tag of tagsNamed(relations, 'Relationship'))
    targets.set(attribute(tag, 'Id') ?? '', (attribute(tag, 'Target') ?? '').replace(/^\/?(?:xl\/)?/, 'xl/'));
  const sheets = tagsNamed(workbook, 'sheet').flatMap((tag): Sheet[] => {
    const target = targets.get(attribute(tag, '\\w+:id') ?? '');
    const member = source.members.find(({ name }) => name === target);
    return member === undefined
      ? []
      : [{ name: attribute(tag, 'name') ?? '', member: member.name, bytes: member.bytes }];
  });
  if (sheets.length === 0) throw new IntakeError('source_damaged', 'the Excel file has no sheet that can be read');
  const date1904 = tagsNamed(workbook, 'workbookPr').some((tag) =>
    /^(?:1|true)$/.test(attribute(tag, 'date1904') ?? ''),
  );
  return { sheets, date1904 };
}

/** The texts that cells refer to by number; all are in memory, since cells refer to them in any order. */
export async function readSharedStrings(source: ZipArchive): Promise<SharedTexts> {
  const strings = makeSharedTexts();
  const name = source.members.find((member) => /^xl\/sharedstrings\.xml$/i.test(member.name))?.name;
  if (name === undefined) return strings;
  for await (const elements of xmlElements(source.read(name), 'si'))
    for (const element of elements) strings.add(richText(element));
  return strings;
}

/** The display of numbers, by the style number of their cells. */
export async function readStyles(source: ZipArchive): Promise<NumberStyle[]> {
  if (!source.members.some(({ name }) => name === 'xl/styles.xml')) return [];
  const xml = await memberText(source, 'xl/styles.xml');
  const codes = new Map<number, string>();
  for (const tag of tagsNamed(xml, 'numFmt'))
    codes.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode') ?? '');
  const formats = firstContent(xml, 'cellXfs');
  return tagsNamed(formats, 'xf').map((tag) => {
    const id = Number(attribute(tag, 'numFmtId') ?? 0);
    return numberStyle(id, codes.get(id));
  });
}

async function memberText(source: ZipArchive, name: string): Promise<string> {
  if (!source.members.some((member) => member.name === name))
    throw new IntakeError('source_damaged', `the Excel file lacks ${name}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source.read(name)) {
    bytes += chunk.length;
    if (bytes > longestXmlPart)
      throw beyondLimit(`a part of the workbook is larger than ${longestXmlPart / 1024 / 1024} MiB`);
    chunks.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(chunks).toString('utf8');
}

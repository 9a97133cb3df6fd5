import { findFixedLayout, fixedWidthRecords } from './fixed-width/fixed-width-records.ts';
import { hl7Records, isHl7 } from './hl7/hl7-records.ts';
import { hprimMedecinRecords, isHprimMedecin } from './hprim/hprim-medecin.ts';
import { hprimSanteRecords, isHprimSante } from './hprim/hprim-sante.ts';
import { htmlTables, isHtml } from './html/html-tables.ts';
import { isKeyValue, keyValueRecords } from './key-value/key-value-records.ts';
import { isLdif, ldifRecords } from './ldif/ldif-records.ts';
import { unsupported } from './refuse-format.ts';
import type { SourceDescription, SourceFormat } from './source.ts';
import { looksLikeSql } from './sql/describe-sql.ts';
import type { TableItem } from './tables/table-item.ts';
import { excelXmlRows, isExcelXml } from './xml/excel-xml.ts';
import { findRecordPath, isXml, xmlRecords } from './xml/xml-records.ts';

type Layout = Pick<SourceDescription, 'starts' | 'doubts' | 'table'>;
type ReadItems = (
  chunks: AsyncIterable<Uint8Array>,
  description: Layout & Pick<SourceDescription, 'encoding' | 'header'>,
) => AsyncGenerator<TableItem[]>;

/** The format of a text that is not CSV, JSON or SQL, and its layout according to the first lines. */
type TextFormat = { readonly format: SourceFormat; readonly layout: Layout; readonly read: ReadItems };

export const itemReaders = {
  hl7: (chunks, { encoding }) => hl7Records(chunks, encoding),
  'hprim-sante': (chunks, { encoding }) => hprimSanteRecords(chunks, encoding),
  'hprim-medecin': (chunks, { encoding }) => hprimMedecinRecords(chunks, encoding),
  ldif: (chunks, { encoding }) => ldifRecords(chunks, encoding),
  'key-value': (chunks, { encoding }) => keyValueRecords(chunks, encoding),
  html: (chunks, { encoding }) => htmlTables(chunks, encoding),
  xml: (chunks, { encoding, table = '' }) => xmlRecords(chunks, encoding, table),
  'excel-xml': (chunks, { encoding }) => excelXmlRows(chunks, encoding),
  'fixed-width': (chunks, { encoding, header, starts = [], doubts = [] }) =>
    fixedWidthRecords(chunks, encoding, starts, header && !doubts.includes('layout_inferred')),
} satisfies Partial<Record<SourceFormat, ReadItems>>;

type ItemFormat = keyof typeof itemReaders;

/** True for formats that are read as items of tables. */
export function isItemFormat(format: SourceFormat): format is ItemFormat {
  return format in itemReaders;
}

/**
 * @param head the first characters of the text
 * @param final true if these are all characters
 * @throws IntakeError `format_unsupported` on XML without data about people
 */
export function findTextFormat(head: string, final: boolean): TextFormat | undefined {
  const found = (format: ItemFormat, layout: Layout = {}): TextFormat => ({
    format,
    layout,
    read: itemReaders[format],
  });
  if (isHl7(head)) return found('hl7');
  if (isHprimSante(head)) return found('hprim-sante');
  if (isLdif(head)) return found('ldif');
  if (isExcelXml(head)) return found('excel-xml');
  if (isHtml(head)) return found('html');
  if (isXml(head)) {
    const table = findRecordPath(head);
    if (table === undefined)
      throw unsupported(
        'XML in which no element has two names such as nom, nir or email',
        'export the data as CSV or Excel',
      );
    // Elements of other kinds may occur later in a long document.
    return found('xml', { table, ...(final ? {} : { doubts: ['layout_inferred'] }) });
  }
  if (/^\s*[[{]/.test(head) || looksLikeSql(head)) return undefined;
  if (isHprimMedecin(head)) return found('hprim-medecin');
  const fixed = findFixedLayout(head, final);
  if (fixed !== undefined)
    return found('fixed-width', { starts: fixed.starts, ...(fixed.isRuled ? {} : { doubts: ['layout_inferred'] }) });
  return isKeyValue(head) ? found('key-value') : undefined;
}

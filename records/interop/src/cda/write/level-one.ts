import { utf8, type Bytes } from '@etanche/core-wire';
import { InteropError } from '../../interop-error.ts';
import { toBase64 } from '../base64.ts';
import { writeXml, xml } from '../../xml/write-xml.ts';
import { cdaTemplates } from '../cda-oids.ts';
import type { CdaDraft } from './cda-draft.ts';
import { templates } from './cda-parts.ts';
import { clinicalDocument } from './write-header.ts';

/**
 * A document of level 1 (IHE XDS-SD): the header, and a PDF as its body. French rules ask for PDF/A-1, of which only
 * the statement in the file's metadata is verified here.
 *
 * @throws InteropError `cda_incomplete`, `pdf_unsuitable`
 */
export function writeLevelOne(draft: CdaDraft, pdf: Uint8Array): Bytes {
  if (!isPdfA1(pdf)) throw new InteropError('pdf_unsuitable', 'the file is not a PDF that declares PDF/A-1');
  const body = xml(
    'nonXMLBody',
    {},
    xml('text', { mediaType: 'application/pdf', representation: 'B64' }, toBase64(pdf)),
  );
  return utf8(writeXml(clinicalDocument(draft, templates(cdaTemplates.levelOne), body)));
}

/** ISO 19005-1, 6.7.11: the part is in the metadata, as an element or an attribute, and the metadata are not packed. */
function isPdfA1(pdf: Uint8Array): boolean {
  const text = new TextDecoder('windows-1252').decode(pdf);
  return text.startsWith('%PDF-') && /pdfaid:part(?:>|\s*=\s*["'])1\b/.test(text);
}

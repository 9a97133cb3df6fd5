import { writeXml, xml, type XmlOutput } from '../xml/write-xml.ts';

/** The sender of an archive, for a reader without software. No text of it is about the patient. */
export interface XdmSender {
  readonly name: string;
  readonly organization: string;
  readonly addressLines: readonly string[];
  readonly phone: string | null;
  readonly software: string;
  readonly version: string;
  readonly editor: string;
}

/** README.TXT: sender, program, and where the documents are. */
export function readmeText(sender: XdmSender, documents: readonly string[]): string {
  const lines = [
    `Emetteur : ${sender.name}`,
    `Organisation : ${sender.organization}`,
    ...sender.addressLines.map((line) => `Adresse : ${line}`),
    ...(sender.phone === null ? [] : [`Téléphone : ${sender.phone}`]),
    '',
    `Logiciel : ${sender.software} ${sender.version}`,
    `Editeur : ${sender.editor}`,
    '',
    'Cette archive IHE XDM contient des documents de santé au format HL7 CDA R2.',
    'Ils s’ouvrent avec un logiciel de santé. Arborescence :',
    'README.TXT',
    'INDEX.HTM',
    'IHE_XDM/SUBSET01/METADATA.XML',
    ...documents,
  ];
  return `${lines.map((line) => line.replace(/[\r\n]+/g, ' ')).join('\r\n')}\r\n`;
}

/** INDEX.HTM in XHTML. */
export function indexPage(sender: XdmSender, documents: readonly string[]): string {
  const link = (path: string): XmlOutput => xml('li', {}, xml('a', { href: path }, path));
  return writeXml(
    xml(
      'html',
      { xmlns: 'http://www.w3.org/1999/xhtml', lang: 'fr' },
      xml('head', {}, xml('meta', { charset: 'UTF-8' }), xml('title', {}, 'Documents de santé')),
      xml(
        'body',
        {},
        xml('h1', {}, 'Documents de santé'),
        xml('p', {}, `${sender.name}, ${sender.organization}`),
        xml('ul', {}, link('README.TXT'), ...documents.map(link)),
      ),
    ),
  );
}

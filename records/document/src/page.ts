import PDFDocument from 'pdfkit';
import type { Entry } from './entries/entry.ts';
import { shortDate } from './french-format.ts';
import { clean, heading, paragraphs } from './printable-text.ts';

/** TrueType or OpenType files. */
export type PdfFonts = { readonly plain: Uint8Array<ArrayBuffer>; readonly bold: Uint8Array<ArrayBuffer> };

const grey = '#5f6670';
const blue = '#1f4e79';
const margin = { top: 62, bottom: 58, left: 54, right: 54 };
const dateWidth = 66;

interface PageTexts {
  /** Metadata and the first line of each page. */
  readonly title: string;
  readonly footer: string;
  readonly created: Date;
  /** True for PDF/A-1b, which archives and other programs' documents ask for. */
  readonly isArchival: boolean;
  readonly fonts: PdfFonts;
}

/** An A4 document with flowing text. Pages are numbered when they are added, so that none stays in memory. */
export class Page {
  readonly stream: PDFKit.PDFDocument;
  readonly #texts: PageTexts;
  #number = 0;

  constructor(texts: PageTexts) {
    this.#texts = texts;
    this.stream = new PDFDocument({
      size: 'A4',
      // No default font: the standard ones are not in the browser's pdfkit.
      font: '',
      margins: margin,
      lang: 'fr-FR',
      displayTitle: true,
      autoFirstPage: false,
      info: { Title: texts.title, CreationDate: texts.created },
      // PDF 1.4 with XMP metadata, the sRGB output intent and the CIDSet of each font (ISO 19005-1, level B).
      ...(texts.isArchival ? ({ subset: 'PDF/A-1b', pdfVersion: '1.4' } as const) : {}),
    });
    const { plain, bold } = texts.fonts;
    this.stream.registerFont('plain', plain).registerFont('bold', bold);
    this.stream.on('pageAdded', () => {
      this.#drawFrame();
    });
    this.stream.addPage();
  }

  get number(): number {
    return this.#number;
  }

  get #width(): number {
    return this.stream.page.width - margin.left - margin.right;
  }

  title(text: string, below: string): void {
    this.stream
      .font('bold')
      .fontSize(19)
      .fillColor('black')
      .text(heading(text), margin.left, this.stream.y, { width: this.#width });
    this.stream.font('plain').fontSize(9.5).fillColor(grey).text(heading(below), { width: this.#width });
    this.stream.moveDown(0.6);
  }

  /** Writes a heading, never alone at the foot of a page. */
  heading(text: string, count: number | null): void {
    this.#need(58);
    this.stream.moveDown(0.7);
    const { y } = this.stream;
    this.stream.font('bold').fontSize(12.5).fillColor(blue);
    const width = this.stream.widthOfString(clean(text));
    this.stream.text(clean(text), margin.left, y, { width: this.#width });
    const line = this.stream.y + 1.5;
    this.stream.font('plain').fontSize(9.5).fillColor(grey);
    if (count !== null) this.stream.text(String(count), margin.left + width + 9, y + 3.2, { lineBreak: false });
    this.stream
      .moveTo(margin.left, line)
      .lineTo(margin.left + this.#width, line)
      .lineWidth(0.7)
      .strokeColor(blue)
      .stroke();
    this.stream.x = margin.left;
    this.stream.y = line + 6;
  }

  pair(label: string, value: string): void {
    const labelWidth = 118;
    this.stream.font('plain').fontSize(9.5);
    this.#need(Math.min(200, this.stream.heightOfString(heading(value), { width: this.#width - labelWidth })));
    const { y } = this.stream;
    this.stream.fillColor(grey).text(clean(label), margin.left, y, { width: labelWidth });
    this.stream
      .fillColor('black')
      .text(heading(value), margin.left + labelWidth, y, { width: this.#width - labelWidth });
    this.stream.x = margin.left;
    this.stream.y += 1.5;
  }

  entry({ date, title, aside, lines }: Entry): void {
    this.#need(lines.length > 0 ? 30 : 16);
    const { y } = this.stream;
    const x = margin.left + dateWidth;
    const width = this.#width - dateWidth;
    this.stream
      .font('plain')
      .fontSize(8.8)
      .fillColor(grey)
      .text(shortDate(date), margin.left, y + 0.5, { width: dateWidth });
    const hasAside = aside.length > 0;
    this.stream
      .font('bold')
      .fontSize(9.5)
      .fillColor('black')
      .text(heading(title), x, y, { width, continued: hasAside });
    if (hasAside)
      this.stream
        .font('plain')
        .fontSize(8.8)
        .fillColor(grey)
        .text(`   ${heading(aside.join(' · '))}`);
    const whole = heading(title) === clean(title) ? lines : [title, ...lines];
    for (const line of whole.flatMap(paragraphs)) {
      this.stream
        .font('plain')
        .fontSize(9.2)
        .fillColor('#222222')
        .text(line, x, this.stream.y + 0.5, { width });
    }
    this.stream.x = margin.left;
    this.stream.y += 3.5;
  }

  paragraph(text: string): void {
    this.#need(24);
    this.stream
      .font('plain')
      .fontSize(9)
      .fillColor(grey)
      .text(clean(text), margin.left, this.stream.y, { width: this.#width });
    this.stream.moveDown(0.3);
  }

  #need(height: number): void {
    if (this.stream.y + height > this.stream.page.height - margin.bottom) this.stream.addPage();
  }

  /**
   * Draws the frame outside the margins. The bottom margin is removed meanwhile, because text below it would open a new
   * page.
   */
  #drawFrame(): void {
    this.#number += 1;
    const { page } = this.stream;
    const bottom = page.margins.bottom;
    page.margins.bottom = 0;
    const y = page.height - 38;
    this.stream.font('plain').fontSize(8).fillColor(grey);
    this.stream.text(heading(this.#texts.title), margin.left, 34, { width: this.#width, lineBreak: false });
    this.stream.text(clean(this.#texts.footer), margin.left, y, { width: this.#width - 70, lineBreak: false });
    this.stream.text(`Page ${this.#number}`, margin.left + this.#width - 70, y, {
      width: 70,
      align: 'right',
      lineBreak: false,
    });
    page.margins.bottom = bottom;
    this.stream.x = margin.left;
    this.stream.y = margin.top;
  }
}

import { createFlow, margin, textWidth } from './flow.ts';
import { footItems, headBottom, headItems, type Letterhead, type Signatory } from './letterhead.ts';
import { followingHead } from './prescription.ts';
import { paper, textItem, wrap, type Print } from './sheet.ts';

export type LetterPrint = {
  readonly letterhead: Letterhead | null;
  /** Null on a certificate of the reception, which the practice signs. */
  readonly signatory: Signatory | null;
  readonly placeAndDate: string;
  /** Lines of the addressee's address; none on a certificate. */
  readonly addressee: readonly string[];
  /** `Certificat médical`; an empty text on a letter. */
  readonly heading: string;
  readonly body: string;
  /** Name under the signature. */
  readonly signedBy: string;
  /** `Copie : Dr Le Gall`. */
  readonly copies: readonly string[];
};

/** A letter or certificate on the practice's paper. */
export function letterPrint(print: LetterPrint): Print {
  const { letterhead, signatory, addressee, heading, copies } = print;
  const right = margin.left + textWidth;
  const top = headBottom + 20;
  const addressTop = top + 26;
  const flow = createFlow(addressee.length > 0 ? addressTop + addressee.length * 14 + 34 : top + 34, margin.top + 40);
  flow.add(textItem(print.placeAndDate, right, top, { size: 10.5, align: 'right' }));
  flow.add(
    ...addressee.flatMap((line, i) => textItem(line, paper.width / 2 + 20, addressTop + i * 14, { size: 10.5 })),
  );
  if (heading !== '') {
    for (const line of wrap(heading, textWidth, 16, 'bold')) {
      flow.add(
        textItem(line, paper.width / 2, flow.y() + 16, {
          size: 16,
          face: 'bold',
          align: 'centre',
        }),
      );
      flow.gap(22);
    }
    flow.gap(22);
  }
  for (const paragraph of print.body.split('\n')) {
    if (paragraph.trim() === '') flow.gap(9);
    else flow.paragraph(paragraph, { size: 11, leading: 1.45 });
  }
  flow.gap(26);
  flow.need(80);
  flow.add(
    textItem(print.signedBy, right - 200, flow.y() + 10, {
      size: 10.5,
      face: 'bold',
    }),
    textItem('Signature', right - 200, flow.y() + 24, { size: 9 }),
  );
  flow.gap(84);
  if (copies.length > 0) flow.paragraph(`Copie : ${copies.join(' ; ')}`, { size: 9 });
  const sheets = flow.sheets((page, pages) => [
    ...(page === 1 ? headItems(letterhead, signatory) : followingHead(`${print.signedBy} · ${print.placeAndDate}`)),
    ...footItems(letterhead, page, pages),
  ]);
  return { title: heading === '' ? 'Courrier' : heading, sheets };
}

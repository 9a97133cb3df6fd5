import { margin, textWidth } from './flow.ts';
import { paper, textItem, wrap, type Item } from './sheet.ts';

/** The practice above every page, as its settings state it. */
export type Letterhead = {
  readonly name: string;
  readonly lines: readonly string[];
  readonly street: string;
  readonly postalCode: string;
  readonly town: string;
  readonly phone: string;
  readonly email: string;
  readonly finess: string;
  readonly footer: string;
};

/** The signer: the data that R.5132-3 CSP requires of a prescriber besides the address. */
export type Signatory = {
  readonly name: string;
  readonly title: string;
  readonly speciality: string;
  /** 11 digits, or empty. */
  readonly rpps: string;
  readonly phone: string;
  readonly email: string;
};

/** Height below the head of the first page. */
export const headBottom = 150;

/** Signatory at the left, practice at the right, a rule below. Without a signatory the practice is at the left. */
export function headItems(head: Letterhead | null, signatory: Signatory | null): Item[] {
  const items: Item[] = [];
  const right = margin.left + textWidth;
  let y = margin.top;
  if (signatory !== null) {
    items.push(textItem(signatory.name, margin.left, y, { size: 14, face: 'bold' }));
    const below = [
      signatory.title,
      signatory.speciality,
      signatory.rpps === '' ? '' : `N° RPPS : ${signatory.rpps}`,
      signatory.phone === '' ? '' : `Tél. : ${internationalPhone(signatory.phone)}`,
      signatory.email,
    ].filter((line) => line !== '');
    for (const line of below) items.push(textItem(line, margin.left, (y += 13), { size: 9.5 }));
  }
  if (head !== null) {
    const align = signatory === null ? 'left' : 'right';
    const x = signatory === null ? margin.left : right;
    let at = margin.top;
    items.push(textItem(head.name, x, at, { size: 11.5, face: 'bold', align }));
    const place = [head.postalCode, head.town].filter(Boolean).join(' ');
    const lines = [
      ...head.lines,
      head.street,
      place === '' ? '' : `${place}, France`,
      head.phone === '' ? '' : `Tél. : ${internationalPhone(head.phone)}`,
      head.email,
      head.finess === '' ? '' : `N° FINESS : ${head.finess}`,
    ].filter((line) => line !== '');
    for (const line of lines) items.push(textItem(line, x, (at += 12.5), { size: 9, align }));
  }
  items.push({
    kind: 'line',
    x1: margin.left,
    y1: headBottom - 10,
    x2: right,
    y2: headBottom - 10,
  });
  return items;
}

/** The practice's footer, and the page where there are several. */
export function footItems(head: Letterhead | null, page: number, pages: number): Item[] {
  const y = paper.height - 40;
  const text = head?.footer ?? '';
  const lines = text === '' ? [] : wrap(text, textWidth - 60, 7.5).slice(0, 2);
  return [
    ...lines.map((line, i) =>
      textItem(line, paper.width / 2, y + i * 9.5, {
        size: 7.5,
        align: 'centre',
      }),
    ),
    ...(pages > 1
      ? [
          textItem(`Page ${page} / ${pages}`, margin.left + textWidth, y, {
            size: 8,
            align: 'right',
          }),
        ]
      : []),
  ];
}

/** `+33 2 98 44 12 34`, as R.5132-3 CSP requires; another number is returned unchanged. */
export function internationalPhone(phone: string): string {
  const digits = phone.replace(/[\s.\-()]/gu, '');
  const national = /^0([1-9])(\d\d)(\d\d)(\d\d)(\d\d)$/u.exec(digits);
  return national === null ? phone : `+33 ${national.slice(1).join(' ')}`;
}

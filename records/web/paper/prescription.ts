import { createFlow, margin, textWidth, type Flow } from './flow.ts';
import { footItems, headBottom, headItems, type Letterhead, type Signatory } from './letterhead.ts';
import { paper, textItem, type Item, type Print, type Sheet } from './sheet.ts';

/** The patient on a prescription (R.5132-3 CSP). */
export type PrintedPatient = {
  /** `Mme MARTIN Jeanne`, with the birth name where it differs. */
  readonly name: string;
  readonly sex: string;
  /** `14/03/1958 (68 ans)`. */
  readonly birth: string;
  /** `72 kg`, and the height of a child; null where neither is needed or known. */
  readonly body: string | null;
};

export type PrintedLine = {
  /** By substance, with strength and form. */
  readonly label: string;
  readonly brandName: string | null;
  readonly dose: string;
  /** `pendant 28 jours`, or `traitement continu`. */
  readonly duration: string | null;
  /** `28 comprimés`, or packs. */
  readonly quantity: string | null;
  readonly renewals: number;
  /** `Non substituable (MTE)`. */
  readonly notSubstitutable: string | null;
  readonly isAld: boolean;
  /** Null on ordinary paper; otherwise the dose in words, or an empty text where it is written by hand. */
  readonly inWords: string | null;
};

export type PrescriptionPrint = {
  readonly letterhead: Letterhead | null;
  readonly prescriber: Signatory;
  /** `Quimper, le 29 novembre 2026`. */
  readonly placeAndDate: string;
  readonly patient: PrintedPatient;
  readonly lines: readonly PrintedLine[];
};

/**
 * The pages of a prescription: the plain form, or the two-zone form if a line is for a long-term illness. Lines that
 * need secured paper are on a page of their own, which is no prescription.
 */
export function prescriptionPrint(print: PrescriptionPrint): Print {
  const ordinary = print.lines.filter(({ inWords }) => inWords === null);
  const secured = print.lines.filter(({ inWords }) => inWords !== null);
  const isTwoZone = ordinary.some(({ isAld }) => isAld);
  const sheets = [
    ...(ordinary.length === 0 ? [] : isTwoZone ? twoZones(print, ordinary) : plain(print, ordinary)),
    ...(secured.length === 0 ? [] : securedNotice(print, secured)),
  ];
  return { title: 'Ordonnance', sheets };
}

function plain(print: PrescriptionPrint, lines: readonly PrintedLine[]): Sheet[] {
  const flow = begin(print);
  writeLines(flow, lines);
  end(flow, print, lines.length);
  return finish(flow, print);
}

const upperTitle =
  'Prescriptions relatives au traitement de l’affection de longue durée reconnue (liste ou hors liste)';
const upperSub = '(AFFECTION EXONÉRANTE)';
const lowerTitle = 'Prescriptions SANS RAPPORT avec l’affection de longue durée';
const lowerSub = '(MALADIES INTERCURRENTES)';

function twoZones(print: PrescriptionPrint, lines: readonly PrintedLine[]): Sheet[] {
  const flow = begin(print);
  const zones = [
    {
      title: upperTitle,
      sub: upperSub,
      zone: lines.filter(({ isAld }) => isAld),
    },
    {
      title: lowerTitle,
      sub: lowerSub,
      zone: lines.filter(({ isAld }) => !isAld),
    },
  ];
  for (const { title, sub, zone } of zones) {
    flow.need(70);
    const top = flow.y();
    flow.add(
      { kind: 'box', x: margin.left, y: top, width: textWidth, height: 30 },
      textItem(title, paper.width / 2, top + 12.5, {
        size: 9.5,
        face: 'bold',
        align: 'centre',
      }),
      textItem(sub, paper.width / 2, top + 24.5, {
        size: 8.5,
        align: 'centre',
      }),
    );
    flow.gap(40);
    if (zone.length === 0) flow.paragraph('Néant', { size: 9.5, indent: 12 });
    writeLines(flow, zone);
    flow.gap(14);
  }
  end(flow, print, lines.length);
  return finish(flow, print);
}

function securedNotice(print: PrescriptionPrint, lines: readonly PrintedLine[]): Sheet[] {
  const flow = createFlow(margin.top);
  flow.paragraph('Cette page n’est pas une ordonnance', {
    size: 15,
    face: 'bold',
  });
  flow.gap(6);
  flow.paragraph(
    'Les lignes ci-dessous exigent une ordonnance sécurisée (articles R.5132-5 et R.5132-29 du code de la santé publique). ' +
      `Recopiez-les sur ce papier, et inscrivez ${lines.length} dans le carré du nombre de lignes.`,
  );
  flow.gap(8);
  flow.paragraph(`Patient : ${print.patient.name}, ${print.patient.birth}`);
  flow.gap(10);
  for (const line of lines) {
    writeLine(flow, line);
    const words = line.inWords === '' ? 'à écrire à la main' : line.inWords;
    flow.paragraph(`En toutes lettres : ${words}`, {
      size: 10.5,
      face: 'bold',
      indent: 14,
    });
    flow.gap(10);
  }
  return flow.sheets(() => []);
}

function begin({ placeAndDate, patient }: PrescriptionPrint): Flow {
  const flow = createFlow(headBottom + 64, margin.top + 40);
  const right = margin.left + textWidth;
  const y = headBottom + 8;
  flow.add(
    textItem(placeAndDate, right, y, { size: 10, align: 'right' }),
    textItem(patient.name, margin.left, y + 16, { size: 12.5, face: 'bold' }),
    textItem(patientLine(patient), margin.left, y + 31, { size: 10 }),
  );
  return flow;
}

function patientLine({ sex, birth, body }: PrintedPatient): string {
  return [sex, `né${sex === 'Sexe féminin' ? 'e' : sex === 'Sexe masculin' ? '' : '(e)'} le ${birth}`, body ?? '']
    .filter((part) => part !== '')
    .join(' · ');
}

function writeLines(flow: Flow, lines: readonly PrintedLine[]): void {
  for (const line of lines) {
    writeLine(flow, line);
    flow.gap(11);
  }
}

function writeLine(flow: Flow, line: PrintedLine): void {
  // A line is not divided between two pages: a dose without its medicine would be misread.
  flow.need(64);
  flow.paragraph(line.label, { size: 11.5, face: 'bold' });
  if (line.brandName !== null) flow.paragraph(`(${line.brandName})`, { size: 9.5, indent: 14 });
  const dose = line.duration === null ? line.dose : `${line.dose}, ${line.duration}`;
  flow.paragraph(dose, { size: 10.5, indent: 14 });
  const renewals = line.renewals === 0 ? 'non renouvelable' : `à renouveler ${line.renewals} fois`;
  const supply = [line.quantity === null ? '' : `Quantité : ${line.quantity}`, renewals].filter((one) => one !== '');
  flow.paragraph(capital(supply.join(' · ')), { size: 9.5, indent: 14 });
  if (line.notSubstitutable !== null) {
    flow.paragraph(line.notSubstitutable, {
      size: 10,
      face: 'bold',
      indent: 14,
    });
  }
}

/** The end of the list, so that nobody adds a line, and the room for the signature. */
function end(flow: Flow, { prescriber }: PrescriptionPrint, count: number): void {
  flow.need(104);
  flow.rule();
  flow.paragraph(count === 1 ? 'Une ligne prescrite.' : `${count} lignes prescrites.`, { size: 8.5 });
  const right = margin.left + textWidth;
  const y = flow.y() + 8;
  flow.add(
    textItem('Signature', right - 190, y, { size: 9 }),
    textItem(prescriber.name, right - 190, y + 12, { size: 9.5, face: 'bold' }),
    { kind: 'box', x: right - 190, y: y + 17, width: 190, height: 58 },
  );
  flow.gap(90);
}

function finish(flow: Flow, { letterhead, prescriber, patient, placeAndDate }: PrescriptionPrint): Sheet[] {
  return flow.sheets((page, pages) => [
    ...(page === 1
      ? headItems(letterhead, prescriber)
      : followingHead([prescriber.name, patient.name, placeAndDate].join(' · '))),
    ...footItems(letterhead, page, pages),
  ]);
}

/** The head of a second page: it names prescriber and patient, in case it is separated from the first. */
export function followingHead(text: string): Item[] {
  const y = margin.top + 14;
  return [
    textItem(text, margin.left, margin.top, { size: 9 }),
    {
      kind: 'line',
      x1: margin.left,
      y1: y,
      x2: margin.left + textWidth,
      y2: y,
    },
  ];
}

function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase('fr') + text.slice(1);
}

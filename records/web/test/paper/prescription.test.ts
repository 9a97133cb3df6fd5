import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { internationalPhone } from '../../paper/letterhead.ts';
import { prescriptionPrint, type PrescriptionPrint, type PrintedLine } from '../../paper/prescription.ts';
import { paper } from '../../paper/sheet.ts';
import { pageTexts, pdfTexts } from './pages.ts';

const line: PrintedLine = {
  ...{
    label: 'amlodipine 5 mg, gélule',
    brandName: null,
    dose: '1 gélule le matin',
    duration: 'pendant 28 jours',
  },
  ...{
    quantity: '28 gélules',
    renewals: 2,
    notSubstitutable: null,
    isAld: false,
    inWords: null,
  },
};
const print: PrescriptionPrint = {
  letterhead: {
    ...{
      name: 'Maison de santé du Port',
      lines: [],
      street: '3 quai du Port',
      postalCode: '29000',
      town: 'Quimper',
    },
    ...{
      phone: '02 98 44 12 34',
      email: 'accueil@msp.example',
      finess: '290012345',
      footer: 'Urgences : 15',
    },
  },
  prescriber: {
    ...{
      name: 'Dr Hélène Arnaud',
      title: 'Docteur en médecine',
      speciality: 'Médecine générale',
    },
    ...{ rpps: '10001234565', phone: '', email: '' },
  },
  placeAndDate: 'Quimper, le 29 novembre 2026',
  patient: {
    name: 'Mme MARTIN Jeanne',
    sex: 'Sexe féminin',
    birth: '14/03/1958 (68 ans)',
    body: null,
  },
  lines: [line],
};
const withLines = (...lines: PrintedLine[]) => pdfTexts(prescriptionPrint({ ...print, lines }));

describe('a plain prescription', () => {
  test.each([
    ['the prescriber’s name', 'Dr Hélène Arnaud'],
    ['their speciality', 'Médecine générale'],
    ['their identifier', 'N° RPPS : 10001234565'],
    ['the address with the country', '29000 Quimper, France'],
    ['the telephone with +33', '+33 2 98 44 12 34'],
    ['the e-mail', 'accueil@msp.example'],
    ['the date', 'le 29 novembre 2026'],
    ['the patient’s names', 'Mme MARTIN Jeanne'],
    ['sex and birth date', 'Sexe féminin · née le 14/03/1958'],
    ['the medicine by substance', 'amlodipine 5 mg, gélule'],
    ['dose and duration', '1 gélule le matin, pendant 28 jours'],
    ['quantity and renewals', 'Quantité : 28 gélules · à renouveler 2 fois'],
    ['the number of lines', 'Une ligne prescrite.'],
    ['the place of the signature', 'Signature'],
  ])('has %s', (_, text) => {
    expect(withLines(line).join('\n')).toContain(text);
  });

  test('has no zones, and no mention of secured paper', () => {
    const text = withLines(line).join('\n');
    expect(text).not.toContain('EXONÉRANTE');
    expect(text).not.toContain('sécurisée');
  });

  test('states that a line is not renewable, and why a brand must not be replaced', () => {
    const text = withLines({
      ...line,
      renewals: 0,
      notSubstitutable: 'Non substituable (MTE)',
      brandName: 'AMLOR 5 mg',
    }).join('\n');
    expect(text).toContain('non renouvelable');
    expect(text).toContain('Non substituable (MTE)');
    expect(text).toContain('(AMLOR 5 mg)');
  });

  test('names prescriber and patient on each further page, and divides no line', () => {
    const pages = withLines(
      ...Array.from({ length: 16 }, (_, i) => ({
        ...line,
        label: `substance ${i}, comprimé`,
      })),
    );
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page).toContain('MARTIN');
    for (let i = 0; i < 16; i++) {
      const page = pages.find((text) => text.includes(`substance ${i},`)) ?? '';
      const after = page
        .slice(page.indexOf(`substance ${i},`))
        .split('\n')
        .slice(0, 3)
        .join('\n');
      expect(after).toContain('à renouveler 2 fois');
    }
    expect(pages.at(-1)).toContain('16 lignes prescrites.');
  });
});

describe('a two-zone prescription', () => {
  test('has the lines of the long-term illness above, and the others below', () => {
    const [text = ''] = withLines(
      { ...line, label: 'paracétamol 1 g' },
      { ...line, label: 'metformine 1 g', isAld: true },
    );
    const order = ['EXONÉRANTE', 'metformine', 'SANS RAPPORT', 'paracétamol'].map((word) => text.indexOf(word));
    expect(order.every((place) => place >= 0)).toBe(true);
    expect(order).toEqual(order.toSorted((one, other) => one - other));
  });

  test('states that a zone is empty', () => {
    expect(withLines({ ...line, isAld: true }).join('\n')).toContain('Néant');
  });
});

describe('lines that need secured paper', () => {
  const secured = {
    ...line,
    label: 'morphine 10 mg, comprimé',
    inWords: 'un comprimé de dix milligrammes le matin',
  };

  test('are on a page that is no prescription, in words, and not on the form', () => {
    const pages = withLines(line, secured);
    expect(pages).toHaveLength(2);
    expect(pages[0]).not.toContain('morphine');
    expect(pages[1]).toContain('Cette page n’est pas une ordonnance');
    expect(pages[1]).toContain('dix milligrammes');
    expect(pages[1]).not.toContain('Signature');
  });

  test('alone give no form at all', () => {
    expect(withLines({ ...secured, inWords: '' }).join('\n')).toContain('à écrire à la main');
    expect(withLines(secured)).toHaveLength(1);
  });
});

test('no text leaves the paper, and the PDF has the texts of the sheets', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 12 }), (labels) => {
      const made = prescriptionPrint({
        ...print,
        lines: labels.map((label) => ({ ...line, label, dose: label })),
      });
      const texts = made.sheets.flatMap(({ items }) => items.filter((item) => item.kind === 'text'));
      for (const { x, y, width } of texts) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(paper.width);
        expect(y).toBeLessThanOrEqual(paper.height);
      }
      expect(pdfTexts(made)).toHaveLength(made.sheets.length);
    }),
    { numRuns: 40 },
  );
});

test.each([
  ['02 98 44 12 34', '+33 2 98 44 12 34'],
  ['0298441234', '+33 2 98 44 12 34'],
  ['+32 2 555 12 12', '+32 2 555 12 12'],
  ['112', '112'],
])('the number %s is printed as %s', (typed, printed) => {
  expect(internationalPhone(typed)).toBe(printed);
});

test('page texts and PDF texts agree for French letters', () => {
  const made = prescriptionPrint(print);
  expect(pdfTexts(made)).toEqual(pageTexts(made));
});

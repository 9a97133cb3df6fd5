/** A measure: LOINC, its name, unit, usual range, and number of decimals. */
export interface Measure {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly low: number;
  readonly high: number;
  readonly decimals: number;
  /** Age from which it is requested. */
  readonly from: number;
}

function measures(rows: string): Measure[] {
  return rows
    .trim()
    .split('\n')
    .map((row) => {
      const [code = '', name = '', unit = '', low = '', high = '', decimals = '', from = '0'] = row
        .split('|')
        .map((cell) => cell.trim());
      return { code, name, unit, low: Number(low), high: Number(high), decimals: Number(decimals), from: Number(from) };
    });
}

export const bloodTests: readonly Measure[] = measures(`
  718-7   | Hémoglobine | g/dL | 12 | 16 | 1
  6690-2  | Leucocytes | 10*3/uL | 4 | 10 | 2
  777-3   | Plaquettes | 10*3/uL | 150 | 400 | 0
  2160-0  | Créatinine | mg/L | 6 | 11 | 1
  2345-7  | Glycémie à jeun | g/L | 0.7 | 1.1 | 2
  4548-4  | Hémoglobine glyquée (HbA1c) | % | 4.5 | 6.5 | 1 | 25
  2093-3  | Cholestérol total | g/L | 1.5 | 2.4 | 2 | 25
  13457-7 | LDL-cholestérol | g/L | 0.7 | 1.6 | 2 | 25
  2085-9  | HDL-cholestérol | g/L | 0.4 | 0.8 | 2 | 25
  2571-8  | Triglycérides | g/L | 0.5 | 1.5 | 2 | 25
  3016-3  | TSH | mUI/L | 0.4 | 4 | 2 | 25
  1988-5  | CRP | mg/L | 0 | 5 | 1
  2276-4  | Ferritine | ug/L | 30 | 300 | 0
  1742-6  | ALAT | UI/L | 10 | 40 | 0
  2823-3  | Potassium | mmol/L | 3.5 | 5 | 1
  1989-3  | Vitamine D | ng/mL | 30 | 60 | 0
`);

export const vitalSigns: readonly Measure[] = measures(`
  29463-7 | Poids | kg | 52 | 98 | 1
  8867-4  | Fréquence cardiaque | /min | 58 | 92 | 0
  8310-5  | Température | Cel | 36.2 | 37.4 | 1
  59408-5 | Saturation en oxygène | % | 94 | 100 | 0
`);

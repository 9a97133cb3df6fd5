import { parseAmount } from '../amount.ts';
import { fold } from '../fold.ts';
import type { Component, Medicine, MedicineIndex } from '../medicine.ts';
import { formGroup } from './form-group.ts';
import { frenchStrength, substanceInText } from './french-strength.ts';

/** One substance (or combination), strength and form, with the medicines behind it: what a doctor chooses. */
export interface MedicineLine {
  /** Stable for the same data: substances, strengths, form and routes. */
  readonly key: string;
  /**
   * By substance, as L.5121-1-2 CSP requires: `amlodipine 5 mg, gélule`. By name if the substances are unknown or many.
   */
  readonly label: string;
  /** False if the label is a medicine's name, because its substances are unknown, more than four or homeopathic. */
  readonly isBySubstance: boolean;
  /** Without salts, in the order of the database, for example `['AMLODIPINE']`. */
  readonly substances: readonly string[];
  readonly components: readonly Component[];
  readonly form: string;
  readonly routes: readonly string[];
  /** Medicines of this line: originals first, then by name. */
  readonly medicines: readonly Medicine[];
}

const solidUnit =
  /^une? (?:comprimé|gélule|capsule|sachet|suppositoire|ovule|pastille|dispositif|patch|lyophilisat|film)/;

/** Groups the medicines by substance, strength, form and routes. */
export function medicineLines(index: MedicineIndex): MedicineLine[] {
  const groups = new Map<string, Medicine[]>();
  for (const medicine of index.medicines) {
    const key = lineKey(medicine);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [medicine]);
    else list.push(medicine);
  }
  return Array.from(groups, ([key, medicines]) => {
    const [first] = medicines as [Medicine];
    const isBySubstance = canBeBySubstance(first);
    return {
      ...{ key, isBySubstance },
      label: isBySubstance ? labelOf(usualWriting(medicines)) : first.name,
      substances: first.components.map(({ base }) => base),
      components: first.components,
      form: formGroup(first.form),
      routes: first.routes,
      medicines: medicines.sort(
        (a, b) => Number(a.group?.role !== 'reference') - Number(b.group?.role !== 'reference'),
      ),
    };
  });
}

/** The key of the line to which a medicine belongs. */
export function lineKey(medicine: Medicine): string {
  if (!canBeBySubstance(medicine)) return `cis ${medicine.cis}`;
  const parts = medicine.components.map((component) => `${component.base} ${strengthKey(component)}`).sort();
  return `${parts.join(' + ')}, ${formGroup(medicine.form)}, ${Array.from(medicine.routes).sort().join(';')}`;
}

function canBeBySubstance({ components }: Medicine): boolean {
  return (
    components.length > 0 &&
    components.length <= 4 &&
    new Set(components.map(({ base }) => base)).size === components.length &&
    components.every(({ substance, strength }) => strength !== '' && !/HOM[ÉE]OPATHI/.test(substance + strength)) &&
    components.every(({ strength }) => !/\d ?(?:CH|DH)\b/.test(strength))
  );
}

function strengthKey({ strength, per }: Component): string {
  const amount = parseAmount(fold(strength));
  if (solidUnit.test(per)) return amount === null ? fold(strength) : `${amount.value} ${amount.unit}`;
  const whole = parseAmount(/^(\d+(?:,\d+)? ?(?:ml|g))\b/.exec(fold(per))?.[1] ?? '');
  if (amount === null || whole === null) return `${fold(strength)} / ${fold(per)}`;
  return `${Number((amount.value / whole.value).toPrecision(6))} ${amount.unit}/${whole.unit}`;
}

/** The medicine whose strengths are written as most others of the line write them. */
function usualWriting(medicines: readonly Medicine[]): Medicine {
  const counts = new Map<string, number>();
  const writing = ({ components }: Medicine) => components.map(({ strength, per }) => `${strength}/${per}`).join('+');
  for (const medicine of medicines) counts.set(writing(medicine), (counts.get(writing(medicine)) ?? 0) + 1);
  return medicines.reduce((usual, medicine) =>
    (counts.get(writing(medicine)) ?? 0) > (counts.get(writing(usual)) ?? 0) ? medicine : usual,
  );
}

function labelOf({ components, form }: Medicine): string {
  const parts = components.map(({ base, strength, per }, at) => {
    const text = `${substanceInText(base)} ${frenchStrength(strength)}`;
    const isRepeated = components[at + 1]?.per === per;
    return per === '' || isRepeated || solidUnit.test(per) ? text : `${text} pour ${frenchStrength(per)}`;
  });
  return `${parts.join(' + ')}, ${formGroup(form)}`;
}

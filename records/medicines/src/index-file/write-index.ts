import type { Medicine, MedicineIndex } from '../medicine.ts';
import { indexFormat, indexLicence, roleLetters } from './index-format.ts';

/** Serialises an index as one UTF-8 text; `openIndex` reads it. The format is in the README. */
export function writeIndex(index: MedicineIndex): string {
  const { medicines } = index;
  const texts = { forms: new Texts(), routes: new Texts(), conditions: new Texts(), substances: new Texts() };
  const [strengths, pers, packs] = [new Texts(), new Texts(), new Texts()];
  const [compositions, conditionSets] = [new Texts(), new Texts()];
  const columns = medicines.map((medicine) => ({
    name: shortName(medicine),
    form: texts.forms.number(medicine.form),
    routes: texts.routes.number(medicine.routes.join(';')),
    composition: compositions.number(
      medicine.components
        .map(({ substance, base, strength, per }) =>
          [
            texts.substances.number(substance === base ? substance : `${substance}|${base}`),
            strengths.number(strength),
            pers.number(per),
          ].join('.'),
        )
        .join(' '),
    ),
    conditions: conditionSets.number(medicine.conditions.map((text) => texts.conditions.number(text)).join(' ')),
    group: medicine.group === null ? '' : `${roleLetters[medicine.group.role]}${medicine.group.id}`,
    packs: packs.number(medicine.packs.map(({ amount, unit }) => `${amount} ${unit}`).join(';')),
    cis: medicine.cis,
  }));
  const sections: (readonly [string, readonly string[]])[] = [
    ['forms', texts.forms.list],
    ['routes', texts.routes.list],
    ['conditions', texts.conditions.list],
    ['substances', texts.substances.list],
    ['strengths', strengths.list],
    ['pers', pers.list],
    ['packs', packs.list],
    ['compositions', compositions.list],
    ['condition-sets', conditionSets.list],
    ['name', columns.map(({ name }) => name)],
    ['form', columns.map(({ form }) => form)],
    ['route', columns.map(({ routes }) => routes)],
    ['composition', columns.map(({ composition }) => composition)],
    ['condition-set', columns.map(({ conditions }) => conditions)],
    ['group', columns.map(({ group }) => group)],
    ['pack', columns.map((column) => column.packs)],
    ['cis', columns.map(({ cis }) => cis)],
  ];
  const header = [indexFormat, indexLicence, `${index.isPublicationDate ? 'published' : 'latest-entry'} ${index.date}`];
  return [...header, ...sections.flatMap(([name, lines]) => [`#${name} ${lines.length}`, ...lines]), '#end', ''].join(
    '\n',
  );
}

/** A name that ends with its form keeps the comma alone. */
function shortName({ name, form }: Medicine): string {
  return form !== '' && name.endsWith(`, ${form}`) ? name.slice(0, -form.length - 1) : name;
}

/** Numbers texts in the order of their first use, written in base 36. */
class Texts {
  readonly list: string[] = [];
  private readonly numbers = new Map<string, string>();

  number(text: string): string {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.list.length.toString(36);
    this.numbers.set(text, number);
    this.list.push(text);
    return number;
  }
}

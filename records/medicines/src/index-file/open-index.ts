import type { Component, GenericRole, Medicine, MedicineIndex, Pack } from '../medicine.ts';
import { MedicinesError } from '../medicines-error.ts';
import { indexFormat, indexLicence, roleLetters } from './index-format.ts';

const roleOf = new Map(Object.entries(roleLetters).map(([role, letter]) => [letter, role as GenericRole]));

/**
 * Parses the text of an index once (13,559 medicines).
 *
 * @throws MedicinesError `index_invalid`
 */
export function openIndex(text: string): MedicineIndex {
  const lines = text.split('\n');
  const [format, licence, dated = ''] = lines;
  if (format !== indexFormat || licence !== indexLicence) fault('is not an index of medicines of this version');
  const [, kind, date = ''] = /^(published|latest-entry) (\d{4}-\d\d-\d\d)$/.exec(dated) ?? fault('has no date');
  const sections = readSections(lines);
  const components = section(sections, 'compositions').map((line) => readComponents(line, sections));
  const conditionSets = section(sections, 'condition-sets').map((line) =>
    (line === '' ? [] : line.split(' ')).map((number) => textAt(section(sections, 'conditions'), number)),
  );
  const routes = section(sections, 'routes').map((line) => (line === '' ? [] : line.split(';')));
  const packs = section(sections, 'packs').map(readPacks);
  const names = section(sections, 'name');
  const column = (name: string): readonly string[] => {
    const cells = section(sections, name);
    return cells.length === names.length ? cells : fault(`has another number of lines in ${name}`);
  };
  const [forms, form, route, composition] = [
    section(sections, 'forms'),
    column('form'),
    column('route'),
    column('composition'),
  ];
  const [conditionSet, group, pack, cis] = [column('condition-set'), column('group'), column('pack'), column('cis')];
  const medicines = names.map((name, row): Medicine => {
    const formText = textAt(forms, form[row]);
    return {
      cis: cis[row] ?? '',
      name: name.endsWith(',') ? `${name} ${formText}` : name,
      form: formText,
      routes: textAt(routes, route[row]),
      components: textAt(components, composition[row]),
      conditions: textAt(conditionSets, conditionSet[row]),
      group: readGroup(group[row] ?? ''),
      packs: textAt(packs, pack[row]),
    };
  });
  const byCis = new Map(medicines.map((medicine) => [medicine.cis, medicine]));
  if (byCis.size !== medicines.length) fault('has a medicine twice');
  return { date, isPublicationDate: kind === 'published', medicines, byCis };
}

function readSections(lines: readonly string[]): Map<string, readonly string[]> {
  const sections = new Map<string, readonly string[]>();
  let at = 3;
  while (lines[at] !== '#end') {
    const [, name = '', count = ''] =
      /^#([a-z-]+) (\d+)$/.exec(lines[at] ?? '') ?? fault(`is cut or damaged at line ${at + 1}`);
    const length = Number(count);
    if (at + 1 + length >= lines.length || sections.has(name)) fault(`is cut or damaged at line ${at + 1}`);
    sections.set(name, lines.slice(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return sections;
}

function section(sections: ReadonlyMap<string, readonly string[]>, name: string): readonly string[] {
  return sections.get(name) ?? fault(`has no section ${name}`);
}

function textAt<T>(list: readonly T[], number: string | undefined): T {
  const value = /^[0-9a-z]+$/.test(number ?? '') ? list[Number.parseInt(number ?? '', 36)] : undefined;
  return value ?? fault('refers to a missing text');
}

function readComponents(line: string, sections: ReadonlyMap<string, readonly string[]>): Component[] {
  if (line === '') return [];
  return line.split(' ').map((item) => {
    const [number, strength, per] = item.split('.');
    const [substance = '', base = substance] = textAt(section(sections, 'substances'), number).split('|');
    return {
      ...{ substance, base },
      strength: textAt(section(sections, 'strengths'), strength),
      per: textAt(section(sections, 'pers'), per),
    };
  });
}

function readPacks(line: string): Pack[] {
  if (line === '') return [];
  return line.split(';').map((item) => {
    const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?) (.+)$/.exec(item) ?? fault('has an invalid pack');
    return { amount: Number(amount), unit };
  });
}

function readGroup(cell: string): Medicine['group'] {
  if (cell === '') return null;
  return { id: cell.slice(1), role: roleOf.get(cell.slice(0, 1)) ?? fault('has an invalid generic group') };
}

function fault(reason: string): never {
  throw new MedicinesError('index_invalid', `the index ${reason}`);
}

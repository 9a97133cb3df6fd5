/** The fields of a template, by their names in braces. */
export const templateFields = [
  'patient',
  'naissance',
  'age',
  'docteur',
  'date',
  'problemes',
  'traitement',
  'allergies',
  'medecin_traitant',
  'objet',
  'formule',
  'fin',
  'sorties',
] as const;
export type TemplateField = (typeof templateFields)[number];

export type FilledTemplate = {
  readonly text: string;
  /** Fields that have no value: they stay in the text, in braces, for the writer. */
  readonly open: readonly string[];
};

/** Fills in a template. A field without a value stays, because a blank in a letter would not be seen. */
export function fillTemplate(
  template: string,
  values: Readonly<Partial<Record<TemplateField, string>>>,
): FilledTemplate {
  const open: string[] = [];
  const text = template.replace(/\{([a-z_]{1,30})\}/gu, (whole, name: string) => {
    const value = isField(name) ? values[name] : undefined;
    if (value !== undefined && value !== '') return value;
    if (!open.includes(name)) open.push(name);
    return whole;
  });
  return { text, open };
}

function isField(name: string): name is TemplateField {
  return templateFields.some((field) => field === name);
}

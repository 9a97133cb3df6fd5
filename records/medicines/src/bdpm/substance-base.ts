/**
 * Salts in front of a substance's name (`CHLORHYDRATE DE METFORMINE`). Esters such as valérate or acétate are absent:
 * medicines with different esters of one substance differ in use.
 */
const salts = new RegExp(
  '^(?:(?:MONO|DI|TRI|HÉMI|SESQUI|HYDROGÉNO)?(?:CHLORHYDRATE|BROMHYDRATE|BÉSILATE|BÉSYLATE|BESILATE|SULFATE|MALÉATE|' +
    'FUMARATE|TARTRATE|BITARTRATE|MÉSILATE|MÉSYLATE|SUCCINATE|PHOSPHATE|CITRATE|TOSILATE|MALATE|LACTATE|OXALATE|' +
    'HYDROGÉNOMALÉATE|HYDROGÉNOTARTRATE|ADIPATE|CAMSILATE|ÉTHANESULFONATE|ISÉTHIONATE|NITRATE|OROTATE)' +
    "(?: (?:ACIDE|NEUTRE|DIHYDRATÉ|MONOHYDRATÉ|TRIHYDRATÉ|ANHYDRE|HÉMIHYDRATÉ))?) (?:DE |D['’])",
);

/** Metals: `SULFATE DE MAGNÉSIUM` keeps its name. */
const metals =
  /^(?:SODIUM|POTASSIUM|CALCIUM|MAGN[ÉE]SIUM|LITHIUM|ZINC|FER|ALUMINIUM|AMMONIUM|ARGENT|CUIVRE|MANGAN[ÈE]SE|BARYUM|STRONTIUM|CHROME)\b/;

const endings =
  /(?: \((?:[^()]*)\)| BASE| ANHYDRE| MICRONISÉE?| (?:MONO|DI|TRI|TÉTRA|PENTA|HEPTA|HÉMI|SESQUI|HÉMIPENTA)?HYDRATÉE?| (?:DI|MONO)?SODIQUE| POTASSIQUE| CALCIQUE(?: TRIHYDRATÉE?)?| MAGNÉSIQUE(?: (?:DI|TRI)HYDRATÉE?)?| ARGININE| ERBUMINE| TERT-BUTYLAMINE)$/;

/** The name of a substance without salt, water and grade, for grouping and comparison; never shown alone. */
export function substanceBase(name: string): string {
  // `CLAVULANIQUE (ACIDE)` is written in both orders.
  let base = name
    .trim()
    .toUpperCase()
    .replace(/^([^()]+) \(ACIDE\)/, 'ACIDE $1');
  for (let before = ''; before !== base;) {
    before = base;
    const stripped = base.replace(salts, '');
    if (!metals.test(stripped)) base = stripped;
    const shorter = base.replace(endings, '');
    if (shorter.length >= 4) base = shorter;
  }
  return base;
}

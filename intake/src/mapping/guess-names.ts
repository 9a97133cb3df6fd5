import { parsePersonName } from '@etanche/core-identifiers';
import { plainGivenNames, plainName } from '../cells/name-cell.ts';
import { isReadableAs } from './content-kind.ts';

/** Frequent given names of people living in France, in canonical form: enough to recognise a column of given names. */
const frequent = new Set(
  (
    'MARIE JEAN PIERRE MICHEL ANDRE PHILIPPE LOUIS RENE ALAIN JACQUES BERNARD MARCEL DANIEL ROGER PAUL ROBERT CLAUDE HENRI ' +
    'NICOLAS GEORGES PATRICK GERARD CHRISTIAN JOSEPH MAURICE CHRISTOPHE JULIEN FRANCOIS DAVID STEPHANE LAURENT FREDERIC ' +
    'ERIC OLIVIER PASCAL SEBASTIEN THOMAS THIERRY ALEXANDRE DIDIER ROMAIN VINCENT KEVIN GUILLAUME ANTOINE MAXIME HERVE ' +
    'LOIC YVES GILLES DENIS SERGE GUY FRANCK FABRICE BRUNO LUCAS HUGO LEO GABRIEL RAPHAEL ARTHUR JULES ADAM ETHAN NATHAN ' +
    'MATHIS ENZO THEO CLEMENT MATHIEU QUENTIN BENOIT CEDRIC YANN GAEL ERWAN RONAN TANGUY ALBERT LUCIEN EMILE RAYMOND MOHAMED ' +
    'AHMED KARIM MEHDI YOUSSEF SAMUEL SIMON VICTOR MARTIN TOM NOE JEANNE FRANCOISE MONIQUE CATHERINE NATHALIE ISABELLE ' +
    'JACQUELINE SYLVIE ANNE MARTINE MADELEINE NICOLE SUZANNE HELENE CHRISTINE MARGUERITE DENISE LOUISE CHRISTIANE YVONNE ' +
    'VALERIE SANDRINE STEPHANIE VERONIQUE CELINE CHANTAL SOPHIE BRIGITTE DOMINIQUE ANNIE PATRICIA LAURENCE CAROLINE JULIE ' +
    'AURELIE VIRGINIE EMILIE CAMILLE LAURA SARAH MANON LEA CHLOE EMMA INES ZOE LOUNA JADE ALICE LINA ROSE ANNA MILA ' +
    'CHARLOTTE JULIETTE AGATHE EVA LOLA CLARA ROMANE NOEMIE ANAIS MATHILDE PAULINE MARINE OCEANE MELANIE JESSICA ELODIE ' +
    'DELPHINE KARINE CORINNE PASCALE AGNES ODILE GENEVIEVE SIMONE GERMAINE PAULETTE GINETTE YVETTE ODETTE COLETTE RAYMONDE ' +
    'FATIMA AICHA KHADIJA NADIA SAMIRA MYRIAM RACHEL ESTHER ELISE EUGENIE CECILE BEATRICE FLORENCE GAELLE MAELYS SOLENE ' +
    'ENORA LOUANE HEIDI MAELLE AXEL BASILE FELIX EDOUARD ETIENNE XAVIER REMI JEROME FABIEN LUDOVIC ARNAUD GREGORY ' +
    'ANTHONY JEREMY DAMIEN BENJAMIN FLORIAN VALENTIN DYLAN TRISTAN CORENTIN ALEXIS BAPTISTE MATTHIEU LUC MARC'
  ).split(' '),
);

/**
 * The columns of given names and family names among columns with generic names: half the given names are frequent, and
 * the family names are in an adjacent column. Undefined if this is not clear.
 */
export function guessNameColumns(
  columns: readonly { readonly values: readonly string[]; readonly isFree: boolean }[],
): { readonly given: number; readonly family: number } | undefined {
  const areNames = columns.map(
    ({ values, isFree }) =>
      isFree &&
      values.length > 0 &&
      values.filter((value) => isReadableAs('name', value)).length >= values.length * 0.9,
  );
  const shares = columns.map(({ values }, index) => (areNames[index] === true ? frequentShare(values) : 0));
  const given = shares.reduce((best, share, index) => (share > (shares[best] ?? 0) ? index : best), 0);
  if ((shares[given] ?? 0) < 0.4) return undefined;
  const beside = [given - 1, given + 1].filter((index) => areNames[index] === true && (shares[index] ?? 0) < 0.3);
  const [family] = beside;
  return family === undefined ? undefined : { given, family };
}

/** The role of a column with another name, if half of its cells have a frequent given name. */
export function nameContents(values: readonly string[]): 'given-names' | 'full-name' | undefined {
  const areNames = values.filter((value) => isReadableAs('name', value)).length >= values.length * 0.9;
  if (values.length === 0 || !areNames) return undefined;
  const words = values.map((value) => plainName(value).plain.split(/[\s,;/^|]+/));
  const frequentOnes = words.filter((parts) => parts.some(isFrequent)).length;
  if (frequentOnes < values.length * 0.4) return undefined;
  return words.filter((parts) => parts.length > 1).length > values.length * 0.6 ? 'full-name' : 'given-names';
}

function frequentShare(values: readonly string[]): number {
  const frequentOnes = values.filter((value) => isFrequent(plainGivenNames(value).split(/[\s,;-]/)[0] ?? ''));
  return frequentOnes.length / values.length;
}

function isFrequent(word: string): boolean {
  const parsed = parsePersonName(word);
  return parsed.ok && frequent.has(parsed.value);
}

/** Explanations of codes for the operator, in French and English. */
const words: Readonly<Record<string, readonly [fr: string, en: string]>> = {
  // Reasons why a proposal is not certain.
  no_identifier: ['aucune colonne ne permet de retrouver quelqu’un', 'no column identifies a person'],
  columns_unclear: ['des colonnes sont à confirmer', 'columns must be confirmed'],
  rows_unreadable: ['des lignes sont illisibles', 'rows cannot be read'],
  names_unreadable: ['plus d’un nom sur cent est illisible', 'more than one name in a hundred cannot be read'],
  encoding_guessed: [
    'l’encodage des accents est deviné (--encoding)',
    'the encoding of accents is a guess (--encoding)',
  ],
  layout_inferred: ['la position des colonnes est devinée', 'the positions of the columns are a guess'],
  left_out: ['une partie du fichier n’est pas lue', 'a part of the file cannot be read'],
  // Questions about a column.
  dates_unclear: ['jour et mois se lisent de deux façons', 'day and month can be read in two ways'],
  dates_unreadable: ['des dates de naissance illisibles', 'unreadable birth dates'],
  dates_disagree: ['les dates ne sont pas celles des NIR', 'the dates do not match the NIRs'],
  values_unreadable: ['les valeurs ne sont pas ce que dit le nom', 'the values do not match the column name'],
  whose: ['est-ce bien celui du patient ?', 'is it the patient’s?'],
  joins: ['clé commune à plusieurs tables ?', 'a key shared by several tables?'],
  // Reasons for omitted parts.
  no_person: ['personne ne peut y être retrouvé', 'it identifies no person'],
  not_chosen: ['une autre table a été choisie', 'another table was selected'],
  skipped: ['laissé de côté par mapping.json', 'omitted by mapping.json'],
  format_unsupported: ['format non lu', 'unsupported format'],
  format_unknown: ['format inconnu', 'unknown format'],
  file_empty: ['vide', 'empty'],
  compression_damaged: ['archive endommagée', 'damaged archive'],
  archive_encrypted: ['protégé par un mot de passe', 'protected by a password'],
  source_damaged: ['fichier endommagé', 'damaged file'],
  // Reasons for ignored rows or cells.
  too_few_cells: ['pas assez de cellules', 'too few cells'],
  too_many_cells: ['trop de cellules', 'too many cells'],
  unclosed_quote: ['guillemet non fermé', 'unclosed quote'],
  record_too_long: ['enregistrement trop long', 'record too long'],
  invalid_json: ['JSON invalide', 'invalid JSON'],
  invalid_sql: ['SQL invalide', 'invalid SQL'],
  not_a_record: ['pas un enregistrement', 'not a record'],
  repeated_header: ['ligne de titres répétée', 'repeated header'],
  unknown_column: ['colonne inconnue', 'unknown column'],
  name_unreadable: ['nom dont des lettres sont perdues', 'name with lost letters'],
  name_characters: ['nom avec d’autres signes que des lettres', 'name with characters other than letters'],
  name_empty: ['nom sans lettre', 'name without letters'],
  name_too_long: ['nom trop long', 'name too long'],
  nir_key: ['clé du NIR fausse', 'wrong key of the NIR'],
  nir_length: ['NIR de longueur fausse', 'NIR of the wrong length'],
  nir_characters: ['NIR avec d’autres signes', 'NIR with other characters'],
  nir_spreadsheet_rounded: ['NIR arrondi par un tableur', 'NIR rounded by a spreadsheet'],
  birth_date_format: ['date de naissance illisible', 'unreadable birth date'],
  birth_date_ambiguous: ['date de naissance ambiguë', 'ambiguous birth date'],
  birth_date_month: ['mois de naissance impossible', 'impossible month of birth'],
  birth_date_day: ['jour de naissance impossible', 'impossible day of birth'],
  birth_date_year: ['année de naissance impossible', 'impossible year of birth'],
  birth_date_future: ['date de naissance dans l’avenir', 'birth date in the future'],
  birth_date_time_zone: ['date de naissance décalée par un fuseau horaire', 'birth date shifted by a time zone'],
  birth_date_too_long: ['date de naissance trop longue', 'birth date too long'],
  email_no_at: ['adresse e-mail sans @', 'e-mail address without @'],
  phone_length: ['téléphone de longueur fausse', 'telephone number of the wrong length'],
  phone_characters: ['téléphone avec d’autres signes', 'telephone number with other characters'],
};

/** A reason in both languages, or its code if there is no explanation. */
export function reasonWords(code: string): string {
  const known = words[code];
  return known === undefined ? code : `${known[0]} / ${known[1]}`;
}

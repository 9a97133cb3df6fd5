/**
 * Categories of personal data that a leak can expose. `bit` and `key` are part of published indexes, so never renumber
 * or reuse an entry. Bits 48 to 63 are reserved for the operator's own categories (leak.json).
 */
export type Category = {
  readonly bit: number;
  readonly key: string;
  readonly name: { readonly fr: string; readonly en: string };
  /** A cell with only a zero is a value: a result of 0 is a result. */
  readonly zeroIsAValue?: true;
};

export const categories = [
  { bit: 0, key: 'identity', name: { fr: 'Nom, prénom, sexe', en: 'Name, first name, sex' } },
  { bit: 1, key: 'birth-date', name: { fr: 'Date de naissance', en: 'Date of birth' } },
  { bit: 2, key: 'birth-place', name: { fr: 'Lieu de naissance', en: 'Place of birth' } },
  { bit: 3, key: 'nir', name: { fr: 'Numéro de sécurité sociale', en: 'Social security number' } },
  { bit: 4, key: 'postal-address', name: { fr: 'Adresse postale', en: 'Postal address' } },
  { bit: 5, key: 'phone', name: { fr: 'Numéro de téléphone', en: 'Telephone number' } },
  { bit: 6, key: 'email', name: { fr: 'Adresse e-mail', en: 'E-mail address' } },
  { bit: 7, key: 'family', name: { fr: 'Situation de famille, proches', en: 'Family situation, relatives' } },
  { bit: 8, key: 'occupation', name: { fr: 'Profession, employeur', en: 'Occupation, employer' } },
  { bit: 9, key: 'nationality', name: { fr: 'Nationalité', en: 'Nationality' } },
  { bit: 10, key: 'identity-document', name: { fr: 'Pièce d’identité', en: 'Identity document' } },
  { bit: 11, key: 'patient-number', name: { fr: 'Numéro de dossier patient', en: 'Patient file number' } },
  { bit: 12, key: 'treating-doctor', name: { fr: 'Médecin traitant', en: 'Treating doctor' } },
  { bit: 13, key: 'prescriber', name: { fr: 'Médecin prescripteur', en: 'Prescribing doctor' } },
  { bit: 14, key: 'care-provider', name: { fr: 'Laboratoire, préleveur, soignant', en: 'Laboratory, sampler, carer' } },
  { bit: 15, key: 'insurer', name: { fr: 'Mutuelle, complémentaire santé', en: 'Complementary health insurer' } },
  {
    bit: 16,
    key: 'health-insurance',
    name: { fr: 'Caisse et droits d’assurance maladie', en: 'Health insurance fund and rights' },
  },
  { bit: 17, key: 'visit-dates', name: { fr: 'Dates de venue, de prélèvement', en: 'Dates of visits and samplings' } },
  { bit: 18, key: 'appointments', name: { fr: 'Rendez-vous', en: 'Appointments' } },
  { bit: 19, key: 'analyses', name: { fr: 'Analyses demandées', en: 'Analyses requested' } },
  { bit: 20, key: 'results', name: { fr: 'Résultats d’analyses', en: 'Results of analyses' }, zeroIsAValue: true },
  { bit: 21, key: 'blood-group', name: { fr: 'Groupe sanguin', en: 'Blood group' } },
  { bit: 22, key: 'body-measures', name: { fr: 'Taille, poids, mesures', en: 'Height, weight, measures' } },
  { bit: 23, key: 'comment', name: { fr: 'Commentaires libres', en: 'Free comments' } },
  { bit: 24, key: 'diagnosis', name: { fr: 'Maladies, diagnostics', en: 'Illnesses, diagnoses' } },
  { bit: 25, key: 'long-term-illness', name: { fr: 'Affection de longue durée', en: 'Long-term illness status' } },
  { bit: 26, key: 'medication', name: { fr: 'Traitements, ordonnances', en: 'Medication, prescriptions' } },
  { bit: 27, key: 'allergy', name: { fr: 'Allergies', en: 'Allergies' } },
  { bit: 28, key: 'vaccination', name: { fr: 'Vaccinations', en: 'Vaccinations' } },
  { bit: 29, key: 'pregnancy', name: { fr: 'Grossesse, fertilité', en: 'Pregnancy, fertility' } },
  {
    bit: 30,
    key: 'infection',
    name: { fr: 'VIH, hépatites, infections transmissibles', en: 'HIV, hepatitis, transmissible infections' },
  },
  { bit: 31, key: 'mental-health', name: { fr: 'Santé mentale, addictions', en: 'Mental health, addictions' } },
  { bit: 32, key: 'genetics', name: { fr: 'Données génétiques', en: 'Genetic data' } },
  { bit: 33, key: 'sexual-life', name: { fr: 'Vie sexuelle', en: 'Sexual life' } },
  { bit: 34, key: 'disability', name: { fr: 'Handicap, dépendance', en: 'Disability, dependency' } },
  { bit: 35, key: 'document', name: { fr: 'Documents, courriers, images', en: 'Documents, letters, images' } },
  { bit: 36, key: 'death', name: { fr: 'Décès', en: 'Death' } },
  { bit: 37, key: 'login', name: { fr: 'Identifiant de connexion', en: 'Login name' } },
  { bit: 38, key: 'password', name: { fr: 'Mot de passe', en: 'Password' } },
  { bit: 39, key: 'bank-details', name: { fr: 'Coordonnées bancaires', en: 'Bank details' } },
  { bit: 40, key: 'billing', name: { fr: 'Facturation, paiements', en: 'Billing, payments' } },
  { bit: 41, key: 'social-situation', name: { fr: 'Situation sociale, revenus', en: 'Social situation, income' } },
  { bit: 42, key: 'connection-data', name: { fr: 'Données de connexion', en: 'Connection data' } },
  { bit: 43, key: 'other', name: { fr: 'Autres renseignements', en: 'Other information' } },
] as const satisfies readonly Category[];

export type CategoryKey = (typeof categories)[number]['key'];

const byKey: ReadonlyMap<string, Category> = new Map(categories.map((category) => [category.key, category]));

/** The category with that key, or undefined. */
export function findCategory(key: string): Category | undefined {
  return byKey.get(key);
}

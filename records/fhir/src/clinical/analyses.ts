/** An analysis that practices often enter by hand: LOINC code, usual French unit, and the words that people type. */
export type Analysis = {
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly words: readonly string[];
};

/** LOINC 2.80 codes; the unit is the usual one in France. Reference ranges are those that the laboratory writes. */
export const analyses: readonly Analysis[] = [
  one('4548-4', 'Hémoglobine glyquée (HbA1c)', '%', 'hba1c'),
  one('14682-9', 'Créatinine', 'µmol/L', 'creatinine creat'),
  one('62238-1', 'DFG estimé (CKD-EPI)', 'mL/min/1,73m²', 'dfg dfge ckd-epi'),
  one('2823-3', 'Potassium', 'mmol/L', 'potassium k kaliemie'),
  one('2951-2', 'Sodium', 'mmol/L', 'sodium na natremie'),
  one('14749-6', 'Glycémie', 'mmol/L', 'glycemie glucose'),
  one('3016-3', 'TSH', 'mUI/L', 'tsh'),
  one('13457-7', 'LDL-cholestérol', 'g/L', 'ldl'),
  one('718-7', 'Hémoglobine', 'g/dL', 'hemoglobine hb'),
  one('6690-2', 'Leucocytes', 'G/L', 'leucocytes gb'),
  one('777-3', 'Plaquettes', 'G/L', 'plaquettes'),
  one('1988-5', 'CRP', 'mg/L', 'crp'),
  one('2276-4', 'Ferritine', 'µg/L', 'ferritine'),
  one('6301-6', 'INR', '', 'inr'),
  one('2857-1', 'PSA', 'µg/L', 'psa'),
  one('1742-6', 'ALAT', 'UI/L', 'alat tgp'),
  one('1920-8', 'ASAT', 'UI/L', 'asat tgo'),
  one('2324-2', 'Gamma-GT', 'UI/L', 'ggt gamma-gt'),
];

function one(code: string, name: string, unit: string, words: string): Analysis {
  return { code, name, unit, words: words.split(' ') };
}

/**
 * Names of medicines sold in France, from the Base de données publique des médicaments (ANSM, file CIS_bdpm), reused
 * under the Licence Ouverte 2.0 of Etalab (https://www.etalab.gouv.fr/licence-ouverte-open-licence/). A selection of
 * 200 medicines that practices prescribe; names unchanged, without the other columns.
 */
const list = `
DOLIPRANE 100 mg, suppositoire sécable
DOLIPRANE 1000 mg, comprimé
EFFERALGAN 1000 mg, comprimé effervescent
EFFERALGAN 1000 mg, granulés en sachet
PARACETAMOL ACCORD 500 mg, comprimé effervescent
PARACETAMOL ACCORD 500 mg, comprimé sécable
IBUPROFENE ARROW 400 mg, comprimé pelliculé
IBUPROFENE ARROW 5 %, gel
ASPIRINE ARROW 100 mg, comprimé gastro-résistant
ASPIRINE ARROW 75 mg, comprimé gastro-résistant
KARDEGIC 160 mg, poudre pour solution buvable en sachet
KARDEGIC 300 mg, poudre pour solution buvable en sachet
CLOPIDOGREL ACCORD 75 mg, comprimé pelliculé
CLOPIDOGREL ALMUS PHARMA 75 mg, comprimé pelliculé
PREVISCAN 20 mg, comprimé quadrisécable
ELIQUIS 2,5 mg, comprimé pelliculé
ELIQUIS 5 mg, comprimé pelliculé
XARELTO 1 mg/mL, granulés pour supension buvable
XARELTO 10 mg, comprimé pelliculé
AMOXICILLINE ALMUS 1 g, comprimé dispersible
AMOXICILLINE ALMUS PHARMA 500 mg, gélule
AZITHROMYCINE ARROW LAB 250 mg, comprimé pelliculé
AZITHROMYCINE ARROW LAB 500 mg, comprimé pelliculé sécable
CEFTRIAXONE EG 1 g/10 ml, poudre et solvant pour solution injectable (IV)
CEFTRIAXONE EG 1 g/3,5 ml, poudre et solvant pour solution injectable (IM)
CEFPODOXIME ARROW LAB 100 mg, comprimé pelliculé
CEFPODOXIME BIOGARAN 100 mg, comprimé pelliculé
CIPROFLOXACINE ACCORD 500 mg, comprimé pelliculé
CIPROFLOXACINE ARROW 250 mg, comprimé pelliculé
OFLOXACINE ALMUS 200 mg, comprimé pelliculé sécable
OFLOXACINE ARROW 200 mg, comprimé pelliculé sécable
DOXYCYCLINE ARROW 100 mg, comprimé pelliculé
DOXYCYCLINE BIOGARAN 100 mg, comprimé pelliculé sécable
FOSFOMYCINE ARROW 3 g, granulés pour solution buvable en sachet
FOSFOMYCINE BIOGARAN 3 g, granulés pour solution buvable en sachet
METRONIDAZOLE ARROW 250 mg, comprimé pelliculé
METRONIDAZOLE ARROW 500 mg, comprimé pelliculé sécable
METFORMINE ACCORD 1000 mg, comprimé pelliculé sécable
METFORMINE ACCORD 500 mg, comprimé pelliculé
GLICLAZIDE ARROW 60 mg, comprimé à libération modifiée
GLICLAZIDE ARROW LAB 30 mg, comprimé à libération modifiée
JANUVIA 100 mg, comprimé pelliculé
JANUVIA 50 mg, comprimé pelliculé
SITAGLIPTINE ALMUS 100 mg, comprimé pelliculé
SITAGLIPTINE ALMUS 50 mg, comprimé pelliculé
LANTUS 100 Unités/ml, solution injectable en flacon
LANTUS 100 unités/ ml, solution injectable en cartouche
HUMALOG 100 UI/ml KWIKPEN, solution injectable
HUMALOG 100 UI/ml, solution injectable en cartouche
NOVORAPID 100 unités/ml, solution injectable
NOVORAPID FLEXPEN 100 unités/ml, solution injectable en stylo prérempli
OZEMPIC 0,25 mg, solution injectable en stylo prérempli
OZEMPIC 0,5 mg, solution injectable en stylo prérempli
TRULICITY 0,75 mg, solution injectable en stylo prérempli
TRULICITY 1,5 mg, solution injectable en stylo prérempli
JARDIANCE 10 mg, comprimé pelliculé
JARDIANCE 25 mg, comprimé pelliculé
FORXIGA 10 mg, comprimé pelliculé
LEVOTHYROX 100 microgrammes, comprimé sécable
LEVOTHYROX 112 microgrammes, comprimé sécable
ATORVASTATINE ALMUS PHARMA 10 mg, comprimé pelliculé
ATORVASTATINE ALMUS PHARMA 20 mg, comprimé pelliculé
ROSUVASTATINE ACCORD 10 mg, comprimé pelliculé
ROSUVASTATINE ACCORD 20 mg, comprimé pelliculé
SIMVASTATINE ACCORD HEALTHCARE 10 mg, comprimé pelliculé
SIMVASTATINE ACCORD HEALTHCARE 20 mg, comprimé pelliculé
PRAVASTATINE ACCORD 10 mg, comprimé
PRAVASTATINE ACCORD 20 mg, comprimé
EZETIMIBE ACCORD 10 mg, comprimé
EZETIMIBE ALMUS 10 mg, comprimé
AMLODIPINE ALMUS 10 mg, gélule
AMLODIPINE ALMUS 5 mg, gélule
LERCANIDIPINE ACCORD 10 mg, comprimé pelliculé
LERCANIDIPINE ACCORD 20 mg, comprimé pelliculé
RAMIPRIL / HYDROCHLOROTHIAZIDE BIOGARAN 5 mg / 12,5 mg, comprimé
RAMIPRIL ALMUS 1,25 mg, comprimé
PERINDOPRIL ARGININE BIOGARAN 10 mg, comprimé pelliculé
PERINDOPRIL ARGININE BIOGARAN 2,5 mg, comprimé pelliculé
ENALAPRIL ACCORD 20 mg, comprimé
ENALAPRIL ACCORD 5 mg, comprimé
LISINOPRIL ARROW 20 mg, comprimé sécable
LISINOPRIL EG 20 mg, comprimé sécable
VALSARTAN ARROW LAB 160 mg, comprimé pelliculé sécable
VALSARTAN ARROW LAB 40 mg, comprimé pelliculé sécable
IRBESARTAN ACCORD 150 mg, comprimé pelliculé
IRBESARTAN ACCORD 300 mg, comprimé pelliculé
CANDESARTAN ARROW LAB 16 mg, comprimé sécable
CANDESARTAN ARROW LAB 32 mg, comprimé sécable
LOSARTAN ACCORD 100 mg, comprimé pelliculé
LOSARTAN ACCORD 50 mg, comprimé pelliculé sécable
BISOPROLOL ACCORD HEALTHCARE 10 mg, comprimé pelliculé sécable
BISOPROLOL ACCORD HEALTHCARE 2,5 mg, comprimé pelliculé sécable
NEBIVOLOL ALMUS 5 mg, comprimé quadrisécable
NEBIVOLOL ARROW LAB 5 mg, comprimé quadrisécable
ATENOLOL ACCORD HEALTHCARE 100 mg, comprimé sécable
ATENOLOL ACCORD HEALTHCARE 50 mg, comprimé sécable
PROPRANOLOL ACCORD 40 mg, comprimé pelliculé
PROPRANOLOL ACETLAB 5 mg/5 mL, solution injectable
FUROSEMIDE ACCORD 20 mg/2 ml, solution injectable
FUROSEMIDE ARROW 20 mg, comprimé sécable
HYDROCHLOROTHIAZIDE ARROW 12,5 mg, comprimé sécable
HYDROCHLOROTHIAZIDE ARROW 25 mg, comprimé sécable
INDAPAMIDE ARROW 1,5 mg, comprimé pelliculé à libération prolongée
INDAPAMIDE BIOGARAN 1,5 mg, comprimé pelliculé à libération prolongée
SPIRONOLACTONE ALTIZIDE ARROW 25 mg/15 mg, comprimé pelliculé sécable
SPIRONOLACTONE ALTIZIDE BIOGARAN 25 mg/15 mg, comprimé sécable
AMIODARONE ALMUS 200 mg, comprimé sécable
AMIODARONE ARROW LAB 200 mg, comprimé sécable
FLECAINIDE ARROW LAB 100 mg, comprimé sécable
FLECAINIDE BIOGARAN 100 mg, comprimé sécable
OMEPRAZOLE ALMUS 10 mg, gélule gastro-résistante
OMEPRAZOLE ALMUS 20 mg, gélule gastro-résistante
ESOMEPRAZOLE ALMUS 20 mg, gélule gastro-résistante
ESOMEPRAZOLE ALMUS 40 mg, gélule gastro-résistante
PANTOPRAZOLE ALMUS 20 mg, comprimé gastro-résistant
PANTOPRAZOLE ALMUS 40 mg, comprimé gastro-résistant
LANSOPRAZOLE ALMUS PHARMA 15 mg, gélule gastro-résistante
LANSOPRAZOLE ALMUS PHARMA 30 mg, gélule gastro-résistante
GAVISCON NOURRISSONS, suspension buvable en flacon
GAVISCON, suspension buvable en flacon
SMECTA 3 g FRAISE, poudre pour suspension buvable en sachet
SMECTA 3 g ORANGE-VANILLE, poudre pour suspension buvable en sachet
RACECADOTRIL ARROW 100 mg, gélule
RACECADOTRIL BGR 100 mg, gélule
LOPERAMIDE ALMUS 2 mg, gélule
LOPERAMIDE ARROW CONSEIL 2 mg, comprimé orodispersible
MACROGOL 4000 ARROW 10 g, poudre pour solution buvable en sachet
MACROGOL 4000 ARROW 4 g, poudre pour solution buvable en sachet
SPASFON LYOC 160 mg, lyophilisat oral
SPASFON LYOC 80 mg, lyophilisat oral
DOMPERIDONE ARROW 10 mg, comprimé orodispersible
DOMPERIDONE ARROW 10 mg, comprimé pelliculé
METOCLOPRAMIDE SANDOZ 10 mg, comprimé sécable
METOCLOPRAMIDE VIATRIS 10 mg, comprimé sécable
SALBUTAMOL RENAUDIN 5 mg/5 ml, solution injectable
SALBUTAMOL VIATRIS 5 mg/5 ml, solution pour perfusion
SPIRIVA 18 microgrammes, poudre pour inhalation en gélule
SPIRIVA RESPIMAT 2,5 microgrammes/dose, solution à inhaler
MONTELUKAST ACCORD 4 mg, comprimé à croquer
MONTELUKAST ACCORD 5 mg, comprimé à croquer
CETIRIZINE ALMUS 10 mg, comprimé pelliculé sécable
CETIRIZINE ARROW 10 mg/mL, solution buvable en gouttes
DESLORATADINE ALMUS 5 mg, comprimé pelliculé
DESLORATADINE ARROW 0,5 mg/ml, solution buvable
LEVOCETIRIZINE ARROW 5 mg, comprimé pelliculé
LEVOCETIRIZINE BIOGARAN 5 mg, comprimé pelliculé
BILASTINE ARROW 20 mg, comprimé
BILASTINE BIOGARAN 20 mg, comprimé
PREDNISOLONE ARROW 20 mg, comprimé effervescent sécable
PREDNISOLONE ARROW 20 mg, comprimé orodispersible
PREDNISONE ARROW 20 mg, comprimé sécable
PREDNISONE ARROW 5 mg, comprimé sécable
CORTANCYL 1 mg, comprimé
CORTANCYL 20 mg, comprimé sécable
SOLUPRED 20 mg, comprimé orodispersible
SOLUPRED 5 mg, comprimé orodispersible
BETAMETHASONE ARROW 0,05 %, solution buvable en gouttes
BETAMETHASONE ARROW 2 mg, comprimé dispersible sécable
TRAMADOL ARROW 100 mg/2 mL, solution injectable/pour perfusion
TRAMADOL ARROW 50 mg, comprimé
CODEINE-ERYSIMUM MAYOLY SPINDLER SANS SUCRE, sirop
LAMALINE, gélule
LAMALINE, suppositoire
IZALGI 500 mg/25 mg, gélule
OXYCODONE ARROW 10 mg, gélule
OXYCODONE ARROW 20 mg, gélule
MORPHINE (CHLORHYDRATE) AGUETTANT 0,1 mg/mL, solution injectable
MORPHINE (CHLORHYDRATE) AGUETTANT 10 mg/mL, solution injectable
ACUPAN 20 mg/2 mL, solution injectable
ACUPAN, comprimé
KETOPROFENE AGUETTANT 100 mg, solution pour perfusion
KETOPROFENE ARROW LP 100 mg, comprimé sécable à libération prolongée
NAPROXENE SODIQUE ARROW 550 mg, comprimé pelliculé sécable
NAPROXENE SODIQUE EG 550 mg, comprimé pelliculé sécable
DICLOFENAC ARROW 1 %, gel
DICLOFENAC ARROW 1 %, gel en flacon pressurisé
COLCHICINE OPOCALCIUM 1 mg, comprimé sécable
ALLOPURINOL ARROW LAB 100 mg, comprimé
ALLOPURINOL ARROW LAB 200 mg, comprimé
FEBUXOSTAT ALMUS 120 mg, comprimé pelliculé
FEBUXOSTAT ALMUS 80 mg, comprimé pelliculé
SERTRALINE ALMUS 50 mg, gélule
SERTRALINE ARROW LAB 25 mg, gélule
ESCITALOPRAM ALMUS 10 mg, comprimé pelliculé sécable
ESCITALOPRAM ALMUS 15 mg, comprimé pelliculé sécable
PAROXETINE ALMUS PHARMA 20 mg, comprimé pelliculé sécable
PAROXETINE ARROW 20 mg, comprimé pelliculé sécable
FLUOXETINE ACCORD 20 mg, gélule
FLUOXETINE ALMUS 20 mg, gélule
VENLAFAXINE ALMUS LP 37,5 mg, gélule à libération prolongée
VENLAFAXINE ALMUS LP 75 mg, gélule à libération prolongée
MIRTAZAPINE ALMUS 15 mg, comprimé orodispersible
MIRTAZAPINE ARROW 15 mg, comprimé orodispersible
AMITRIPTYLINE BIOGARAN 40 mg/mL, solution buvable en gouttes
AMITRIPTYLINE SUBSTIPHARM 40 mg/mL, solution buvable en gouttes
ALPRAZOLAM ARROW LAB 0,25 mg, comprimé sécable
ALPRAZOLAM ARROW LAB 0,50 mg, comprimé sécable
BROMAZEPAM ARROW 1,5 mg, comprimé
BROMAZEPAM ARROW 6 mg, comprimé quadrisécable
OXAZEPAM ARROW 10 mg, comprimé sécable
`;

export const medicines: readonly string[] = list.trim().split('\n');

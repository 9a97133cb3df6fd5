/** Texts of CDA documents and archives that a message brought. */
export const structuredFr = {
  untitled: 'Document sans titre',
  kinds: { cda: 'Document CDA', archive: 'Archive IHE_XDM' },
  by: (authors: string) => `par ${authors}`,
  patient: (name: string, birth: string) => `Patient : ${name}, né(e) le ${birth}`,
  differs: {
    message: (traits: string) =>
      `Ce document ne nomme pas le même patient que le message : ${traits}. Vérifiez avant de classer.`,
    file: (traits: string) => `Ce document ne nomme pas le patient de ce dossier : ${traits}.`,
  },
  unknown: 'L’auteur indique que rien n’est connu.',
  empty: 'Ce document n’a pas de texte à montrer. Le fichier enregistré a tout.',
  unread: 'Ses données codées ne sont pas montrées : le texte ci-dessus est celui que l’auteur a signé.',
  mediaMissing: 'Un fichier que le texte cite n’est pas dans le document.',
  open: (name: string) => `Afficher ${name}`,
  unverified: 'L’archive n’a pas l’empreinte de ce document.',
  rejected: (path: string) => `${path} ne se lit pas`,
  save: 'Enregistrer le fichier',
  saved: 'Fichier enregistré sur cet ordinateur. Supprimez-le quand vous n’en avez plus besoin.',
  unreadable: { cda: 'Ce document CDA ne se lit pas', archive: 'Cette archive ne se lit pas' },
  reasons: {
    xml_dtd: 'Il déclare un type de document, ce qui peut cacher autre chose.',
    xml_limits: 'Il est plus grand ou plus profond que ce qui est lu.',
    xml_malformed: 'Son texte n’est pas du XML correct.',
    xml_encoding: 'Son encodage n’est pas celui qu’il déclare.',
    cda_invalid: 'Il n’a pas de patient, ou n’est pas un document CDA.',
    several_patients: 'Il parle de plusieurs personnes : rien n’en est montré.',
    zip_damaged: 'Le fichier est abîmé ou coupé.',
    zip_limits: 'Elle contient trop de fichiers ou de données.',
    zip_encrypted: 'Elle demande un mot de passe.',
    zip_unsupported: 'Sa forme de compression n’est pas lue.',
    zip_unsafe: 'Elle contient un chemin ou un lien dangereux.',
    xdm_invalid: 'Elle ne contient aucun document de santé.',
    hash_mismatch: 'Ses octets ne sont pas ceux que l’archive décrit.',
    size_mismatch: 'Sa taille n’est pas celle que l’archive décrit.',
    document_missing: 'L’archive le nomme, mais ne l’a pas.',
  } as Readonly<Record<string, string>>,
  otherReason: 'Sa forme n’est pas connue.',
};

export type StructuredTexts = typeof structuredFr;

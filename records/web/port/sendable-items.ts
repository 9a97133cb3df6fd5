/** Items of what can be sent that are made from many resources of the file, so that they have no record id. */
export const synthesisId = 'synthesis';
export const vaccinationId = 'vaccination';

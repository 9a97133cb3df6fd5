/** Name of the only Trusted Types policy of the application, which creates only the worker's URL. */
export const trustedTypesPolicy = 'etanche-records';

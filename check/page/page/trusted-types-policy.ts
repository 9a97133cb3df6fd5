/** Name of the only Trusted Types policy of the page, which creates only the worker's URL. */
export const trustedTypesPolicy = 'etanche-worker';

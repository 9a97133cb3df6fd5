/** Name of the one Trusted Types policy of the page, which makes the worker's URL and nothing else. */
export const trustedTypesPolicy = 'etanche-worker';

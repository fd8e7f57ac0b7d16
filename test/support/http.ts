import type { Http } from '../../core/ports';

/** A way to no server but one that answers as the test says. */
export const httpAnswering = (request: Http['request']): Http => ({
  request,
  download: () => Promise.reject(new Error('this test downloads nothing')),
});
